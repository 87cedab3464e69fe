using Delphix.Virtualization.Engine.Catalog;

namespace Delphix.Virtualization.Engine.VirtualSources;

/// <summary>The documented workflow "Create empty VDB".</summary>
/// <param name="asked">The VDB to make.</param>
public sealed class CreateEmptyVdb(NewVirtualSource asked) : Workflow
{
    /// <inheritdoc/>
    public override string Title => "Virtual source create empty VDB";

    internal override async Task<string?> FindPluginAsync(EngineContext engine, CancellationToken cancellationToken) =>
        (await asked.FindRepositoryAsync(engine, plugin: null, cancellationToken)).Plugin;

    internal override async Task<CatalogObject> FindTargetAsync(EngineContext engine, CancellationToken cancellationToken) =>
        await asked.PrepareAsync(engine, parentRepository: null, cancellationToken);

    internal override async Task RunAsync(WorkflowRun run, CatalogObject target)
    {
        var created = (VirtualSourceObject)target;
        var context = await run.LoadAsync(created);
        await DatasetNames.ReserveAsync(run, created);
        var dataset = created with { Volume = await run.Storage.CreateAsync() };
        dataset = await context.MountNewAsync(run, dataset);
        dataset = await context.InitializeAsync(run, dataset);
        // The first snapshot gives the VDB something to be enabled from.
        (var snapshot, dataset) = await context.SnapshotAsync(run, dataset);
        await run.Catalog.ReplaceAsync(created, dataset with { Snapshot = snapshot.Reference, State = DatasetState.Enabled });
    }
}
