using System.CommandLine;
using Delphix.Virtualization.Engine.Catalog;
using Delphix.Virtualization.Engine.Snapshots;
using Delphix.Virtualization.Tools.Output;
using Delphix.Virtualization.Tools.Views;

namespace Delphix.Virtualization.Tools.Commands;

/// <summary><c>dvp snapshot</c></summary>
internal static class SnapshotCommand
{
    internal static DvpCommand Create() =>
        new(
            "snapshot", "Lists, exports and deletes the snapshots of dSources and VDBs.", "dvp snapshot list files",
            "dvp snapshot export files@2 --to /srv/restored")
    {
        List(),
        Export(),
        Delete(),
    };

    private static DvpCommand List()
    {
        var dataset = new Argument<string?>("DATASET")
        {
            Description = "Only those of this dSource or VDB, by name or reference",
            Arity = ArgumentArity.ZeroOrOne,
        };
        return new DvpCommand("list", "Lists the snapshots, oldest first.", "dvp snapshot list", "dvp snapshot list files --json")
        {
            dataset,
        }
            .Runs(async context =>
            {
                var index = await context.IndexAsync();
                var only = context.Of(dataset) is { } name ? Find(index, name) : null;
                List<SnapshotObject> snapshots = [.. index.All<SnapshotObject>().Where(
                    snapshot => only is null || snapshot.Dataset == only.Reference)];
                context.ShowList(
                    snapshots,
                    snapshot => ObjectJson.Of(snapshot, index),
                    [
                        new("NAME", snapshot => snapshot.Name),
                        new("TAKEN", snapshot => HumanText.Time(snapshot.CreatedAt, context.Terminal.TimeZone)),
                        .. (await context.ValuesAsync(index)).Columns(snapshots),
                        new("REFERENCE", snapshot => snapshot.Reference),
                    ],
                    "snapshot");
            });
    }

    private static DvpCommand Export()
    {
        var snapshot =
            new Argument<string>("SNAPSHOT") { Description = "DATASET for its newest snapshot, DATASET@NUMBER, or a snapshot's reference" };
        var to = new Option<string>("--to")
        {
            Description = "The directory to make; it must not exist yet, or be empty",
            HelpName = "PATH",
            Required = true,
        };
        return new DvpCommand(
            "export", "Copies a snapshot's files to a plain directory of this machine.", "dvp snapshot export files@2 --to /srv/restored")
        {
            snapshot,
            to,
        }
            .Runs(context => context.RunAsync(
                new SnapshotExport(context.Of(snapshot), context.Of(to)),
                job => $"Snapshot {job.Target} is exported to {Path.GetFullPath(context.Of(to))}."));
    }

    private static DvpCommand Delete()
    {
        var snapshot = new Argument<string>("SNAPSHOT") { Description = "DATASET@NUMBER or the snapshot's reference" };
        return new DvpCommand("delete", "Deletes a snapshot that no VDB has its data from.", "dvp snapshot delete files@1") { snapshot }
            .Runs(context => context.RunAsync(new SnapshotDelete(context.Of(snapshot)), job => $"Snapshot {job.Target} is deleted."));
    }

    private static DatasetObject Find(CatalogIndex index, string name) =>
        index.All<DatasetObject>().FirstOrDefault(dataset => dataset.Name == name || dataset.Reference == name)
        ?? throw new UserException(
            $"There is no dataset '{name}'.",
            NearestName.Suggest(name, index.All<DatasetObject>().Select(dataset => dataset.Name), "dataset"), "");
}
