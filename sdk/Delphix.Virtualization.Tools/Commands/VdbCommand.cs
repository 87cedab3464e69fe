using System.CommandLine;
using Delphix.Virtualization.Engine.Catalog;
using Delphix.Virtualization.Engine.VirtualSources;
using Delphix.Virtualization.Engine.Workflows;
using Delphix.Virtualization.Schemas;
using Delphix.Virtualization.Tools.Output;
using Delphix.Virtualization.Tools.Parameters;
using Delphix.Virtualization.Tools.Views;

namespace Delphix.Virtualization.Tools.Commands;

/// <summary><c>dvp vdb</c></summary>
internal static class VdbCommand
{
    private const string Noun = "VDB";

    internal static DvpCommand Create() => new(
        "vdb",
        "Provisions VDBs, and refreshes, rolls back, shows and deletes them.",
        "dvp vdb provision copy --from files --environment local --param mountLocation=/mnt/copy",
        "dvp vdb list")
    {
        Provision(),
        CreateEmpty(),
        Snapshot(),
        Refresh(),
        Rollback(),
        DatasetCommands.Update<VirtualSourceObject>(
            "Changes parameters of a VDB, from the next time on that it is refreshed, rolled back or enabled.",
            "dvp vdb update copy --param rerootSymlinks=false", Noun, "virtualSourceDefinition",
            (name, changes) => new VirtualSourceUpdate(name, changes)),
        Change("start", "Starts a VDB.", name => new VirtualSourceStart(name), _ => "is started"),
        Change("stop", "Stops a VDB.", name => new VirtualSourceStop(name), _ => "is stopped"),
        Change(
            "enable", "Mounts a disabled VDB and reconfigures it.", name => new VirtualSourceEnable(name),
            vdb => $"is enabled{DatasetText.MountedAt(vdb)}"),
        Change("disable", "Unconfigures and unmounts a VDB; its data stays.", name => new VirtualSourceDisable(name), _ => "is disabled"),
        DatasetCommands.Status<VirtualSourceObject>("dvp vdb status copy", Noun, (engine, vdb, token) => engine.InspectAsync(vdb, token)),
        List(),
        DatasetCommands.Delete(
            "Deletes a VDB with its snapshots; refused while another VDB was provisioned from it.", "dvp vdb delete copy", Noun,
            (name, force) => new VirtualSourceDelete(name, force)),
    };

    private static DvpCommand Provision()
    {
        var name = CommonArguments.New(Noun);
        var from = new Option<string>("--from")
        {
            Description = "The dSource or VDB to provision from, at its newest snapshot or at the one named",
            HelpName = "DATASET[@SNAPSHOT]",
            Required = true,
        };
        var environment = CommonArguments.Environment(description: "The name or reference of the environment to mount the VDB in");
        var repository = CommonArguments.Repository();
        var parameters = ParameterOption.Create("virtualSourceDefinition");
        return new DvpCommand(
            "provision",
            "Makes a VDB, a writable copy, from a snapshot of a dSource or of another VDB.",
            "dvp vdb provision copy --from files --environment local --param mountLocation=/mnt/copy",
            "dvp vdb provision older --from files@2 --environment local --param mountLocation=/mnt/older")
        {
            name, from, environment, repository, parameters,
        }.Runs(async context => await context.RunAsync<VirtualSourceObject>(
            new VirtualSourceProvision(
                new NewVirtualSource(
                    context.Of(name),
                    context.Of(environment),
                    context.Of(repository),
                    await context.ParametersAsync(
                        parameters,
                        DefinitionKind.VirtualSource,
                        index => index.PluginOf(index.DatasetOf(context.Of(from))?.Repository))),
                context.Of(from)),
            (vdb, index) => $"{Noun} '{vdb.Name}' is provisioned from {index.NameOf(vdb.Snapshot)}{DatasetText.MountedAt(vdb)}."));
    }

    private static DvpCommand CreateEmpty()
    {
        var name = CommonArguments.New(Noun);
        var environment = CommonArguments.Environment(description: "The name or reference of the environment to mount the VDB in");
        var repository = CommonArguments.Repository();
        var parameters = ParameterOption.Create("virtualSourceDefinition");
        return new DvpCommand(
            "create-empty",
            "Makes a VDB without data.",
            "dvp vdb create-empty blank --environment local --param mountLocation=/mnt/blank")
        {
            name, environment, repository, parameters,
        }.Runs(async context => await context.RunAsync<VirtualSourceObject>(
            new CreateEmptyVdb(
                new NewVirtualSource(
                    context.Of(name), context.Of(environment), context.Of(repository), await context.ParametersAsync(parameters))),
            (vdb, _) => $"{Noun} '{vdb.Name}' is created, without data{DatasetText.MountedAt(vdb)}."));
    }

    private static DvpCommand Snapshot()
    {
        var name = CommonArguments.Existing(Noun);
        return new DvpCommand("snapshot", "Takes a snapshot of a VDB.", "dvp vdb snapshot copy") { name }
            .Runs(
                context => DatasetCommands.TakeSnapshotAsync(
                    context, new VirtualSourceSnapshot(context.Of(name)), job => $"{Noun} '{job.Target}' is kept as"));
    }

    private static DvpCommand Refresh()
    {
        var name = CommonArguments.Existing(Noun);
        var to = new Option<string?>("--to")
        {
            Description = "A snapshot of the dataset that the VDB was provisioned from [default: its newest]",
            HelpName = "SNAPSHOT",
        };
        return new DvpCommand(
            "refresh", "Gives a VDB the data of a snapshot of the dataset that it was provisioned from.", "dvp vdb refresh copy",
            "dvp vdb refresh copy --to files@2")
        {
            name,
            to,
        }
            .Runs(context => context.RunAsync<VirtualSourceObject>(
                new VirtualSourceRefresh(context.Of(name), context.Of(to)),
                (vdb, index) => $"{Noun} '{vdb.Name}' is refreshed to {index.NameOf(vdb.Snapshot)}{DatasetText.MountedAt(vdb)}."));
    }

    private static DvpCommand Rollback()
    {
        var name = CommonArguments.Existing(Noun);
        var to = new Option<string>("--to")
        {
            Description = "One of the VDB's own snapshots: @NUMBER, its name or its reference",
            HelpName = "SNAPSHOT",
            Required = true,
        };
        return new DvpCommand(
            "rollback", "Gives a VDB the data of one of its own snapshots; all its snapshots stay.", "dvp vdb rollback copy --to @1")
        {
            name,
            to,
        }
            .Runs(context => context.RunAsync<VirtualSourceObject>(
                new VirtualSourceRollback(context.Of(name), context.Of(to)),
                (vdb, index) => $"{Noun} '{vdb.Name}' is rolled back to {index.NameOf(vdb.Snapshot)}{DatasetText.MountedAt(vdb)}."));
    }

    private static DvpCommand List() => new DvpCommand("list", "Lists the VDBs.", "dvp vdb list", "dvp vdb list --json")
        .Runs(async context =>
        {
            var index = await context.IndexAsync();
            var engine = await context.EngineAsync();
            context.ShowList(
                [.. index.All<VirtualSourceObject>()],
                vdb => ObjectJson.Of(vdb, index, engine.FindUnmounted(vdb)),
                [
                    new("NAME", vdb => vdb.Name),
                    new("STATE", vdb => JsonOutput.State(vdb.State)),
                    new("DATA FROM", vdb => index.NameOf(vdb.Snapshot) ?? "-"),
                    new("ENVIRONMENT", vdb => index.NameOf(vdb.Environment)!),
                    new("MOUNTED AT", vdb => DatasetText.Mounts(vdb, engine.FindUnmounted(vdb))),
                    new("SNAPSHOTS", vdb => $"{index.SnapshotsOf(vdb).Count()}", IsNumber: true),
                    new("REFERENCE", vdb => vdb.Reference),
                ],
                Noun);
        });

    private static DvpCommand Change(
        string verb, string description, Func<string, Workflow> workflow, Func<VirtualSourceObject, string> outcome) =>
        DatasetCommands.Change(verb, description, $"dvp vdb {verb} copy", Noun, workflow, outcome);
}
