using Delphix.Virtualization.Engine.Catalog;
using Delphix.Virtualization.Engine.Jobs;

namespace Delphix.Virtualization.Engine.Workflows;

/// <summary>Runs the plugin's worker of a dSource once. The platform does so at a regular interval. Nothing of the local engine runs by itself: call it from cron.</summary>
/// <param name="dataset">The dSource's name or reference.</param>
public sealed class LinkedSourceWorker(string dataset) : DatasetWorkflow<LinkedSourceObject>(dataset)
{
    /// <inheritdoc/>
    public override string Title => "Linked source worker";

    private protected override async Task RunAsync(EngineContext engine, LinkedSourceObject dataset, JobExecution job, CancellationToken cancellationToken)
    {
        DatasetNames.RequireEnabled(dataset, "dsource");
        var context = await LinkedSourceContext.LoadAsync(engine, dataset, cancellationToken);
        await new DatasetSteps(engine, job, cancellationToken).CallAsync(context.Plugin, "linked.worker", context.Request(dataset), optional: true);
    }
}
