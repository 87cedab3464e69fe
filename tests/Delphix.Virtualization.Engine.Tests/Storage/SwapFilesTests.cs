using Delphix.Virtualization.Engine.Storage;

namespace Delphix.Virtualization.Engine.Tests.Storage;

public sealed class SwapFilesTests
{
    [Fact]
    public void Parse_finds_those_of_the_type_file() =>
        SwapFiles.Parse("Filename\tType\tSize\tUsed\tPriority\n/dev/sda2  partition\t1\t0\t-2\n/mnt/a\\040b/swap   file\t\t16380\t0\t-3\n")
            .Should().Equal("/mnt/a b/swap");
}
