using System.Collections.Concurrent;
using System.Globalization;
using Delphix.Virtualization.Engine.Catalog;
using Delphix.Virtualization.Engine.Jobs;
using Delphix.Virtualization.Engine.Plugins;
using Delphix.Virtualization.Engine.Workflows;
using Delphix.Virtualization.Packaging;

namespace Delphix.Virtualization.Engine.Http;

/// <summary>Makes plugins of uploaded artifacts.</summary>
/// <param name="engine">Where to.</param>
/// <param name="log">Receives what happens, a line at a time.</param>
/// <param name="clock">The time.</param>
/// <param name="stopping">Ends all that is under way; it is undone.</param>
internal sealed class Uploads(LocalEngine engine, Action<string> log, TimeProvider clock, CancellationToken stopping)
{
    // A job that waits for others longer than this has no reference yet when its uploader is answered.
    private static readonly TimeSpan AnswerWithin = TimeSpan.FromSeconds(10);

    private readonly ConcurrentDictionary<string, UploadAction> _actions = new();
    private readonly ConcurrentDictionary<string, string> _underWay = new(StringComparer.OrdinalIgnoreCase);
    private int _count;

    internal UploadAction? Find(string reference) => _actions.GetValueOrDefault(reference);

    /// <summary>Installs the plugin, or upgrades the one that is installed.</summary>
    /// <param name="file">The artifact, which belongs to the action from here on.</param>
    /// <param name="cancellationToken">Ends the wait for the job to begin.</param>
    /// <returns>The action under way.</returns>
    /// <exception cref="ApiException">There is an upload of this plugin already.</exception>
    /// <exception cref="UserException">The artifact is not valid, or the job failed at once.</exception>
    internal async Task<UploadAction> StartAsync(ReceivedFile file, CancellationToken cancellationToken)
    {
        UploadAction action;
        try
        {
            action = await BeginAsync(file, cancellationToken);
        }
        catch
        {
            file.Dispose();
            throw;
        }

        await Task.WhenAny(action.Begun, action.Ended, Task.Delay(AnswerWithin, clock, cancellationToken));
        // What fails before its first step is known in a moment.
        if (action.Job is { State: not (JobState.Running or JobState.Completed) })
            await action.Ended;
        return action.Error is { } error ? throw new UserException(error.Message, error.Action, error.Output) : action;
    }

    /// <summary>Waits for all that is under way.</summary>
    internal Task EndAsync() => Task.WhenAll(_actions.Values.Select(action => action.Ended));

    private async Task<UploadAction> BeginAsync(ReceivedFile file, CancellationToken cancellationToken)
    {
        var artifact = await Artifact.ReadAsync(file.Path, cancellationToken);
        var action = new UploadAction(
            string.Create(CultureInfo.InvariantCulture, $"ACTION-{Interlocked.Increment(ref _count)}"),
            $"Upload plugin \"{artifact.Name}\".",
            clock.GetUtcNow());
        if (!_underWay.TryAdd(artifact.Id, action.Reference))
            throw new ApiException(
                "exception.toolkit.upload.concurrent",
                $"Another upload of the plugin '{artifact.Name}' is under way.",
                "Wait until it has ended, then upload again.");
        log($"Upload of the plugin '{artifact.Name}', build {artifact.BuildNumber}: {action.Reference}.");
        action.Ended = RunAsync(action, artifact.Id, file);
        _actions[action.Reference] = action;
        return action;
    }

    private async Task RunAsync(UploadAction action, string pluginId, ReceivedFile file)
    {
        using (file)
        {
            try
            {
                action.IsUpgrade = (await engine.ListAsync<PluginObject>(stopping)).Any(plugin => plugin.HasId(pluginId));
                Workflow workflow = action.IsUpgrade ? new PluginUpgrade(file.Path) : new PluginInstall(file.Path);
                action.StepCount = workflow.StepCount;
                await engine.RunAsync(workflow, action, stopping);
                action.Succeed();
                log($"{action.Reference} has succeeded.");
            }
            catch (Exception e)
            {
                var isCancelled = e is OperationCanceledException && stopping.IsCancellationRequested;
                action.Fail(
                    isCancelled
                        ? new JobError(
                            "The engine was stopped; what the upload had done is undone.", "Start the engine, then upload again.", "")
                        : file.Describe(JobErrors.Describe(e)),
                    isCancelled);
                log($"{action.Reference} has failed: {action.Error!.Message}");
            }
            finally
            {
                _underWay.TryRemove(pluginId, out _);
            }
        }
    }
}
