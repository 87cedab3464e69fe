using System.CommandLine;
using Delphix.Virtualization.Testing;
using Delphix.Virtualization.Tools.Commands;
using Delphix.Virtualization.Tools.Output;
using Spectre.Console;

namespace Delphix.Virtualization.Tools.Demo;

/// <summary><c>dvp demo</c></summary>
internal static class DemoCommand
{
    internal static DvpCommand Create()
    {
        var path = new Option<string?>("--path")
        {
            Description = "A directory to copy the source tree from; it is only read. Without it, a sample tree is made",
            HelpName = "DIR",
        };
        var tutorial = new Option<string>("--tutorial")
        {
            Description = "The tutorial's plugin, with which the demo begins: its config file, which is built, or its artifact",
            HelpName = "FILE",
            DefaultValueFactory = _ => Path.Combine("samples", "tutorial", "plugin_config.yml"),
        };
        var plugin = new Option<string>("--plugin", "-p")
        {
            Description = "The plugin for directory trees that it is upgraded to: its config file, which is built, or its artifact",
            HelpName = "FILE",
            DefaultValueFactory = _ => "plugin_config.yml",
        };
        var parameters = new Option<string>("--parameters")
        {
            Description = "A JSON file with what the plugin is given for its dSource and its VDBs",
            HelpName = "FILE",
            DefaultValueFactory = _ => Path.Combine("plugin", "demo.json"),
        };
        var keep = new Option<bool>("--keep")
        {
            Description = "Leave the engine as it is in the end, to look around in it; end it by dvp demo --end",
        };
        var end = new Option<bool>("--end") { Description = "Only end the engine that dvp demo --keep has left, and delete all of it" };
        return new DvpCommand(
            "demo",
            "Runs a directory tree's whole life on real files, in a throw-away engine.",
            "dvp demo",
            "dvp demo --path /usr/share/doc")
        {
            path, tutorial, plugin, parameters, keep, end,
        }
            .Runs(async context =>
            {
                if (context.Of(end))
                {
                    await KeptDemo.EndAsync(context);
                    return;
                }

                var given = await DemoParameters.ReadAsync(context.Of(parameters), context.CancellationToken);
                var plugins = new DemoPlugins(context.Of(tutorial), context.Of(plugin), given);
                await RunAsync(context, plugins, context.Of(path), context.Of(keep));
            });
    }

    private static async Task RunAsync(CommandContext context, DemoPlugins plugins, string? path, bool keep)
    {
        if (path is not null && !Directory.Exists(path))
            throw new UserException(
                $"There is no directory '{path}'.", "Name a directory that you can read; the demo does not change it.", "");
        var terminal = context.Terminal;
        var console = LiveConsole.Create(terminal.Output, terminal.IsOutputInteractive, terminal.UseColour);
        var output = new DemoConsole(console);
        var options = new TestEngineOptions { Log = output.Say, Directory = keep ? KeptDemo.NewDirectory() : null };
        await using (var world = await EngineWorld.StartAsync(options, context.CancellationToken))
        {
            await DemoRun.RunAsync(new DemoStage(world, output, context.CancellationToken), plugins, path, keep);
            if (keep)
                await world.LeaveAsync();
        }

        var end = keep ? KeptDemo.HowToLookAround : "Nothing stays mounted or running; the temporary directory is gone.";
        console.MarkupLineInterpolated($"\n[green]All {output.Checks} checks passed.[/] {end}");
    }
}
