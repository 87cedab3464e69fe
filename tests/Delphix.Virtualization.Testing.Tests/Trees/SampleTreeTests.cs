namespace Delphix.Virtualization.Testing.Tests;

public sealed class SampleTreeTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new(FastDisk.Path);

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task SampleTree_create_makes_items_of_every_ordinary_kind()
    {
        var root = _directory.Combine("tree");
        var count = await SampleTree.CreateAsync(root);

        var entries = (await TreeListing.CaptureAsync(root)).Entries.Skip(1).ToList();

        entries.Should().HaveCount(count);
        count.Should().BeInRange(2500, 4000);
        entries.Select(entry => entry.Type).Distinct().Should()
            .BeEquivalentTo([TreeEntryType.File, TreeEntryType.Directory, TreeEntryType.Symlink, TreeEntryType.Fifo]);
        entries.Select(entry => entry.Mode).Should().Contain(["600", "644", "755", "444", "4755", "2755", "1755", "2777", "1777", "700"]);
        entries.Where(entry => entry.Type == TreeEntryType.File).Select(entry => entry.Size).Should()
            .Contain([0, 1, 4096, 5_000_000, 16 << 20]);
        entries.Select(entry => entry.ModificationTime).Distinct().Should()
            .HaveCountGreaterThan(count - 100, "but for hard links every item has its own time");
        entries.Count(entry => !entry.ModificationTime.EndsWith('0')).Should().BeGreaterThan(count / 2, "times are in nanoseconds");
        entries.Where(entry => entry.Type == TreeEntryType.Symlink).Select(entry => entry.LinkTarget).Should()
            .Contain(["../README.txt", "/etc/hostname", "no/such/target", ".."]);
        entries.GroupBy(entry => entry.Inode).Count(group => group.Count() > 1).Should().Be(9);
        var names = entries.Select(entry => entry.Path[(entry.Path.LastIndexOf('/') + 1)..]).ToList();
        names.Should().Contain([new string('n', 255), "new\nline", "-rf", ".hidden", "it's \"quoted\"", PathBytes.FromText("データ.txt")]);
        entries.Max(entry => entry.Path.Count(c => c == '/')).Should().BeGreaterThan(35);
        bool HasItems(TreeEntry folder) => entries.Exists(other => other.Path.StartsWith(folder.Path + "/", StringComparison.Ordinal));
        entries.Count(entry => entry.Type == TreeEntryType.Directory && !HasItems(entry)).Should().BeGreaterThan(5);
        (await Script.RunAsync("stat -c '%b' \"$1/media/disk.img\"", root)).Trim().Length.Should().BeLessThan(5, "the file is mostly hole");
    }

    [RootFact]
    public async Task SampleTree_as_root_has_several_owners_and_keeps_setuid()
    {
        await SampleTree.CreateAsync(_directory.Combine("tree"));

        var entries = (await TreeListing.CaptureMetadataAsync(_directory.Combine("tree"))).Entries;

        entries.Select(entry => entry.Owner).Distinct().Should().HaveCountGreaterThan(10);
        entries.Should().ContainSingle(entry => entry.Mode == "4755").Which.Path.Should().Be("modes/setuid");
    }

    [Fact]
    public async Task SampleTree_equal_seeds_give_equal_trees_and_other_seeds_others()
    {
        await Task.WhenAll(
            SampleTree.CreateAsync(_directory.Combine("first"), seed: 7),
            SampleTree.CreateAsync(_directory.Combine("second"), seed: 7),
            SampleTree.CreateAsync(_directory.Combine("third"), seed: 8));
        await Script.RunAsync("chmod 755 \"$1\"/*", _directory.Path);

        var same = await TreeComparer.CompareAsync(_directory.Combine("first"), _directory.Combine("second"));
        var other = await TreeComparer.CompareAsync(_directory.Combine("first"), _directory.Combine("third"));

        same.IsEqual.Should().BeTrue(same.ToString());
        other.DifferenceCount.Should().BeGreaterThan(2000);
    }

    [Fact]
    public async Task SampleTree_directory_that_is_not_empty_is_refused()
    {
        await File.WriteAllTextAsync(_directory.Combine("precious"), "");

        var create = () => SampleTree.CreateAsync(_directory.Path);

        await create.Should().ThrowAsync<ArgumentException>().WithMessage("*not empty*");
        Directory.EnumerateFileSystemEntries(_directory.Path).Should().ContainSingle();
    }

    [Fact]
    public async Task SampleTree_change_does_what_its_summary_says()
    {
        var root = _directory.Combine("tree");
        await SampleTree.CreateAsync(root);
        var before = await TreeListing.CaptureAsync(root);

        var changes = await SampleTree.ChangeAsync(root);

        changes.Summary.Should().MatchRegex(
            @"^12 files changed, 9 added, \d+ deleted, 2 renamed, 1 mode changed, 1 symlink retargeted, 1 file became a directory, "
                + "1 directory became a file, 1 hard link split$");
        ExpectDifferences(
            await TreeComparer.CompareAsync(before, root, new TreeComparisonOptions { DifferencesKept = int.MaxValue }), changes);
    }

    [Fact]
    public async Task SampleTree_changed_again_and_again_changes_each_time()
    {
        var root = _directory.Combine("tree");
        await SampleTree.CreateAsync(root);
        for (var round = 1; round <= 3; round++)
        {
            var before = await TreeListing.CaptureAsync(root);

            var changes = await SampleTree.ChangeAsync(root, seed: 3);

            changes.Changed.Should().Be(12);
            ExpectDifferences(
                await TreeComparer.CompareAsync(before, root, new TreeComparisonOptions { DifferencesKept = int.MaxValue }), changes);
        }
    }

    [Fact]
    public async Task SampleTree_change_of_an_empty_tree_only_adds()
    {
        var changes = await SampleTree.ChangeAsync(_directory.Path);

        changes.Summary.Should().Be("8 added");
        (await TreeListing.CaptureMetadataAsync(_directory.Path)).Entries.Should().HaveCount(1 + 8);
    }

    private static void ExpectDifferences(TreeComparison comparison, TreeChanges changes)
    {
        int Count(TreeAspect aspect) => comparison.Differences.Count(difference => difference.Aspect == aspect);
        Count(TreeAspect.Extra).Should().Be(changes.Added + changes.Renamed, comparison.ToString());
        Count(TreeAspect.Missing).Should().Be(changes.Deleted + changes.Renamed);
        (Count(TreeAspect.Content) + Count(TreeAspect.Size)).Should()
            .BeInRange(changes.Changed, changes.Changed + (2 * changes.HardLinksSplit));
        Count(TreeAspect.Mode).Should().BeInRange(changes.ModesChanged, changes.ModesChanged + changes.HardLinksSplit);
        Count(TreeAspect.LinkTarget).Should().Be(changes.SymlinksRetargeted);
        Count(TreeAspect.Type).Should().Be(changes.FilesMadeDirectories + changes.DirectoriesMadeFiles);
        Count(TreeAspect.HardLink).Should().BeGreaterThanOrEqualTo(changes.HardLinksSplit);
    }
}
