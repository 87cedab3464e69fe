using Delphix.Virtualization.Engine.Catalog;
using Delphix.Virtualization.Engine.Hosts;
using Delphix.Virtualization.Engine.Jobs;

namespace Delphix.Virtualization.Engine.Workflows;

/// <summary>Removes an environment that no dataset uses, and the engine's folders on its host.</summary>
/// <param name="environment">The environment's name or reference.</param>
public sealed class EnvironmentRemove(string environment) : ObjectRemove<EnvironmentObject>(environment)
{
    /// <inheritdoc/>
    public override string Title => "Environment remove";

    internal override async Task RunAsync(EngineContext engine, CatalogObject target, JobExecution job, CancellationToken cancellationToken)
    {
        var found = (EnvironmentObject)target;
        await RemoveAsync(engine, new DatasetSteps(engine, job, cancellationToken), found, repository => repository.Environment == found.Reference, cancellationToken);
        try
        {
            await HostFolders.RemoveAsync(engine.Hosts.To(found), found, cancellationToken);
        }
        catch (Exception e) when (e is LibraryException or UserException)
        {
            // A host that is gone must not keep its environment from being removed.
            job.Tell($"The folder {found.ScratchPath} on {found.Address} could not be removed: {e.Message}");
        }
    }
}
