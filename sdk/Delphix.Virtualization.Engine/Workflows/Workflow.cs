using Delphix.Virtualization.Engine.Catalog;

namespace Delphix.Virtualization.Engine.Workflows;

/// <summary>
/// One of the platform's documented workflows, with what a user asked of it. An engine runs it as a job: it finds its target, locks it,
/// and takes its steps; whatever fails is undone.
/// </summary>
public abstract class Workflow
{
    private protected Workflow()
    {
    }

    /// <summary>The workflow's documented name, for example <c>Linked source sync</c>.</summary>
    public abstract string Title { get; }

    /// <summary>Whether the target is gone when the workflow has succeeded.</summary>
    internal virtual bool RemovesTarget => false;

    /// <summary>Whether no other job may use the plugin meanwhile, as the workflow changes it with all its objects.</summary>
    internal virtual bool IsExclusive => false;

    /// <summary>Whether its user wants the job to continue when the plugin fails, as far as it can.</summary>
    internal virtual bool IsForced => false;

    /// <summary>How many steps its job takes; null when that is not known before.</summary>
    internal virtual int? StepCount => null;

    /// <summary>Finds the reference of the plugin that the workflow uses; null: it may use every plugin. Changes nothing.</summary>
    /// <exception cref="UserException">What the user asked for cannot be.</exception>
    internal virtual Task<string?> FindPluginAsync(EngineContext engine, CancellationToken cancellationToken) =>
        Task.FromResult<string?>(null);

    /// <summary>Finds the object that the workflow is about, or makes up the one that it is to make. Changes nothing.</summary>
    /// <exception cref="UserException">What the user asked for cannot be.</exception>
    internal abstract Task<CatalogObject> FindTargetAsync(EngineContext engine, CancellationToken cancellationToken);

    /// <summary>Takes the steps, under the lock of the target.</summary>
    internal abstract Task RunAsync(WorkflowRun run, CatalogObject target);
}
