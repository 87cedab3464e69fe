using System.CommandLine;
using System.Text.Json.Nodes;
using Delphix.Virtualization.Engine.Catalog;
using Delphix.Virtualization.Engine.Jobs;
using Delphix.Virtualization.Engine.LinkedSources;
using Delphix.Virtualization.Engine.Workflows;
using Delphix.Virtualization.Schemas;
using Delphix.Virtualization.Tools.Output;
using Delphix.Virtualization.Tools.Parameters;
using Delphix.Virtualization.Tools.Views;

namespace Delphix.Virtualization.Tools.Commands;

/// <summary><c>dvp dsource</c></summary>
internal static class DSourceCommand
{
    private const string Noun = "dSource";

    internal static DvpCommand Create() =>
        new("dsource", "Links sources as dSources, and syncs, shows and deletes these.", "dvp dsource sync files", "dvp dsource list")
    {
        Link(),
        Sync(),
        List(),
        DatasetCommands.Status<LinkedSourceObject>(
            "dvp dsource status files", Noun, (engine, dataset, token) => engine.InspectAsync(dataset, token)),
        DatasetCommands.Update<LinkedSourceObject>(
            "Changes parameters of a dSource, from its next sync on.", "dvp dsource update files --param allowEmptySource=true", Noun,
            "linkedSourceDefinition", (name, changes) => new LinkedSourceUpdate(name, changes)),
        Worker(),
        Change(
            "enable", "Takes a dSource into use: mounts its storage and starts staging, where its plugin is a staged one.",
            name => new LinkedSourceEnable(name), dataset => $"is enabled{DatasetText.MountedAt(dataset)}"),
        Change(
            "disable", "Sets a dSource aside: stops staging and unmounts its storage, where its plugin is a staged one; its data stays.",
            name => new LinkedSourceDisable(name), _ => "is disabled"),
        DatasetCommands.Delete(
            "Deletes a dSource with its snapshots; refused while a VDB was provisioned from it.", "dvp dsource delete files", Noun,
            (name, force) => new LinkedSourceDelete(name, force)),
    };

    private static DvpCommand Link()
    {
        var name = CommonArguments.New(Noun);
        var sourceConfig = new Option<string>("--source-config")
        {
            Description = "The name or reference of the source config to link",
            HelpName = "SOURCE_CONFIG",
            Required = true,
        };
        var staging = new Option<string?>("--staging-environment")
        {
            Description = "The name or reference of the environment where storage is mounted; for staged plugins, and for them only",
            HelpName = "ENVIRONMENT",
        };
        var parameters = ParameterOption.Create("linkedSourceDefinition");
        return new DvpCommand(
            "link",
            "Makes a dSource of a source config and syncs it for the first time.",
            "dvp dsource link files --source-config files --staging-environment local --param sourceAddress=files.example.com --param "
                + "username=delphix --param mountLocation=/mnt/staging",
            "dvp dsource link files --source-config files --staging-environment local --param @link.json --param sshPort=2222",
            "dvp dsource link settings --source-config system")
        {
            name, sourceConfig, staging, parameters,
        }.Runs(async context => await context.RunAsync<LinkedSourceObject>(
            new LinkedSourceLink(
                context.Of(name),
                context.Of(sourceConfig),
                context.Of(staging),
                await context.ParametersAsync(
                    parameters,
                    DefinitionKind.LinkedSource,
                    index => index.PluginOf(index.Named<SourceConfigObject>(context.Of(sourceConfig))?.Repository))),
            async (dataset, index, job) =>
                $"{Noun} '{dataset.Name}' is linked{DatasetText.MountedAt(dataset)}"
                + $"{SnapshotText.Taken(job, index, await context.ValuesAsync(index))}."));
    }

    private static DvpCommand Sync()
    {
        var name = CommonArguments.Existing(Noun);
        var resync = CommonArguments.Flag("--resync", "Let the plugin ingest all data anew; short for --param resync=true");
        var parameters = ParameterOption.Create("snapshotParametersDefinition");
        var byPolicy = CommonArguments.Flag("--as-policy", "Sync as a policy does: the plugin gets no snapshot parameters at all");
        var command = new DvpCommand(
            "sync",
            "Brings a dSource up to date with its source and takes a snapshot.",
            "dvp dsource sync files",
            "dvp dsource sync files --resync",
            "dvp dsource sync database --param backupPath=/backups/latest")
        {
            name, resync, parameters, byPolicy,
        };
        command.Validators.Add(result =>
        {
            if (result.GetValue(byPolicy) && (result.GetValue(resync) || result.GetValue(parameters)!.Length > 0))
                result.AddError("--as-policy excludes --resync and --param: a policy gives no snapshot parameters.");
        });
        return command.Runs(async context => await DatasetCommands.TakeSnapshotAsync(
            context, new LinkedSourceSync(context.Of(name), await ReadAsync(context)), job => $"{Noun} '{job.Target}' is synced:"));

        async Task<JsonObject?> ReadAsync(CommandContext context)
        {
            if (context.Of(byPolicy))
                return null;
            return await context.ParametersAsync(
                parameters,
                DefinitionKind.SnapshotParameters,
                index => index.PluginOf(index.Named<LinkedSourceObject>(context.Of(name))?.Repository),
                context.Of(resync) ? new JsonObject { ["resync"] = true } : []);
        }
    }

    private static DvpCommand List() => new DvpCommand("list", "Lists the dSources.", "dvp dsource list", "dvp dsource list --json")
        .Runs(async context =>
        {
            var index = await context.IndexAsync();
            var engine = await context.EngineAsync();
            context.ShowList(
                [.. index.All<LinkedSourceObject>()],
                dataset => ObjectJson.Of(dataset, index, engine.FindUnmounted(dataset)),
                [
                    new("NAME", dataset => dataset.Name),
                    new("STATE", dataset => JsonOutput.State(dataset.State)),
                    new("SOURCE CONFIG", dataset => index.NameOf(dataset.SourceConfig)!),
                    new("ENVIRONMENT", dataset => index.NameOf(dataset.Environment)!),
                    new("MOUNTED AT", dataset => DatasetText.Mounts(dataset, engine.FindUnmounted(dataset))),
                    new("SNAPSHOTS", dataset => $"{index.SnapshotsOf(dataset).Count()}", IsNumber: true),
                    new("REFERENCE", dataset => dataset.Reference),
                ],
                Noun);
        });

    private static DvpCommand Worker()
    {
        var name = CommonArguments.Existing(Noun);
        return new DvpCommand("worker", "Runs the plugin's worker of a dSource once.", "dvp dsource worker files") { name }.Runs(
            context => context.RunAsync<LinkedSourceObject>(
                new LinkedSourceWorker(context.Of(name)), (dataset, _, job) => Task.FromResult(OutcomeOfWorker(dataset, job))));
    }

    private static string OutcomeOfWorker(LinkedSourceObject dataset, Job job) => job.Steps.Count > 0
        ? $"{Noun} '{dataset.Name}': its worker has run."
        : $"{Noun} '{dataset.Name}' has no worker: its plugin does not implement linked.worker.";

    private static DvpCommand Change(
        string verb, string description, Func<string, Workflow> workflow, Func<LinkedSourceObject, string> outcome) =>
        DatasetCommands.Change(verb, description, $"dvp dsource {verb} files", Noun, workflow, outcome);
}
