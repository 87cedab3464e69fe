using Delphix.Virtualization.Engine.Catalog;
using Delphix.Virtualization.Engine.Jobs;

namespace Delphix.Virtualization.Engine.Workflows;

/// <summary>The documented workflow "Virtual source refresh": gives a VDB the data of a snapshot of its parent.</summary>
/// <param name="dataset">The VDB's name or reference.</param>
/// <param name="to">A snapshot of the parent; null for the newest.</param>
public sealed class VirtualSourceRefresh(string dataset, string? to) : DatasetWorkflow<VirtualSourceObject>(dataset)
{
    /// <inheritdoc/>
    public override string Title => "Virtual source refresh";

    private protected override async Task RunAsync(EngineContext engine, VirtualSourceObject dataset, JobExecution job, CancellationToken cancellationToken)
    {
        DatasetNames.RequireEnabled(dataset, "vdb");
        var parent = (await DatasetNames.AllAsync(engine, cancellationToken)).FirstOrDefault(candidate => candidate.Reference == dataset.Parent)
            ?? throw new UserException($"'{dataset.Name}' was not provisioned from a snapshot, so there is nothing to refresh it from.", "Use rollback to go back to one of its own snapshots.", "");
        var snapshot = await SnapshotNames.FindOfAsync(engine, parent, to, cancellationToken);
        var steps = await VirtualSourceSteps.LoadAsync(engine, job, dataset, cancellationToken);
        await ReplaceDataAsync(engine, steps, job, dataset, snapshot, steps.ConfigureAsync, cancellationToken);
    }

    /// <summary>
    /// Puts a clone of a snapshot in the place of a VDB's storage. The old storage is destroyed only once all has succeeded; until then
    /// everything can be taken back.
    /// </summary>
    internal static async Task ReplaceDataAsync(
        EngineContext engine, VirtualSourceSteps steps, JobExecution job, VirtualSourceObject dataset, SnapshotObject snapshot, Func<VirtualSourceObject, SnapshotObject, Task<VirtualSourceObject>> configure, CancellationToken cancellationToken)
    {
        await SnapshotNames.HoldAsync(engine, steps.Dataset, dataset, snapshot, cancellationToken);
        await steps.UnconfigureAsync(dataset);
        var unmounted = await steps.Dataset.UnmountAsync(dataset);
        var changed = unmounted with { Volume = await steps.Dataset.CloneAsync(snapshot) };
        changed = await steps.MountAsync(changed);
        changed = await configure(changed, snapshot);
        job.AfterSuccess(new CleanUp.DestroyVolume(dataset.Volume));
        await steps.Dataset.ReplaceAsync(dataset, changed);
    }
}
