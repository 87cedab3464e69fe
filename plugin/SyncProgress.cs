using Delphix.Virtualization;
using Microsoft.Extensions.Logging;
using static System.FormattableString;

namespace DirectoryPlugin;

/// <summary>Tells how far a sync has come, by asking <c>read-progress.sh</c> time and again while it runs.</summary>
internal sealed class SyncProgress(ILogger logger, TimeProvider clock, Func<CancellationToken, Task<ScriptOutput>> read)
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(2);
    private static readonly string[] Units = ["B", "kB", "MB", "GB", "TB", "PB"];

    private readonly Dictionary<string, long> _known = [];
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

    // Ends when it is cancelled; whatever else happens is nothing that a sync should fail for.
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
        var before = _last;
        _last = clock.GetTimestamp();
        if (said.Find("phase") is not { } phase)
        {
            // Between two tries, nothing is done.
            _phase = null;
            return;
        }

        // The same again has fewer bytes.
        if (phase != _phase || (said.Find("bytes") is not null && said.Number("bytes") < _known.GetValueOrDefault("bytes")))
        {
            _phase = phase;
            _phaseBegan = before;
            _known.Clear();
        }

        var bytesBefore = _known.GetValueOrDefault("bytes");
        if (!_known.ContainsKey("percent") && said.Find("percent") is not null)
            _first = (_last, said.Number("percent"));
        foreach (var name in (string[])["listed", "bytes", "percent", "files", "left", "items"])
        {
            if (said.Find(name) is not null)
                _known[name] = said.Number(name);
        }

        var rate = (_known.GetValueOrDefault("bytes") - bytesBefore) / Math.Max(0.001, clock.GetElapsedTime(before, _last).TotalSeconds);
        logger.LogProgress(Find("percent"), $"{phase}: {string.Join(", ", Details(rate))}");
    }

    private IEnumerable<string> Details(double rate)
    {
        if (Find("bytes") is { } bytes)
        {
            yield return $"{Size(bytes)} at {Size(rate)}/s";
            if (Find("percent") is < 100 and { } percent && percent > _first.Percent)
                yield return $"{Duration(clock.GetElapsedTime(_first.Time, _last) * (100.0 - percent) / (percent - _first.Percent))} left";
            if (Find("files") is { } files)
                yield return Invariant($"{files:N0} files");
            if (Find("items") is { } items && Find("left") is { } left)
                yield return Invariant($"{items - left:N0} of {items:N0} items");
        }
        else
        {
            if (Find("listed") is { } listed)
                yield return Invariant($"{listed:N0} items found");
            yield return $"for {Duration(clock.GetElapsedTime(_phaseBegan, _last))}";
        }
    }

    private long? Find(string name) => _known.TryGetValue(name, out var value) ? value : null;

    // For example 512 B or 1.5 MB.
    private static string Size(double bytes)
    {
        var unit = 0;
        for (; bytes >= 1000 && unit < Units.Length - 1; unit++)
            bytes /= 1000;
        return unit == 0 ? Invariant($"{bytes:0} B") : Invariant($"{bytes:0.0} {Units[unit]}");
    }

    private static string Duration(TimeSpan time) => time.TotalMinutes switch
    {
        < 1 => Invariant($"{time.TotalSeconds:0} s"),
        < 60 => Invariant($"{time.TotalMinutes:0} min"),
        _ => Invariant($"{Math.Floor(time.TotalHours)} h {time.Minutes:00} min"),
    };
}
