using System.Text.Json.Nodes;
using Delphix.Virtualization.Engine.Jobs;
using Delphix.Virtualization.Engine.Plugins;

namespace Delphix.Virtualization.Engine.Workflows;

/// <summary>The calls of plugins that a job makes.</summary>
internal sealed class PluginSteps(JobExecution job, bool isForced, CancellationToken cancellationToken)
{
    /// <summary>Calls a plugin operation; nothing happens when it is optional and the plugin lacks it.</summary>
    /// <param name="plugin">The plugin.</param>
    /// <param name="operation">The operation's name.</param>
    /// <param name="request">The request message.</param>
    /// <param name="optional">Whether the plugin may lack the operation.</param>
    /// <param name="copiedInto">The folder into which the operation may have the engine copy; null for none.</param>
    /// <returns>The content of <c>returnValue</c>; null when the plugin lacks the operation, or it failed and the job continues.</returns>
    internal async Task<JsonObject?> CallAsync(
        InstalledPlugin plugin, string operation, JsonObject request, bool optional = false, string? copiedInto = null)
    {
        if (optional && !plugin.Implements(operation))
            return null;
        var scope = new OperationScope(job.Job.Reference, job.Job.Target, job.Tell) { Volume = copiedInto };
        try
        {
            return await job.PluginStepAsync(
                operation, progress => plugin.CallAsync(operation, request, scope with { Progress = progress }, cancellationToken));
        }
        catch (Exception e) when (isForced && optional && e is not OperationCanceledException)
        {
            var error = JobErrors.Describe(e);
            job.Tell($"{operation} failed, and the job continues as it was forced: {error.Message} {error.Output}".TrimEnd());
            return null;
        }
    }

    /// <summary>Says which operation undoes what another one does, should the job fail later. A plugin may lack it.</summary>
    internal Task UndoByAsync(InstalledPlugin plugin, string operation, JsonObject request) => plugin.Implements(operation)
        ? job.UndoByAsync(new CleanUp.CallPlugin(plugin.Object.Reference, operation, request))
        : Task.CompletedTask;

    /// <summary>Loads what a plugin is called with.</summary>
    /// <returns>Null when that fails and the job continues: an event says what it was needed for.</returns>
    internal async Task<T?> TryLoadAsync<T>(Task<T> loading, string neededFor)
        where T : class
    {
        try
        {
            return await loading;
        }
        catch (Exception e) when (isForced && e is not OperationCanceledException)
        {
            job.Tell($"The plugin was not asked for {neededFor}, and the job continues as it was forced: {JobErrors.Describe(e).Message}");
            return null;
        }
    }
}
