using Delphix.Virtualization;
using Microsoft.Extensions.Logging;
using static System.FormattableString;

namespace DirectoryPlugin.Sync;

/// <summary>Tells how far a sync has come, by asking <c>read-progress.sh</c> time and again while it runs.</summary>
internal sealed class SyncProgress(ILogger logger, TimeProvider clock, Func<CancellationToken, Task<ScriptOutput>> read)
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(2);

    private RsyncProgress _known = new();
    private string? _phase;
    private long _phaseBegan;
    private (long Time, long Percent) _first;
    private long _last = clock.GetTimestamp();

    /// <summary>Waits for a sync, and tells how it goes until then.</summary>
    internal async Task<T> FollowAsync<T>(Task<T> sync, CancellationToken cancellationToken)
    {
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var telling = TellAsync(ended.Token);
        try
        {
            return await sync;
        }
        finally
        {
            await ended.CancelAsync();
            await telling;
        }
    }

    // Ends when it is cancelled. Another error is only logged, so that the sync does not fail because of it.
    private async Task TellAsync(CancellationToken cancellationToken)
    {
        while (!cancellationToken.IsCancellationRequested)
        {
            try
            {
                await Task.Delay(Pause, clock, cancellationToken);
                Tell(await read(cancellationToken));
            }
            catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
            {
            }
            catch (Exception e)
            {
                logger.LogDebug(e, "How far the sync is could not be read.");
            }
        }
    }

    private void Tell(ScriptOutput said)
    {
        var phase = said.Find("phase");
        var now = phase is null ? new RsyncProgress() : RsyncProgress.Parse(said.Get("measure"), said.Find("printed") ?? "");
        var before = _last;
        _last = clock.GetTimestamp();
        if (phase is null)
        {
            // Between two tries, nothing is done.
            _phase = null;
            return;
        }

        // A phase that was started again has fewer bytes than before.
        if (phase != _phase || now.Bytes < _known.Bytes)
        {
            _phase = phase;
            _phaseBegan = before;
            _known = new RsyncProgress();
        }

        var bytesBefore = _known.Bytes ?? 0;
        if (_known.Percent is null && now.Percent is { } percent)
            _first = (_last, percent);
        _known = now.Or(_known);
        var rate = ((_known.Bytes ?? 0) - bytesBefore) / Math.Max(0.001, clock.GetElapsedTime(before, _last).TotalSeconds);
        logger.LogProgress(_known.Percent, $"{phase}: {string.Join(", ", Details(rate))}");
    }

    private IEnumerable<string> Details(double rate)
    {
        if (_known.Bytes is { } bytes)
        {
            yield return $"{ByteSize.Format(bytes)} at {ByteSize.Format(rate)}/s";
            if (_known.Percent is < 100 and { } percent && percent > _first.Percent)
                yield return $"{Duration(clock.GetElapsedTime(_first.Time, _last) * (100.0 - percent) / (percent - _first.Percent))} left";
            if (_known.Files is { } files)
                yield return Invariant($"{files:N0} files");
            if (_known.Items is { } items && _known.Left is { } left)
                yield return Invariant($"{items - left:N0} of {items:N0} items");
        }
        else
        {
            if (_known.Listed is { } listed)
                yield return Invariant($"{listed:N0} items found");
            yield return $"for {Duration(clock.GetElapsedTime(_phaseBegan, _last))}";
        }
    }

    private static string Duration(TimeSpan time) => time.TotalMinutes switch
    {
        < 1 => Invariant($"{time.TotalSeconds:0} s"),
        < 60 => Invariant($"{time.TotalMinutes:0} min"),
        _ => Invariant($"{Math.Floor(time.TotalHours)} h {time.Minutes:00} min"),
    };
}
