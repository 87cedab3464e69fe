using System.CommandLine;
using System.Text.Json.Nodes;
using Delphix.Virtualization.Operations;
using Delphix.Virtualization.Packaging;
using Delphix.Virtualization.Tools.Init;

namespace Delphix.Virtualization.Tools.Commands;

/// <summary><c>dvp init</c></summary>
internal static class InitCommand
{
    internal static DvpCommand Create()
    {
        var root = new Option<string>("--root-dir", "-r")
        {
            Description = "The plugin's root directory [default: the working directory]",
            HelpName = "DIR",
        };
        var name = new Option<string?>("--plugin-name", "-n")
        {
            Description = "The name that users see [default: the plugin's id, which is made here]",
            HelpName = "NAME",
        };
        var strategy = OneOf(
            "--ingestion-strategy", "-s", "How the plugin ingests: DIRECT, the engine copies; STAGED, a staging host does",
            PluginStrategy.Direct);
        var hostType = OneOf("--host-type", "-t", "The kind of host that the plugin is for", HostType.Unix);
        return new DvpCommand(
            "init", "Makes a new plugin that builds, with tests.", "dvp init -n postgres",
            "dvp init -n mongodb -s STAGED -r /our/plugin/directory", "dvp init -n mssql -t WINDOWS")
        {
            root, name, strategy, hostType,
        }.Runs(context =>
        {
            var directory = Path.GetFullPath(context.Of(root) ?? ".");
            var plugin = NewPlugin.Create(
                context.Of(name), Enum.Parse<PluginStrategy>(context.Of(strategy), ignoreCase: true),
                Enum.Parse<HostType>(context.Of(hostType), ignoreCase: true));
            PluginFolder.Write(directory, PluginTemplate.Render(plugin));
            context.Show(
                () => new JsonObject
                {
                    ["name"] = plugin.Name,
                    ["pluginId"] = plugin.Id.ToString(),
                    ["directory"] = directory,
                    ["project"] = plugin.Identifier,
                },
                () => $"Plugin '{plugin.Name}' is in {directory}. Its README.md says how to continue; to begin with: make test");
            return Task.CompletedTask;
        });
    }

    // One of an enumeration's values, spelt as in plugin_config.yml or in small letters.
    private static Option<string> OneOf(string name, string alias, string description, Enum whenAbsent)
    {
        string[] values = [.. Enum.GetNames(whenAbsent.GetType()).Select(value => value.ToUpperInvariant())];
        var option = new Option<string>(name, alias)
        {
            Description = description,
            HelpName = string.Join('|', values),
            DefaultValueFactory = _ => whenAbsent.ToString().ToUpperInvariant(),
        };
        option.CompletionSources.Add(values);
        option.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<string>() is var value && !values.Contains(value, StringComparer.OrdinalIgnoreCase))
                result.AddError($"'{value}' is not a value of {name}: it takes {string.Join(" or ", values)}.");
        });
        return option;
    }
}
