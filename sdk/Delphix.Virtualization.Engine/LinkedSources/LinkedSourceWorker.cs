using Delphix.Virtualization.Engine.Catalog;

namespace Delphix.Virtualization.Engine.LinkedSources;

/// <summary>
/// Runs the plugin's worker of a dSource once. The platform does so at a regular interval. Nothing of the local engine runs by itself: call
/// it from cron.
/// </summary>
/// <param name="dataset">The dSource's name or reference.</param>
public sealed class LinkedSourceWorker(string dataset) : ObjectWorkflow<LinkedSourceObject>(dataset)
{
    /// <inheritdoc/>
    public override string Title => "Linked source worker";

    private protected override async Task RunAsync(WorkflowRun run, LinkedSourceObject dataset)
    {
        DatasetNames.RequireEnabled(dataset, "dsource");
        var context = await run.LoadAsync(dataset);
        await run.Plugins.CallAsync(context.Plugin, "linked.worker", context.Request(dataset), optional: true);
    }
}
