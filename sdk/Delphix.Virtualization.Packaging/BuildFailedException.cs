namespace Delphix.Virtualization.Packaging;

/// <summary>A plugin cannot be built. All faults that were found are listed, one per line of the message.</summary>
/// <param name="faults">The faults; at least one.</param>
/// <param name="output">What the compiler said; null when it did not run.</param>
/// <param name="innerException">The cause, kept for the logs.</param>
public sealed class BuildFailedException(IReadOnlyList<BuildFault> faults, string? output = null, Exception? innerException = null)
    : UserException(
        string.Join(Environment.NewLine, faults),
        faults.Count == 1 ? "Correct the fault, then build again." : $"Correct the {faults.Count} faults, then build again.",
        output ?? "",
        innerException)
{
    /// <summary>The faults.</summary>
    public IReadOnlyList<BuildFault> Faults { get; } = faults;
}
