using System.Text.Json.Nodes;

namespace Delphix.Virtualization.Engine.Http.Client;

/// <summary>Waits for what an engine makes of an upload, and tells what it says meanwhile.</summary>
internal sealed class UploadRun(EngineClient client, Upload upload, TimeProvider clock)
{
    // As long as the platform's own tool waits.
    internal static readonly TimeSpan WaitAtMost = TimeSpan.FromHours(1);

    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(5);

    private readonly HashSet<(string? Time, string? Code)> _seen = [];

    /// <param name="tell">Receives each event of the job once.</param>
    /// <param name="advance">Receives how far the job has come, from 0 to 1, where the engine knows.</param>
    /// <param name="cancellationToken">Ends the wait; the engine continues.</param>
    /// <exception cref="UserException">The job failed, or takes too long.</exception>
    internal async Task WaitAsync(Action<string> tell, Action<double> advance, CancellationToken cancellationToken)
    {
        var started = clock.GetTimestamp();
        for (var pause = FirstPause; ; pause = pause * 2 < LongestPause ? pause * 2 : LongestPause)
        {
            var current = await client.FollowAsync(upload, cancellationToken);
            var events = (current["events"] as JsonArray ?? []).OfType<JsonObject>().ToList();
            Tell(events, tell);
            switch (EngineAnswer.TextOf(current, upload.Job is null ? "state" : "jobState"))
            {
                case "COMPLETED":
                    return;
                // The protocol's examples write it with two Ls, the platform's own objects with one.
                case "FAILED" or "SUSPENDED" or "CANCELLED" or "CANCELED":
                    throw Failure(current, events);
            }

            if (current["percentComplete"] is JsonValue value && value.TryGetValue<double>(out var percent) && percent > 0)
                advance(percent / 100);
            if (clock.GetElapsedTime(started) > WaitAtMost)
                throw new UserException(
                    $"The engine has not ended {upload.Action} within {WaitAtMost.TotalMinutes:0} minutes; it continues.",
                    "See on the engine what becomes of it.",
                    "");
            await Task.Delay(pause, clock, cancellationToken);
        }
    }

    private void Tell(IEnumerable<JsonObject> events, Action<string> tell)
    {
        foreach (var item in events.Where(item => IsNew(item) && !IsError(item)))
            tell(EngineAnswer.TextOf(item, "messageDetails") ?? EngineAnswer.TextOf(item, "messageCode") ?? "");
    }

    private bool IsNew(JsonObject item) =>
        _seen.Add((EngineAnswer.TextOf(item, "timestamp"), EngineAnswer.TextOf(item, "messageCode")));

    private UserException Failure(JsonObject current, IReadOnlyList<JsonObject> events)
    {
        var error = events.LastOrDefault(IsError) ?? events.LastOrDefault(item => EngineAnswer.TextOf(item, "messageAction") is not null);
        return new UserException(
            EngineAnswer.TextOf(error, "messageDetails") ?? EngineAnswer.TextOf(current, "failureDescription")
                ?? "The engine did not accept the upload as a plugin.",
            EngineAnswer.TextOf(error, "messageAction") ?? EngineAnswer.TextOf(current, "failureAction")
                ?? $"See on the engine what {upload.Job ?? upload.Action} says.",
            EngineAnswer.TextOf(error, "messageCommandOutput") ?? "");
    }

    // Left out of the progress, because the failure of the job reports it.
    private static bool IsError(JsonObject item) => EngineAnswer.TextOf(item, "eventType") == "ERROR";
}
