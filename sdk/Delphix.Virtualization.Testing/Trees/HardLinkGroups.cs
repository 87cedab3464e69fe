namespace Delphix.Virtualization.Testing;

/// <summary>
/// Which paths of one tree share an inode, by the first path of each group: two trees link alike exactly when every path has the same first
/// path in both, and a single path that left its group is a single difference.
/// </summary>
internal sealed class HardLinkGroups
{
    private readonly Dictionary<string, string> _firstPaths = [];

    private HardLinkGroups()
    {
    }

    /// <summary>
    /// Looks only at paths that both trees have with the same type: a missing path is reported as missing, not again as a changed group.
    /// </summary>
    public static HardLinkGroups Of(
        IEnumerable<(TreeEntry? Expected, TreeEntry? Actual)> pairs, Func<(TreeEntry? Expected, TreeEntry? Actual), TreeEntry?> side)
    {
        var groups = new HardLinkGroups();
        foreach (var pair in pairs)
            if (pair.Expected?.Type == pair.Actual?.Type && side(pair) is { LinkCount: > 1, Type: not TreeEntryType.Directory } entry)
                groups._firstPaths.TryAdd(entry.Inode, entry.Path);
        return groups;
    }

    public string FirstPathOf(TreeEntry entry) =>
        entry.Type == TreeEntryType.Directory ? entry.Path : _firstPaths.GetValueOrDefault(entry.Inode, entry.Path);
}
