using Delphix.Virtualization.Engine.Catalog;
using Delphix.Virtualization.Engine.Jobs;
using Delphix.Virtualization.Engine.Processes;
using Delphix.Virtualization.Engine.Storage;

namespace Delphix.Virtualization.Engine.Snapshots;

/// <summary>V2P, "virtual to physical": copies a snapshot's files to a plain directory of the engine's own machine.</summary>
/// <param name="snapshot"><c>DATASET</c> for its newest snapshot, <c>DATASET@NUMBER</c>, or a snapshot's reference.</param>
/// <param name="to">The directory to make. It must not exist, or be empty.</param>
public sealed class SnapshotExport(string snapshot, string to) : Workflow
{
    /// <inheritdoc/>
    public override string Title => "V2P";

    internal override async Task<CatalogObject> FindTargetAsync(EngineContext engine, CancellationToken cancellationToken)
    {
        var (_, found) = await SnapshotNames.FindAsync(engine, snapshot, cancellationToken);
        // What holds for a mount location holds here: not in a dataset, which a sync would empty, nor in the engine's own folder, nor on top of a mount.
        RequireEmpty();
        StorageMounter.Check(to, engine.Directory.Root, "export to");
        return found;
    }

    internal override async Task RunAsync(WorkflowRun run, CatalogObject target)
    {
        var source = await run.Storage.PathAsync(await run.Catalog.ReadAgainAsync((SnapshotObject)target));
        var destination = Path.TrimEndingDirectorySeparator(Path.GetFullPath(to));
        // Copied under another name, so that an export that was cut short never looks like a whole one.
        var unfinished = $"{destination}.unfinished-{Guid.NewGuid():N}";
        Directory.CreateDirectory(Path.GetDirectoryName(destination)!);
        await run.Job.UndoByAsync(new CleanUp.RemoveFolder(unfinished));
        await run.Job.StepAsync($"Copy the files to {destination}", async () =>
        {
            await Tool.RunAsync("cp", ["--archive", "--reflink=auto", "--no-target-directory", "--", source, unfinished], run.CancellationToken);
            await Tool.RunAsync("sync", ["--file-system", unfinished], run.CancellationToken);
            // A snapshot leaves the catalog before its files go, so as long as it is there the copy is whole.
            await run.Catalog.ReadAgainAsync((SnapshotObject)target);
            RequireEmpty();
            if (Directory.Exists(destination))
                Directory.Delete(destination);
            Directory.Move(unfinished, destination);
        });
    }

    private void RequireEmpty()
    {
        if (File.Exists(to) || (Directory.Exists(to) && Directory.EnumerateFileSystemEntries(to).Any()))
            throw new UserException($"{to} is there already, and is not an empty directory.", "Choose a directory that is empty, or one that does not exist yet.", "");
    }
}
