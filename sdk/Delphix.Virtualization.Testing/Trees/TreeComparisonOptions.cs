namespace Delphix.Virtualization.Testing;

/// <summary>What a comparison looks at; everything by default.</summary>
public sealed class TreeComparisonOptions
{
    private readonly string[] _leftOut = [];

    /// <summary>Everything is compared.</summary>
    public static TreeComparisonOptions Default { get; } = new();

    /// <summary>The root's own mode, owner and modification time are not compared.</summary>
    public bool IgnoreRootAttributes { get; init; }

    /// <summary>For a run that is not root's, which cannot give files away.</summary>
    public bool IgnoreOwners { get; init; }

    /// <summary>Paths relative to the root that are left out on both sides, with everything below them.</summary>
    public IReadOnlyList<string> LeaveOut
    {
        get => _leftOut;
        init => _leftOut = [.. value.Select(path => PathBytes.FromText(path.Trim('/')))];
    }

    /// <summary>How many differences are kept; all of them are counted.</summary>
    public int DifferencesKept { get; init; } = 100;

    /// <param name="path">In the byte-per-character form of <see cref="PathBytes"/>.</param>
    internal bool LeavesOut(string path)
    {
        foreach (var leftOut in _leftOut)
            if (path.StartsWith(leftOut, StringComparison.Ordinal) && (path.Length == leftOut.Length || path[leftOut.Length] == '/'))
                return true;
        return false;
    }
}
