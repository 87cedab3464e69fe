using Delphix.Virtualization.Engine.Catalog;
using Delphix.Virtualization.Engine.Jobs;

namespace Delphix.Virtualization.Engine.Plugins;

/// <summary>Removes a plugin that no dataset uses, with all that it discovered.</summary>
/// <param name="name">The plugin's name or reference.</param>
public sealed class PluginRemove(string name) : ObjectRemove<PluginObject>(name)
{
    /// <inheritdoc/>
    public override string Title => "Plugin remove";

    internal override bool IsExclusive => true;

    private protected override async Task RunAsync(WorkflowRun run, PluginObject plugin)
    {
        await RemoveAsync(run, plugin, repository => repository.Plugin == plugin.Reference);
        run.Job.AfterSuccess(new CleanUp.RemoveFolder(run.Engine.Directory.Plugin(plugin)));
    }
}
