using Delphix.Virtualization.Engine.Catalog;

namespace Delphix.Virtualization.Engine.Environments;

/// <summary>Removes a source config that no dSource uses. One that discovery finds comes back with the next refresh.</summary>
/// <param name="name">The source config's name or reference.</param>
public sealed class SourceConfigRemove(string name) : ObjectRemove<SourceConfigObject>(name)
{
    /// <inheritdoc/>
    public override string Title => "Source config remove";

    private protected override Task RunAsync(WorkflowRun run, SourceConfigObject sourceConfig) =>
        RemoveAsync(run, sourceConfig, _ => false);
}
