using Delphix.Virtualization.Engine.Catalog;
using Delphix.Virtualization.Engine.Jobs;

namespace Delphix.Virtualization.Engine.Workflows;

/// <summary>Removes a plugin that no dataset uses, with all that it discovered.</summary>
/// <param name="plugin">The plugin's name or reference.</param>
public sealed class PluginRemove(string plugin) : ObjectRemove<PluginObject>(plugin)
{
    /// <inheritdoc/>
    public override string Title => "Plugin remove";

    internal override async Task RunAsync(EngineContext engine, CatalogObject target, JobExecution job, CancellationToken cancellationToken)
    {
        var found = (PluginObject)target;
        await RemoveAsync(engine, new DatasetSteps(engine, job, cancellationToken), found, repository => repository.Plugin == found.Reference, cancellationToken);
        job.AfterSuccess(new CleanUp.RemoveFolder(engine.Directory.Plugin(found.PluginId, found.BuildNumber)));
    }
}
