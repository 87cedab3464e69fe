using Delphix.Virtualization.Engine.Catalog;
using Delphix.Virtualization.Engine.Jobs;

namespace Delphix.Virtualization.Engine.Workflows;

/// <summary>A workflow on a dataset that exists.</summary>
/// <param name="dataset">The dataset's name or reference.</param>
public abstract class DatasetWorkflow<TDataset>(string dataset) : Workflow
    where TDataset : DatasetObject
{
    internal sealed override async Task<CatalogObject> FindTargetAsync(EngineContext engine, CancellationToken cancellationToken) =>
        await engine.Catalog.FindAsync<TDataset>(dataset, cancellationToken);

    internal sealed override async Task RunAsync(EngineContext engine, CatalogObject target, JobExecution job, CancellationToken cancellationToken)
    {
        // Read again under the lock: another job may have changed or deleted it meanwhile.
        var found = await new DatasetSteps(engine, job, cancellationToken).ReadAgainAsync((TDataset)target);
        await RunAsync(engine, found, job, cancellationToken);
    }

    private protected abstract Task RunAsync(EngineContext engine, TDataset dataset, JobExecution job, CancellationToken cancellationToken);
}
