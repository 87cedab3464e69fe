using Delphix.Virtualization.Packaging.Files;

namespace Delphix.Virtualization.Engine.Jobs;

/// <summary>
/// The right to run a job. Jobs that use a plugin run side by side; a job that changes the plugin, with all that it stored, runs when none
/// of them does. Jobs of other plugins do not wait for it.
/// </summary>
internal sealed class JobTurn : IDisposable
{
    private const string EveryPlugin = "all";

    private readonly EngineDirectory _directory;
    private readonly string? _plugin;
    private readonly bool _isExclusive;
    private readonly List<FileLock> _locks = [];

    private JobTurn(EngineDirectory directory, string? plugin, bool isExclusive) =>
        (_directory, _plugin, _isExclusive) = (directory, plugin, isExclusive);

    /// <summary>Whether a job with this turn runs while no other uses its plugin.</summary>
    internal bool IsExclusive => _isExclusive;

    /// <summary>Waits until a job may run.</summary>
    /// <param name="directory">The engine's directory.</param>
    /// <param name="plugin">The reference of the plugin that the job uses; null: it may use every plugin.</param>
    /// <param name="isExclusive">Whether the job changes the plugin.</param>
    /// <param name="tell">Receives, once, what the job waits for.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    internal static async Task<JobTurn> TakeAsync(
        EngineDirectory directory, string? plugin, bool isExclusive, Action<string> tell, CancellationToken cancellationToken)
    {
        var turn = new JobTurn(directory, plugin, isExclusive);
        var said = false;
        try
        {
            await turn.LockAsync(plugin ?? EveryPlugin, Tell, cancellationToken);
            // Jobs that may use every plugin use this one too.
            if (isExclusive && plugin is not null)
                await turn.LockAsync(EveryPlugin, Tell, cancellationToken);
            return turn;
        }
        catch
        {
            turn.Dispose();
            throw;
        }

        void Tell()
        {
            if (!said)
                tell(isExclusive ? "Waiting for other jobs of the plugin to end." : "Waiting for the upgrade of a plugin to end.");
            said = true;
        }
    }

    /// <summary>Keeps all plugins from being changed.</summary>
    internal static Task<JobTurn> TakeOfEveryPluginAsync(EngineDirectory directory, CancellationToken cancellationToken) =>
        TakeAsync(directory, null, isExclusive: false, _ => { }, cancellationToken);

    /// <summary>Whether a job cannot run as long as this turn is held.</summary>
    internal bool Excludes(Job job) =>
        (_isExclusive || job.IsExclusive) && (_plugin is null || job.Plugin is null || job.Plugin == _plugin);

    /// <summary>Removes the files of the turn's locks: the plugin is gone for good.</summary>
    internal void Remove()
    {
        File.Delete(_directory.Lock($"jobs-next-{_plugin}"));
        _locks[0].Remove();
    }

    /// <inheritdoc/>
    public void Dispose() => _locks.ForEach(held => held.Dispose());

    private async Task LockAsync(string group, Action onWait, CancellationToken cancellationToken)
    {
        Func<string, Action?, CancellationToken, Task<FileLock>> acquireAsync =
            _isExclusive ? FileLock.AcquireAsync : FileLock.AcquireSharedAsync;
        // A job that waits for others keeps new ones from beginning meanwhile.
        using var next = await acquireAsync(_directory.Lock($"jobs-next-{group}"), onWait, cancellationToken);
        _locks.Add(await acquireAsync(_directory.Lock($"jobs-{group}"), onWait, cancellationToken));
    }
}
