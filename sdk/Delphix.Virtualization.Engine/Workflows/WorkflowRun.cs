using Delphix.Virtualization.Engine.Catalog;
using Delphix.Virtualization.Engine.Jobs;
using Delphix.Virtualization.Engine.LinkedSources;
using Delphix.Virtualization.Engine.VirtualSources;

namespace Delphix.Virtualization.Engine.Workflows;

/// <summary>One run of a workflow as a job: all that its steps work with.</summary>
/// <param name="engine">The engine.</param>
/// <param name="job">The job, to which the workflow tells what it does and how that is undone.</param>
/// <param name="isForced">Whether the job continues when the plugin fails, as far as it can.</param>
/// <param name="cancellationToken">Ends the job.</param>
internal sealed class WorkflowRun(EngineContext engine, JobExecution job, bool isForced, CancellationToken cancellationToken)
{
    internal EngineContext Engine => engine;

    internal JobExecution Job => job;

    internal CancellationToken CancellationToken => cancellationToken;

    /// <summary>Reads and changes the catalog.</summary>
    internal CatalogSteps Catalog { get; } = new(engine, job, cancellationToken);

    /// <summary>Makes, mounts and destroys the storage of datasets.</summary>
    internal StorageSteps Storage { get; } = new(engine, job, cancellationToken);

    /// <summary>Calls plugins.</summary>
    internal PluginSteps Plugins { get; } = new(job, isForced, cancellationToken);

    /// <summary>Loads what belongs to a dSource.</summary>
    internal Task<LinkedSourceContext> LoadAsync(LinkedSourceObject dataset) =>
        LinkedSourceContext.LoadAsync(engine, dataset, cancellationToken);

    /// <summary>Loads what belongs to a VDB.</summary>
    internal Task<VirtualSourceContext> LoadAsync(VirtualSourceObject dataset) =>
        VirtualSourceContext.LoadAsync(engine, dataset, cancellationToken);
}
