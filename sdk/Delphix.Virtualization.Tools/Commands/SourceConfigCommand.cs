using Delphix.Virtualization.Engine.Catalog;
using Delphix.Virtualization.Engine.Environments;
using Delphix.Virtualization.Tools.Parameters;
using Delphix.Virtualization.Tools.Views;

namespace Delphix.Virtualization.Tools.Commands;

/// <summary><c>dvp source-config</c></summary>
internal static class SourceConfigCommand
{
    internal static DvpCommand Create() => new(
        "source-config", "Lists, adds and removes the datasets on hosts that can be linked.", "dvp source-config list",
        "dvp source-config add --environment source --param name=files --param path=/srv/files")
    {
        List(),
        Add(),
        Remove(),
    };

    private static DvpCommand List()
    {
        var environment = CommonArguments.OfEnvironment();
        return new DvpCommand("list", "Lists the source configs.", "dvp source-config list", "dvp source-config list --environment source")
        {
            environment,
        }
            .Runs(async context =>
            {
                var only = context.Of(environment) is { } name ? await context.FindAsync<EnvironmentObject>(name) : null;
                var index = await context.IndexAsync();
                string? EnvironmentOf(SourceConfigObject config) => index.Find<RepositoryObject>(config.Repository)?.Environment;
                List<SourceConfigObject> configs = [.. index.All<SourceConfigObject>().Where(
                    config => only is null || EnvironmentOf(config) == only.Reference)];
                context.ShowList(
                    configs,
                    config => ObjectJson.Of(config, index),
                    [
                        new("NAME", config => config.Name),
                        new("ENVIRONMENT", config => index.NameOf(EnvironmentOf(config)) ?? "-"),
                        new("REPOSITORY", config => index.NameOf(config.Repository)!),
                        .. (await context.ValuesAsync(index)).Columns(configs),
                        new("FOUND BY", config => config.IsManual ? "user" : "discovery"),
                        new("REFERENCE", config => config.Reference),
                    ],
                    "source config");
            });
    }

    private static DvpCommand Add()
    {
        var environment = CommonArguments.Environment();
        var repository = CommonArguments.Repository();
        var parameters = ParameterOption.Create("sourceConfigDefinition");
        return new DvpCommand(
            "add",
            "Adds a source config by hand, where the plugin allows it.",
            "dvp source-config add --environment source --param name=files --param path=/srv/files")
        {
            environment, repository, parameters,
        }.Runs(async context => await context.RunAsync<SourceConfigObject>(
            new SourceConfigAdd(context.Of(environment), context.Of(repository), await context.ParametersAsync(parameters)),
            (config, _) => $"Source config '{config.Name}' is added."));
    }

    private static DvpCommand Remove()
    {
        var name = CommonArguments.Existing("source config");
        return new DvpCommand("remove", "Removes a source config that no dSource uses.", "dvp source-config remove files") { name }
            .Runs(
                context => context.RunAsync(new SourceConfigRemove(context.Of(name)), job => $"Source config '{job.Target}' is removed."));
    }
}
