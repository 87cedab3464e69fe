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

    [Fact]
    public void Parse_namesWhatLiesInASubvolume_innermostFirst() =>
        SubvolumeTree.Parse(List, "256").Should().Equal(
            new SubvolumeTree.Nested("262", "other"),
            new SubvolumeTree.Nested("260", "sub/a b/deep"),
            new SubvolumeTree.Nested("258", "sub"));

    [Theory]
    [InlineData("257", "volumes/a/x")]
    [InlineData("260")]
    [InlineData("5")]
    [InlineData("999")]
    public void Parse_ofOtherSubvolumes_namesTheirsOnly(string root, params string[] paths) =>
        SubvolumeTree.Parse(List, root).Select(nested => nested.Path).Should().Equal(paths);

    [Fact]
    public void SwapFiles_areThoseOfTheTypeFile() =>
        SwapFiles.Parse("Filename\tType\tSize\tUsed\tPriority\n/dev/sda2  partition\t1\t0\t-2\n/mnt/a\\040b/swap   file\t\t16380\t0\t-3\n")
            .Should().Equal("/mnt/a b/swap");
}
