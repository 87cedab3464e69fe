using Delphix.Virtualization.Engine.Catalog;
using Delphix.Virtualization.Engine.Jobs;
using Delphix.Virtualization.Engine.Storage;

namespace Delphix.Virtualization.Engine.Snapshots;

/// <summary>V2P, "virtual to physical": copies a snapshot's files to a plain directory of the engine's own machine.</summary>
/// <param name="snapshot"><c>DATASET</c> for its newest snapshot, <c>DATASET@NUMBER</c>, or a snapshot's reference.</param>
/// <param name="to">The directory to make. It must not exist, or be empty.</param>
public sealed class SnapshotExport(string snapshot, string to) : Workflow
{
    /// <inheritdoc/>
    public override string Title => "V2P";

    internal override Task<string?> FindPluginAsync(EngineContext engine, CancellationToken cancellationToken) =>
        SnapshotNames.FindPluginAsync(engine, snapshot, cancellationToken);

    internal override async Task<CatalogObject> FindTargetAsync(EngineContext engine, CancellationToken cancellationToken)
    {
        var (_, found) = await SnapshotNames.FindAsync(engine, snapshot, cancellationToken);
        // What holds for a mount location holds here: not in a dataset, which a sync would empty, nor in the engine's own folder, nor on
        // top of a mount.
        RequireEmpty();
        MountLocation.Check(to, engine.Directory.Root, MountLocation.ExportTo);
        return found;
    }

    internal override async Task RunAsync(WorkflowRun run, CatalogObject target)
    {
        var source = await run.Storage.PathAsync(await run.Catalog.ReadAgainAsync((SnapshotObject)target));
        using var location = MountLocation.Hold(to, run.Engine.Directory.Root, MountLocation.ExportTo);
        // Nobody else may enter it, and an export that was cut short never looks like a whole one.
        // Its name is short, however long that of the target is.
        var unfinished = $".unfinished-{Guid.NewGuid():N}";
        await run.Job.UndoByAsync(new CleanUp.RemoveFolder(Path.Combine(Path.GetDirectoryName(location.Path)!, unfinished)));
        await run.Job.StepAsync($"Copy the files to {location.Path}", async () =>
        {
            location.Parent.Make(unfinished, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
            using var folder = location.Parent.OpenOrMake(unfinished);
            var lost = await TreeCopy.RunAsync(source, folder, location.Name, run.CancellationToken);
            // A snapshot leaves the catalog before its files go, so as long as it is there the copy is whole.
            await run.Catalog.ReadAgainAsync((SnapshotObject)target);
            if (!folder.TryMove(location.Name, location.Parent))
                throw NotEmpty();
            location.Parent.RemoveIfEmpty(unfinished);
            Tell(run.Job, lost);
        });
    }

    // Not one event for each: it may be all files of a large tree.
    private static void Tell(JobExecution job, IReadOnlyList<string> lost)
    {
        const int Named = 20;
        foreach (var line in lost.Take(Named))
            job.Tell($"Not kept: {line}.");
        if (lost.Count > Named)
            job.Tell($"Not kept: {lost.Count - Named} more of the same kind.");
    }

    private void RequireEmpty()
    {
        if (to.Length == 0)
            throw new UserException("The path to export to is empty.", "Name the directory to make.", "");
        if (File.Exists(to) || (Directory.Exists(to) && Directory.EnumerateFileSystemEntries(to).Any()))
            throw NotEmpty();
    }

    private UserException NotEmpty() => new(
        $"{to} is there already, and is not an empty directory.", "Choose a directory that is empty, or one that does not exist yet.", "");
}
