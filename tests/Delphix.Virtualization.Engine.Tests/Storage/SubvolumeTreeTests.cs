using Delphix.Virtualization.Engine.Storage;

namespace Delphix.Virtualization.Engine.Tests.Storage;

public sealed class SubvolumeTreeTests
{
    private const string List = """
        ID 256 gen 9 top level 5 path volumes/a
        ID 257 gen 9 top level 5 path volumes/b
        ID 258 gen 9 top level 256 path volumes/a/sub
        ID 260 gen 9 top level 258 path volumes/a/sub/a b/deep
        ID 261 gen 9 top level 257 path volumes/b/volumes/a/x
        ID 262 gen 9 top level 256 path volumes/a/other
        """;

    [Theory]
    [InlineData("256", "258", "260", "262")]
    [InlineData("257", "261")]
    [InlineData("260")]
    [InlineData("999")]
    public void Parse_findsWhatLiesInASubvolume_however_deep(string root, params string[] found) =>
        SubvolumeTree.Parse(List, root).Should().BeEquivalentTo(found);

    [Fact]
    public void Parse_ofLinesThatLeadInACircle_ends() =>
        SubvolumeTree.Parse(List + "\nID 256 gen 9 top level 260 path a\nID 258 gen 9 top level 258 path a", "256").Should().HaveCount(3);

    [Fact]
    public void SwapFiles_areThoseOfTheTypeFile() =>
        SwapFiles.Parse("Filename\tType\tSize\tUsed\tPriority\n/dev/sda2  partition\t1\t0\t-2\n/mnt/a\\040b/swap   file\t\t16380\t0\t-3\n")
            .Should().Equal("/mnt/a b/swap");
}
