using Delphix.Virtualization.Engine.Catalog;
using Delphix.Virtualization.Engine.Workflows;

namespace Delphix.Virtualization.Engine.Tests.Support;

/// <summary>A workflow that takes the steps of a test.</summary>
internal sealed class StepsWorkflow(Func<WorkflowRun, Task> stepsAsync) : Workflow
{
    public override string Title => "Test";

    internal override Task<CatalogObject> FindTargetAsync(EngineContext engine, CancellationToken cancellationToken) =>
        Task.FromResult<CatalogObject>(Samples.Vdb("VDB-7"));

    internal override Task RunAsync(WorkflowRun run, CatalogObject target) => stepsAsync(run);
}
