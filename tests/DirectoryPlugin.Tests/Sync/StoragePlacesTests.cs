using DirectoryPlugin.Sync;

namespace DirectoryPlugin.Tests.Sync;

/// <summary>Of a source directory that has the engine in it, the engine's storage is left out, wherever it can be seen.</summary>
public sealed class StoragePlacesTests
{
    private const string Btrfs =
        """
        22 1 8:1 / / rw - ext4 /dev/sda1 rw
        30 22 0:50 / /home/me/engine/pool/mnt rw - btrfs /dev/loop1 rw,subvol=/
        31 22 0:50 /volumes/0123456789abcdef0123456789abcdea /mnt/files rw - btrfs /dev/loop1 rw
        32 22 0:50 /volumes/0123456789abcdef0123456789abcdeb /home/me/a\040copy rw - btrfs /dev/loop1 rw
        33 22 0:60 / /home/me/other rw - btrfs /dev/loop2 rw
        """;

    private const string Images =
        "/sys/block/loop1/loop/backing_file:/home/me/engine/pool/pool.img\n/sys/block/loop11/loop/backing_file:/home/me/no.img";

    private const string Copies =
        """
        22 1 8:1 / / rw - ext4 /dev/sda1 rw
        30 22 8:1 /home/me/engine/pool/copies/volumes/0123456789abcdef0123456789abcdea /mnt/files rw - ext4 /dev/sda1 rw
        31 22 8:1 /home/me/engine/pool/copies/volumes/0123456789abcdef0123456789abcdeb /home/me/copy rw - ext4 /dev/sda1 rw
        32 22 8:1 /srv /home/me/srv rw - ext4 /dev/sda1 rw
        """;

    [Theory]
    [InlineData("/home/me", "/a copy /engine/pool/mnt /engine/pool/pool.img /scratch")]
    [InlineData("/home/me/", "/a copy /engine/pool/mnt /engine/pool/pool.img /scratch")]
    [InlineData("/", "/home/me/a copy /home/me/engine/pool/mnt /home/me/engine/pool/pool.img /home/me/scratch /mnt/files")]
    [InlineData("/home/me/engine/pool", "/mnt /pool.img")]
    [InlineData("/home/me/other", "")]
    [InlineData("/home/m", "")]
    [InlineData("/home/me/a copy", "")]
    public void Storage_with_snapshots_of_its_own(string source, string expected) =>
        Below(source, "/mnt/files", Btrfs, Images).Should().Be(expected);

    [Theory]
    [InlineData("/home/me", "/copy /engine/pool/copies /scratch")]
    [InlineData("/", "/home/me/copy /home/me/engine/pool/copies /home/me/scratch /mnt/files")]
    [InlineData("/home/me/engine", "/pool/copies")]
    [InlineData("/srv", "")]
    public void Storage_of_copies_that_are_mounted(string source, string expected) =>
        Below(source, "/mnt/files", Copies, "").Should().Be(expected);

    [Theory]
    [InlineData("/home/me", "/engine/pool/copies /scratch")]
    [InlineData("/srv", "")]
    public void Storage_of_copies_that_are_linked(string source, string expected) =>
        Below(
            source, "/home/me/engine/pool/copies/volumes/0123456789abcdef0123456789abcdea", "22 1 8:1 / / rw - ext4 /dev/sda1 rw", "")
            .Should().Be(expected);

    // Such as Docker's folder for volumes. What lies beside the engine there is no storage of the engine's.
    [Theory]
    [InlineData("/srv", "/volumes/engine/pool/copies")]
    [InlineData("/", "/home/me/scratch /mnt/files /srv/volumes/engine/pool/copies")]
    public void Storage_of_an_engine_below_a_folder_that_is_called_volumes(string source, string expected)
    {
        const string Mounts =
            """
            22 1 8:1 / / rw - ext4 /dev/sda1 rw
            30 22 8:1 /srv/volumes/engine/pool/copies/volumes/0123456789abcdef0123456789abcdea/volumes/b /mnt/files rw - ext4 /dev/sda1 rw
            """;
        Below(source, "/mnt/files", Mounts, "").Should().Be(expected);
    }

    [Theory]
    [InlineData("/home/me/bind", "/home/me/engine/pool/pool.img /home/me/scratch")]
    [InlineData("/home/me/bind/home/me/engine/pool", "/pool.img")]
    [InlineData("/srv/part/pool", "/pool.img")]
    public void Image_is_left_out_wherever_it_can_be_seen(string source, string expected)
    {
        var mounts = Btrfs
            + "\n34 22 8:1 / /home/me/bind rw - ext4 /dev/sda1 rw\n35 22 8:1 /home/me/engine /srv/part rw - ext4 /dev/sda1 rw";

        Below(source, "/mnt/files", mounts, Images).Should().Be(expected);
    }

    [Theory]
    [InlineData("/docker/volumes/x/engine/pool/copies/volumes/0123456789abcdef0123456789abcdef", "/engine/pool/copies")]
    [InlineData("/docker/volumes/x/files", "/files")]
    public void Folder_of_the_name_of_that_of_the_volumes_further_up_is_not_taken_for_it(string root, string expected)
    {
        var mounts = $"22 1 8:1 / / rw - ext4 /dev/sda1 rw\n30 22 8:1 {root} /mnt/files rw - ext4 /dev/sda1 rw";

        Below("/docker/volumes/x", "/mnt/files", mounts, "").Should().Be(expected);
    }

    [Fact]
    public void Scratch_path_below_a_folder_of_the_name_of_that_of_the_volumes_hides_no_more_than_itself() =>
        Below("/docker", "/mnt/files", Btrfs, Images, "/docker/volumes/x/scratch").Should().Be("/volumes/x/scratch");

    [Fact]
    public void Image_with_partitions_is_left_out() =>
        Below("/home/me/engine", "/mnt/files", Btrfs.Replace("/dev/loop1 ", "/dev/loop1p2 ", StringComparison.Ordinal), Images).Should()
            .Be("/pool/mnt /pool/pool.img");

    [Fact]
    public void Scratch_path_and_image_are_left_out_wherever_they_are_mounted() =>
        Below("/srv", "/mnt/files", Btrfs + "\n34 22 8:1 /home /srv/homes rw - ext4 /dev/sda1 rw", Images).Should()
            .Be("/homes/me/engine/pool/pool.img /homes/me/scratch");

    [Theory]
    [InlineData("")]
    [InlineData("what is this\n\n - \n1 2 3 - 4 5")]
    public void Mounts_that_cannot_be_read_hide_the_scratch_path_only(string mounts) =>
        Below("/home/me", "/mnt/files", mounts, "").Should().Be("/scratch");

    private static string Below(string source, string place, string mounts, string images, string scratch = "/home/me/scratch")
    {
        var lines = new[] { ("sourcePlace", source), ("place", place), ("scratchPlace", scratch), ("mounts", mounts), ("images", images) }
            .Select(line => ScriptOutput.Line(line.Item1, line.Item2));
        return string.Join(' ', StoragePlaces.BelowSource(new ScriptOutput("probe", string.Join('\n', lines))));
    }
}
