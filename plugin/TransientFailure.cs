using Delphix.Virtualization;
using Polly;
using Polly.Retry;

namespace DirectoryPlugin;

/// <summary>A sync that broke on its way is started again: what was copied is not copied again. Whatever else went wrong would go wrong again.</summary>
internal static class TransientFailure
{
    private const int Retries = 3;
    private static readonly TimeSpan FirstDelay = TimeSpan.FromSeconds(5);

    // What ssh says when a connection that it had is lost; one that is refused is not one of them.
    private static readonly string[] LostConnection = ["Connection reset", "Connection closed", "closed by remote host", "Broken pipe", "timed out", "not responding"];

    /// <summary>Tries again after 5, 10 and 20 seconds.</summary>
    /// <param name="clock">Keeps the time between two tries.</param>
    /// <param name="onRetry">Told of each failure that is tried again, and of the time until then.</param>
    internal static ResiliencePipeline<RunResult> Retrying(TimeProvider clock, Action<RunResult, TimeSpan> onRetry) =>
        new ResiliencePipelineBuilder<RunResult> { TimeProvider = clock }
            .AddRetry(new RetryStrategyOptions<RunResult>
            {
                ShouldHandle = arguments => ValueTask.FromResult(arguments.Outcome.Result is { } result && Is(result)),
                MaxRetryAttempts = Retries,
                Delay = FirstDelay,
                BackoffType = DelayBackoffType.Exponential,
                OnRetry = arguments =>
                {
                    onRetry(arguments.Outcome.Result!, arguments.RetryDelay);
                    return default;
                },
            })
            .Build();

    /// <summary>12 and 30 are rsync's words for a connection that broke; 255 and 79 are ssh's, of many things.</summary>
    internal static bool Is(RunResult result) => result.ExitCode switch
    {
        12 or 30 => result.Stderr.Contains("rsync error: ", StringComparison.Ordinal),
        79 or 255 => LostConnection.Any(text => result.Stderr.Contains(text, StringComparison.Ordinal)),
        _ => false,
    };
}
