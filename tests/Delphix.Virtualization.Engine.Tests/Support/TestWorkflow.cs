using Delphix.Virtualization.Engine.Catalog;
using Delphix.Virtualization.Engine.Jobs;
using Delphix.Virtualization.Engine.Workflows;

namespace Delphix.Virtualization.Engine.Tests.Support;

/// <summary>A workflow of a test's own.</summary>
internal sealed class TestWorkflow(
    Func<JobExecution, CancellationToken, Task> run, string target = "VDB-1", string? plugin = null)
    : Workflow
{
    public override string Title => "Test";

    internal override Task<string?> FindPluginAsync(EngineContext engine, CancellationToken cancellationToken) => Task.FromResult(plugin);

    internal override Task<CatalogObject> FindTargetAsync(EngineContext engine, CancellationToken cancellationToken) =>
        Task.FromResult<CatalogObject>(Samples.Vdb(target, $"the {target}"));

    internal override Task RunAsync(WorkflowRun workflowRun, CatalogObject target) => run(workflowRun.Job, workflowRun.CancellationToken);
}
