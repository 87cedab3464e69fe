using static System.FormattableString;

namespace Delphix.Virtualization;

/// <summary>How far an operation has come: the state of the log lines that <see cref="ProgressLogging.LogProgress"/> writes.</summary>
/// <param name="Percent">How much of what the detail names is done, from 0 to 100; null when that is not known.</param>
/// <param name="Detail">What is being done, and how far it is, for people.</param>
public readonly record struct OperationProgress(double? Percent, string Detail)
{
    /// <summary>The text of the log line, for example <c>42 %: Copying</c>; the percent is rounded down.</summary>
    public override string ToString() => Percent is { } percent ? Invariant($"{Math.Floor(percent)} %: {Detail}") : Detail;
}
