using Microsoft.Extensions.Logging;

namespace Delphix.Virtualization;

/// <summary>Lets a plugin say how far a long operation has come.</summary>
public static class ProgressLogging
{
    /// <summary>The event of the log lines that tell progress.</summary>
    public static EventId ProgressEvent { get; } = new(1, "Progress");

    /// <summary>
    /// Logs how far the operation has come: a line of level information, whose state is an <see cref="OperationProgress"/>. An engine that
    /// knows it shows it with the job; any other has the line. It may be called as often as there is something new.
    /// </summary>
    /// <param name="logger">The logger that the operation class asked for.</param>
    /// <param name="percent">
    /// How much of what <paramref name="detail"/> names is done, from 0 to 100; null, or not a number, when that is not known. What lies
    /// outside is taken for the nearest end.
    /// </param>
    /// <param name="detail">What is being done, and how far it is, for people.</param>
    /// <exception cref="ArgumentNullException"><paramref name="logger"/> or <paramref name="detail"/> is null.</exception>
    public static void LogProgress(this ILogger logger, double? percent, string detail)
    {
        ArgumentNullException.ThrowIfNull(logger);
        ArgumentNullException.ThrowIfNull(detail);
        double? known = percent is { } given && !double.IsNaN(given) ? Math.Clamp(given, 0, 100) : null;
        logger.Log(LogLevel.Information, ProgressEvent, new OperationProgress(known, detail), null, (progress, _) => progress.ToString());
    }
}
