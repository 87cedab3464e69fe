using System.Globalization;

namespace Delphix.Virtualization.Testing;

/// <summary>The outcome of comparing two trees. Counts are of the items that both have; the root is not counted.</summary>
public sealed record TreeComparison
{
    /// <summary>How many files the expected tree has.</summary>
    public required int Files { get; init; }

    /// <summary>How many directories it has.</summary>
    public required int Directories { get; init; }

    /// <summary>How many symlinks it has.</summary>
    public required int Symlinks { get; init; }

    /// <summary>FIFOs, sockets and device nodes.</summary>
    public required int Others { get; init; }

    /// <summary>File contents compared, hard links counted once.</summary>
    public required long Bytes { get; init; }

    /// <summary>The first differences, ordered by path.</summary>
    public required IReadOnlyList<TreeDifference> Differences { get; init; }

    /// <summary>All differences, also those that were not kept.</summary>
    public required int DifferenceCount { get; init; }

    /// <summary>Whether users and groups were compared.</summary>
    public required bool OwnersCompared { get; init; }

    /// <summary>How many items it has.</summary>
    public int Items => Files + Directories + Symlinks + Others;

    /// <summary>Whether there is no difference.</summary>
    public bool IsEqual => DifferenceCount == 0;

    /// <summary>One line: what was compared when the trees are equal, else how many differences there are and the first.</summary>
    public string Summary => IsEqual
        ? $"{Counted(Items, "item")}: names, types, modes, {(OwnersCompared ? "owners, " : "")}times, link targets, hard links, "
            + $"contents ({ByteSize.Format(Bytes)})"
        : $"{Counted(DifferenceCount, "difference")} in {Counted(Items, "item")}, the first: "
            + (Differences.Count > 0 ? Differences[0] : "not kept");

    /// <summary>The summary and every difference kept, a line each.</summary>
    public override string ToString()
    {
        if (IsEqual)
            return Summary;
        var lines = Differences.Select(difference => $"  {difference}");
        if (DifferenceCount > Differences.Count)
            lines = lines.Append($"  and {DifferenceCount - Differences.Count} more");
        return string.Join('\n', lines.Prepend($"{Counted(DifferenceCount, "difference")} in {Counted(Items, "item")}:"));
    }

    private static string Counted(int count, string noun) =>
        string.Create(CultureInfo.InvariantCulture, $"{count:N0} {noun}{(count == 1 ? "" : "s")}");
}
