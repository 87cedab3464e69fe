using Delphix.Virtualization.Engine.Storage;

namespace Delphix.Virtualization.Engine.Tests.Storage;

public sealed class MountTableTests
{
    [Theory]
    [InlineData("/mnt/plain", "/mnt/plain")]
    [InlineData(@"/mnt/a\040b", "/mnt/a b")]
    [InlineData(@"/mnt/tab\011line\012back\134slash", "/mnt/tab\tline\nback\\slash")]
    [InlineData("/mnt/größe/データ", "/mnt/größe/データ")]
    [InlineData(@"/mnt/größe\040データ", "/mnt/größe データ")]
    [InlineData("/mnt/🌲\\040tree", "/mnt/🌲 tree")]
    [InlineData("/mnt/carriage\rreturn", "/mnt/carriage\rreturn")]
    [InlineData(@"/mnt/hash\043", "/mnt/hash#")]
    public void Parse_of_a_mount_point_decodes_it(string written, string path)
    {
        var table = MountTable.Parse($"36 35 98:0 /volumes/x {written} rw,noatime master:1 - ext3 /dev/root rw,errors=continue\n");

        table.At(path).Should().Be(new MountEntry(36, "98:0", "/volumes/x", path, "/dev/root"));
    }

    [Fact]
    public void At_of_mounts_on_top_of_each_other_is_the_visible_one()
    {
        var table = MountTable.Parse("1 0 0:1 /below /mnt rw - t s rw\n2 0 0:2 /above /mnt rw - t s rw\n");

        table.At("/mnt")!.Root.Should().Be("/above");
    }

    [Fact]
    public void AtOrBelow_of_a_path_leaves_out_neighbours()
    {
        var table = MountTable.Parse("1 0 0:1 / /mnt rw - t s rw\n2 0 0:2 / /mnt/a rw - t s rw\n3 0 0:3 / /mnt2 rw - t s rw\n\nnonsense\n");

        table.AtOrBelow("/mnt").Select(entry => entry.MountPoint).Should().Equal("/mnt", "/mnt/a");
    }

    [Fact]
    public void Read_of_this_machine_knows_the_root()
    {
        MountTable.Read().At("/").Should().NotBeNull();
    }
}
