using System.Globalization;

namespace Delphix.Virtualization.Testing;

/// <summary>Collects counts and differences while a comparison walks over two trees.</summary>
internal sealed class TreeComparisonBuilder(TreeComparisonOptions options)
{
    private const string Nothing = "nothing";
    private readonly int[] _countsByType = new int[Enum.GetValues<TreeEntryType>().Length];
    private readonly List<TreeDifference> _differences = [];
    private long _bytes;
    private int _differenceCount;

    public void Missing(TreeEntry expected) => Add(expected, TreeAspect.Missing, Name(expected.Type), Nothing);

    public void Extra(TreeEntry actual) => Add(actual, TreeAspect.Extra, Nothing, Name(actual.Type));

    /// <summary>An item that both trees have.</summary>
    /// <param name="expected">The item as it should be.</param>
    /// <param name="actual">The item as it is.</param>
    /// <param name="expectedFirstLink">The first path of the item's hard-link group in the expected tree.</param>
    /// <param name="actualFirstLink">The first path of its group in the actual tree.</param>
    public void Compared(TreeEntry expected, TreeEntry actual, string expectedFirstLink, string actualFirstLink)
    {
        var isRoot = expected.Path.Length == 0;
        if (!isRoot)
            _countsByType[(int)expected.Type]++;
        if (expected.Type != actual.Type)
        {
            // The rest would only say the same again.
            Add(expected, TreeAspect.Type, Name(expected.Type), Name(actual.Type));
            return;
        }

        if (!isRoot || !options.IgnoreRootAttributes)
            CompareAttributes(expected, actual);
        CompareContents(expected, actual);
        Check(
            expected,
            TreeAspect.HardLink,
            expectedFirstLink,
            actualFirstLink,
            first => first == expected.Path ? "a file of its own" : $"a link to {PathBytes.Show(first)}");
        if (expected.Type == TreeEntryType.File && expectedFirstLink == expected.Path)
            _bytes += expected.Size;
    }

    public TreeComparison Build()
    {
        int Count(TreeEntryType type) => _countsByType[(int)type];
        var (files, directories, symlinks) = (Count(TreeEntryType.File), Count(TreeEntryType.Directory), Count(TreeEntryType.Symlink));
        return new TreeComparison
        {
            Files = files,
            Directories = directories,
            Symlinks = symlinks,
            Others = _countsByType.Sum() - files - directories - symlinks,
            Bytes = _bytes,
            Differences = _differences,
            DifferenceCount = _differenceCount,
            OwnersCompared = !options.IgnoreOwners,
        };
    }

    private void CompareAttributes(TreeEntry expected, TreeEntry actual)
    {
        Check(expected, TreeAspect.Mode, expected.Mode, actual.Mode);
        if (!options.IgnoreOwners)
            Check(expected, TreeAspect.Owner, expected.Owner, actual.Owner);
        if (expected.ModificationTime != actual.ModificationTime)
            Add(expected, TreeAspect.ModificationTime, expected.ShownTime, actual.ShownTime);
        Check(expected, TreeAspect.ExtendedAttributes, expected.ExtendedAttributes, actual.ExtendedAttributes);
    }

    private void CompareContents(TreeEntry expected, TreeEntry actual)
    {
        Check(expected, TreeAspect.LinkTarget, expected.LinkTarget, actual.LinkTarget, PathBytes.Show);
        Check(expected, TreeAspect.Device, expected.Device, actual.Device);
        if (expected.Type != TreeEntryType.File)
            return;
        if (expected.Size != actual.Size)
            Add(expected, TreeAspect.Size, ShowSize(expected.Size), ShowSize(actual.Size));
        else
            Check(expected, TreeAspect.Content, expected.Sha256, actual.Sha256, hash => $"sha256 {hash}");
        if (expected.IsSparse && !actual.IsSparse)
            Add(expected, TreeAspect.Holes, $"{ShowSize(expected.Allocated)} on the disk", $"{ShowSize(actual.Allocated)} on the disk");
    }

    private void Check(TreeEntry entry, TreeAspect aspect, string? expected, string? actual, Func<string, string>? show = null)
    {
        if (!string.Equals(expected, actual, StringComparison.Ordinal))
            Add(entry, aspect, Show(expected), Show(actual));

        string Show(string? value) => value is null ? Nothing : show?.Invoke(value) ?? value;
    }

    private void Add(TreeEntry entry, TreeAspect aspect, string expected, string actual)
    {
        if (_differenceCount++ < options.DifferencesKept)
            _differences.Add(new TreeDifference(PathBytes.Show(entry.Path), aspect, expected, actual));
    }

    private static string ShowSize(long bytes) => string.Create(CultureInfo.InvariantCulture, $"{bytes:N0} bytes");

    private static string Name(TreeEntryType type) => type switch
    {
        TreeEntryType.Fifo => "FIFO",
        TreeEntryType.BlockDevice => "block device",
        TreeEntryType.CharacterDevice => "character device",
        _ => type.ToString().ToLowerInvariant(),
    };
}
