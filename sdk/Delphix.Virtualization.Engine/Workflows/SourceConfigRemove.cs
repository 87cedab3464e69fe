using Delphix.Virtualization.Engine.Catalog;
using Delphix.Virtualization.Engine.Jobs;

namespace Delphix.Virtualization.Engine.Workflows;

/// <summary>Removes a source config that no dSource uses. One that discovery finds comes back with the next refresh.</summary>
/// <param name="sourceConfig">The source config's name or reference.</param>
public sealed class SourceConfigRemove(string sourceConfig) : ObjectRemove<SourceConfigObject>(sourceConfig)
{
    /// <inheritdoc/>
    public override string Title => "Source config remove";

    internal override Task RunAsync(EngineContext engine, CatalogObject target, JobExecution job, CancellationToken cancellationToken) =>
        RemoveAsync(engine, new DatasetSteps(engine, job, cancellationToken), (SourceConfigObject)target, _ => false, cancellationToken);
}
