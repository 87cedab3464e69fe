namespace Delphix.Virtualization.Testing;

/// <summary>Compares two directory trees item by item, on its own: neither rsync nor diff judges what rsync copied.</summary>
public static class TreeComparer
{
    /// <summary>Compares two trees as they are now.</summary>
    public static async Task<TreeComparison> CompareAsync(
        string expectedRoot, string actualRoot, TreeComparisonOptions? options = null, CancellationToken cancellationToken = default)
    {
        using var both = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var expected = TreeListing.CaptureAsync(expectedRoot, options, both.Token);
        var actual = TreeListing.CaptureAsync(actualRoot, options, both.Token);
        var first = await Task.WhenAny(expected, actual);
        try
        {
            await first;
        }
        catch
        {
            await both.CancelAsync();
            await ((Task)(first == expected ? actual : expected)).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            throw;
        }

        return Compare(await expected, await actual, options);
    }

    /// <summary>Compares a tree with a state captured earlier, also when the tree it was captured from has changed since.</summary>
    public static async Task<TreeComparison> CompareAsync(
        TreeListing expected, string actualRoot, TreeComparisonOptions? options = null, CancellationToken cancellationToken = default) =>
        Compare(expected, await TreeListing.CaptureAsync(actualRoot, options, cancellationToken), options);

    /// <summary>Compares two trees as they were when they were listed.</summary>
    public static TreeComparison Compare(TreeListing expected, TreeListing actual, TreeComparisonOptions? options = null)
    {
        options ??= TreeComparisonOptions.Default;
        var outcome = new TreeComparisonBuilder(options);
        var pairs = Pair(expected, actual, options);
        var expectedLinks = HardLinkGroups.Of(pairs, pair => pair.Expected);
        var actualLinks = HardLinkGroups.Of(pairs, pair => pair.Actual);
        foreach (var (left, right) in pairs)
        {
            if (right is null)
                outcome.Missing(left!);
            else if (left is null)
                outcome.Extra(right);
            else
                outcome.Compared(left, right, expectedLinks.FirstPathOf(left), actualLinks.FirstPathOf(right));
        }

        return outcome.Build();
    }

    /// <summary>Both listings are ordered alike, so one walk over the two pairs them; a side that lacks the path is null.</summary>
    private static List<(TreeEntry? Expected, TreeEntry? Actual)> Pair(
        TreeListing expected, TreeListing actual, TreeComparisonOptions options)
    {
        var pairs = new List<(TreeEntry?, TreeEntry?)>(expected.Entries.Count);
        var (left, right) = (0, 0);
        while (left < expected.Entries.Count || right < actual.Entries.Count)
        {
            var order = left == expected.Entries.Count ? 1
                : right == actual.Entries.Count ? -1
                : string.CompareOrdinal(expected.Entries[left].Path, actual.Entries[right].Path);
            var pair = (Expected: order <= 0 ? expected.Entries[left++] : null, Actual: order >= 0 ? actual.Entries[right++] : null);
            if (!options.LeavesOut((pair.Expected ?? pair.Actual)!.Path))
                pairs.Add(pair);
        }

        return pairs;
    }
}
