using Delphix.Virtualization.Engine.Catalog;
using Delphix.Virtualization.Engine.Jobs;
using Delphix.Virtualization.Engine.Snapshots;

namespace Delphix.Virtualization.Engine.VirtualSources;

/// <summary>The documented workflow "Virtual source refresh": gives a VDB the data of a snapshot of its parent.</summary>
/// <param name="dataset">The VDB's name or reference.</param>
/// <param name="to">A snapshot of the parent; null for the newest.</param>
public sealed class VirtualSourceRefresh(string dataset, string? to) : ObjectWorkflow<VirtualSourceObject>(dataset)
{
    /// <inheritdoc/>
    public override string Title => "Virtual source refresh";

    private protected override async Task RunAsync(WorkflowRun run, VirtualSourceObject dataset)
    {
        DatasetNames.RequireEnabled(dataset, "vdb");
        var parent = (await DatasetNames.AllAsync(run)).FirstOrDefault(candidate => candidate.Reference == dataset.Parent)
            ?? throw new UserException(
                dataset.Parent is { } lost
                    ? $"The catalog has lost {lost}, the dataset that '{dataset.Name}' was provisioned from."
                    : $"'{dataset.Name}' was not provisioned from a snapshot, so there is nothing to refresh it from.",
                (dataset.Parent is null ? "" : "Put its document back from a backup. ")
                + "Use rollback to go back to one of its own snapshots.",
                "");
        var snapshot = await SnapshotNames.FindOfAsync(run, parent, to);
        var context = await run.LoadAsync(dataset);
        await ReplaceDataAsync(run, context, dataset, snapshot, context.ConfigureAsync);
    }

    /// <summary>
    /// Puts a clone of a snapshot in the place of a VDB's storage. The old storage is destroyed only once all has succeeded; until then
    /// everything can be taken back.
    /// </summary>
    internal static async Task ReplaceDataAsync(
        WorkflowRun run,
        VirtualSourceContext context,
        VirtualSourceObject dataset,
        SnapshotObject snapshot,
        Func<WorkflowRun, VirtualSourceObject, SnapshotObject, Task<VirtualSourceObject>> configureAsync)
    {
        await run.Storage.RequireDestroyAsync(dataset);
        await SnapshotNames.HoldAsync(run, dataset, snapshot);
        await context.UnconfigureAsync(run, dataset);
        var changed = await run.Storage.UnmountAsync(dataset);
        changed = changed with { Volume = await run.Storage.CloneAsync(snapshot) };
        changed = await context.MountAsync(run, changed);
        changed = await configureAsync(run, changed, snapshot);
        run.Job.AfterSuccess(new CleanUp.DestroyVolume(dataset.Volume));
        await run.Catalog.ReplaceAsync(dataset, changed);
    }
}
