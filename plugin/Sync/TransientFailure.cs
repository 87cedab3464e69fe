using Microsoft.Extensions.Logging;
using Polly;
using Polly.Retry;

namespace DirectoryPlugin.Sync;

/// <summary>
/// A sync whose connection broke is started again: what was copied is not copied again. After another failure, the sync is not
/// started again, because it would fail in the same way.
/// </summary>
internal static class TransientFailure
{
    private const int Retries = 3;
    private static readonly TimeSpan FirstDelay = TimeSpan.FromSeconds(5);

    /// <summary>Does something, and does it again after 5, 10 and 20 seconds if a connection broke.</summary>
    internal static async Task<T> RetryAsync<T>(
        TimeProvider clock, ILogger logger, Func<CancellationToken, Task<T>> doAsync, CancellationToken cancellationToken)
    {
        var first = doAsync(cancellationToken);
        await ((Task)first).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        // To start Polly takes a tenth of a second, which most syncs need not wait for.
        return IsTransient(first.Exception?.InnerException)
            ? await GoOnAsync(first, clock, logger, doAsync, cancellationToken)
            : await first;
    }

    private static async Task<T> GoOnAsync<T>(
        Task<T> first, TimeProvider clock, ILogger logger, Func<CancellationToken, Task<T>> doAsync, CancellationToken cancellationToken)
    {
        var retrying = new ResiliencePipelineBuilder { TimeProvider = clock }
            .AddRetry(new RetryStrategyOptions
            {
                ShouldHandle = new PredicateBuilder().Handle<ScriptException>(IsTransient),
                MaxRetryAttempts = Retries,
                Delay = FirstDelay,
                BackoffType = DelayBackoffType.Exponential,
                OnRetry = arguments =>
                {
                    logger.LogWarning(
                        "{Message} The sync continues in {Seconds} s.",
                        arguments.Outcome.Exception!.Message, arguments.RetryDelay.TotalSeconds);
                    return default;
                },
            })
            .Build();
        return await retrying.ExecuteAsync(
            async token => await (Interlocked.Exchange(ref first!, null) ?? doAsync(token)), cancellationToken);
    }

    private static bool IsTransient(Exception? e) => e is ScriptException { Failure: "connection-lost" or "connection-broke" };
}
