using Delphix.Virtualization.Engine.Catalog;
using Delphix.Virtualization.Engine.Hosts;

namespace Delphix.Virtualization.Engine.Environments;

/// <summary>Removes an environment that no dataset uses, and the engine's folders on its host.</summary>
/// <param name="name">The environment's name or reference.</param>
public sealed class EnvironmentRemove(string name) : ObjectRemove<EnvironmentObject>(name)
{
    /// <inheritdoc/>
    public override string Title => "Environment remove";

    private protected override async Task RunAsync(WorkflowRun run, EnvironmentObject environment)
    {
        await RemoveAsync(run, environment, repository => repository.Environment == environment.Reference);
        try
        {
            await HostFolders.RemoveAsync(run.Engine.Hosts.To(environment), environment, run.CancellationToken);
        }
        catch (Exception e) when (e is LibraryException or UserException)
        {
            // A host that is gone must not keep its environment from being removed.
            run.Job.Tell($"The folder {environment.ScratchPath} on {environment.Address} could not be removed: {e.Message}");
        }
    }
}
