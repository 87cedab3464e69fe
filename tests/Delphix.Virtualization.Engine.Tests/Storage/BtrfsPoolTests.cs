using Delphix.Virtualization.Engine.Catalog;
using Delphix.Virtualization.Engine.Storage;
using Delphix.Virtualization.Engine.Tests.Support;
using Delphix.Virtualization.Packaging.Files;
using Delphix.Virtualization.Packaging.Processes;

namespace Delphix.Virtualization.Engine.Tests.Storage;

/// <summary>On a loopback image.</summary>
[NeedsRoot]
public sealed class BtrfsPoolTests : StoragePoolContract
{
    private string Image => Path.Combine(Folder.Directory.Pool, "pool.img");

    private string MountPoint => Path.Combine(Folder.Directory.Pool, "mnt");

    [ContractFact]
    public async Task Snapshot_is_read_only()
    {
        await SnapshotAsync("v", "s", "old");

        FluentActions.Invoking(() => File.WriteAllText(Path.Combine(Pool.SnapshotPath("s"), "file"), "new")).Should().Throw<IOException>();
    }

    [ContractFact]
    public async Task Clone_of_a_large_snapshot_takes_no_space()
    {
        await Pool.CreateAsync("v", CancellationToken.None);
        var content = new byte[8 << 20];
        new Random(1).NextBytes(content);
        await File.WriteAllBytesAsync(Path.Combine(Pool.VolumePath("v"), "file"), content);
        await Pool.SnapshotAsync("v", "s", CancellationToken.None);
        var before = await Pool.UsedBytesAsync(CancellationToken.None);

        await Pool.CloneAsync("s", "c", CancellationToken.None);

        (await Pool.UsedBytesAsync(CancellationToken.None) - before).Should().BeLessThan(1 << 20);
    }

    [ContractFact]
    public async Task CloseIfEmpty_of_an_empty_pool_unmounts_and_removes_the_image()
    {
        await Folder.Catalog.SaveAsync(Samples.Environment(), CancellationToken.None);
        await SnapshotAsync("v", "s", "old");
        await Pool.DestroyVolumeAsync("v", CancellationToken.None);
        await Pool.DestroySnapshotAsync("s", CancellationToken.None);

        await Pool.CloseIfEmptyAsync(CancellationToken.None);
        await Pool.CloseIfEmptyAsync(CancellationToken.None);

        MountTable.Read().AtOrBelow(Folder.PathOf()).Should().BeEmpty();
        File.Exists(Image).Should().BeFalse();
        Directory.GetFiles(Folder.Directory.Root, "pool-id", SearchOption.AllDirectories).Should().BeEmpty();
    }

    [ContractFact]
    public async Task CloseIfEmpty_of_a_pool_that_somebody_unmounted_keeps_the_data()
    {
        await SnapshotAsync("v", "s", "old");
        await Tool.RunAsync("umount", [MountPoint], CancellationToken.None);

        await Pool.CloseIfEmptyAsync(CancellationToken.None);

        Read((await OpenAsync()).SnapshotPath("s")).Should().Be("old");
    }

    [ContractFact]
    public async Task Open_by_many_at_once_mounts_once()
    {
        await SnapshotAsync("v", "s", "old");

        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(OpenAsync)));

        MountTable.Read().AtOrBelow(MountPoint).Should().ContainSingle();
    }

    [ContractFact]
    public async Task Open_through_a_symlink_mounts_once()
    {
        await SnapshotAsync("v", "s", "old");
        File.CreateSymbolicLink(Folder.PathOf("link"), Folder.Directory.Root);

        var other = await BtrfsPool.OpenOnImageAsync(new LoopbackImage(new EngineDirectory(Folder.PathOf("link"))), CancellationToken.None);

        Read(other.SnapshotPath("s")).Should().Be("old");
        MountTable.Read().AtOrBelow(MountPoint).Should().ContainSingle();
    }

    [ContractFact]
    public async Task Volume_is_reached_by_other_users_where_it_is_mounted_and_nowhere_else()
    {
        const string Look = "cat \"$1\"; cat \"$2\" && echo reached; head -c 1 \"$3\" && echo reached; exit 0";
        await SnapshotAsync("v", "s", "seen");
        var pool = await OpenAsync();
        File.SetUnixFileMode(Folder.PathOf(), (UnixFileMode)0b111_101_101);
        var mount = new MountedPath(Folder.PathOf("mounted"), null, true);

        StorageMounter.Mount(pool.VolumePath("v"), mount);
        var (_, output) = await OtherUser.RunAsync(
            Look, Path.Combine(mount.Path, "file"), Path.Combine(pool.VolumePath("v"), "file"), Image);

        output.Should().StartWith("seen").And.NotContain("reached");
        File.GetUnixFileMode(Image).Should().Be(PrivateFile.Mode);
    }

    [ContractFact]
    public async Task Open_of_a_pool_that_was_never_used_makes_nothing()
    {
        using var fresh = new EngineFolder();

        var pool = await BtrfsPool.OpenOnImageAsync(new LoopbackImage(fresh.Directory), CancellationToken.None);

        (await pool.UsedBytesAsync(CancellationToken.None)).Should().Be(0);
        File.Exists(Path.Combine(fresh.Directory.Pool, "pool.img")).Should().BeFalse();
    }

    [ContractFact]
    public async Task Use_of_an_image_that_was_deleted_while_it_is_mounted_is_refused()
    {
        await SnapshotAsync("v", "s", "old");
        File.Delete(Image);

        var thrown = await FailsAsync(() => Pool.CreateAsync("w", CancellationToken.None));

        thrown.Message.Should().Be(
            $"The storage of this engine is about to be lost: {Image} was deleted while it is mounted at {MountPoint}.");
        Read(Pool.SnapshotPath("s")).Should().Be("old");
    }

    [RootTheory]
    [InlineData("cp \"$1\" \"$1\".backup; mv \"$1\".backup \"$1\"")]
    [InlineData("mv \"$1\" \"$1\".old; cp \"$1\".old \"$1\"")]
    public async Task Use_of_an_image_that_was_replaced_while_it_is_mounted_is_refused(string replace)
    {
        await SnapshotAsync("v", "s", "old");
        await BashAsync("sync --file-system \"$1\"", MountPoint);
        await BashAsync(replace, Image);

        var thrown = await FailsAsync(() => Pool.CreateAsync("w", CancellationToken.None));

        thrown.Message.Should().Be($"The storage of this engine is about to be lost: another file than {Image}, which was replaced since, "
            + $"is mounted at {MountPoint}.");
        await Tool.RunAsync("umount", [MountPoint], CancellationToken.None);
        await Pool.CreateAsync("w", CancellationToken.None);
        Read(Pool.SnapshotPath("s")).Should().Be("old");
    }

    [ContractFact]
    public async Task Volume_of_the_pool_before_is_not_taken_for_that_of_the_one_that_was_put_back()
    {
        var id = Guid.NewGuid().ToString("N");
        await SnapshotAsync(id, "s", "old");
        var mount = new MountedPath(Folder.PathOf("mounted"), null, true);
        StorageMounter.Mount(Pool.VolumePath(id), mount);
        StorageMounter.IsMounted(Pool.VolumePath(id), mount).Should().BeTrue();
        await Tool.RunAsync("umount", [MountPoint], CancellationToken.None);
        await BashAsync("cp \"$1\" \"$1\".backup; btrfstune -f -u \"$1\".backup >/dev/null; mv \"$1\".backup \"$1\"", Image);

        await Pool.RequireAsync(CancellationToken.None);

        StorageMounter.IsMounted(Pool.VolumePath(id), mount).Should().BeFalse();
        StorageMounter.Unmount(Pool.VolumePath(id), mount, evenIfBusy: false);
        Directory.Exists(mount.Path).Should().BeFalse();
    }

    [ContractFact]
    public async Task Use_of_an_image_that_is_no_btrfs_is_refused_and_leaves_it()
    {
        await SnapshotAsync("v", "s", "old");
        await TakeAwayAsync();
        foreach (var make in (string[])["truncate --size=64M $1", "mkfs.ext4 -q $1 64M", "echo text > $1"])
        {
            await Tool.RunAsync("bash", ["-euc", make, "bash", Image], CancellationToken.None);

            var thrown = await FailsAsync(() => Pool.CreateAsync("w", CancellationToken.None));

            thrown.Message.Should().StartWith($"The storage of this engine cannot be mounted: {Image} is damaged or no btrfs");
            thrown.Output.Should().NotBeEmpty();
            MountTable.Read().At(MountPoint).Should().BeNull();
            File.Delete(Image);
        }

        await PutBackAsync();
        Read((await OpenAsync()).SnapshotPath("s")).Should().Be("old");
    }

    [ContractFact]
    public async Task Use_of_a_pool_that_somebody_unmounted_mounts_it_first()
    {
        await SnapshotAsync("v", "s", "old");
        await Tool.RunAsync("umount", [MountPoint], CancellationToken.None);

        await Pool.RequireAsync(CancellationToken.None);

        Read(Pool.SnapshotPath("s")).Should().Be("old");
    }

    [ContractFact]
    public async Task Use_where_files_lie_in_the_mount_point_is_refused_and_hides_nothing()
    {
        await SnapshotAsync("v", "s", "old");
        await Tool.RunAsync("umount", [MountPoint], CancellationToken.None);
        Directory.CreateDirectory(Path.Combine(MountPoint, "volumes", "v"));

        (await FailsAsync(() => Pool.RequireAsync(CancellationToken.None))).Message.Should()
            .Be($"The storage of this engine cannot be mounted: {MountPoint} holds files, which were put there while it was not mounted.");
        MountTable.Read().At(MountPoint).Should().BeNull();
    }

    [ContractFact]
    public async Task Use_where_something_else_is_mounted_is_refused()
    {
        await SnapshotAsync("v", "s", "old");
        await Tool.RunAsync("mount", ["-t", "tmpfs", "tmpfs", MountPoint], CancellationToken.None);

        (await FailsAsync(() => Pool.CreateAsync("w", CancellationToken.None))).Message.Should()
            .Be($"What is at {MountPoint} is not the storage of this engine: it has no pool-id.");

        await Tool.RunAsync("umount", [MountPoint], CancellationToken.None);
        Read(Pool.SnapshotPath("s")).Should().Be("old");
    }

    [ContractFact]
    public async Task CloseIfEmpty_where_the_catalog_names_storage_keeps_the_image()
    {
        await Pool.CreateAsync("v", CancellationToken.None);
        await Folder.Catalog.SaveAsync(Samples.Vdb(), CancellationToken.None);
        await Pool.DestroyVolumeAsync("v", CancellationToken.None);

        await Pool.CloseIfEmptyAsync(CancellationToken.None);

        File.Exists(Image).Should().BeTrue();
    }

    [ContractFact]
    public async Task Destroy_of_a_volume_with_subvolumes_in_it_removes_them_and_no_others()
    {
        await SnapshotAsync("v", "s", "old");
        await Pool.CloneAsync("s", "other", CancellationToken.None);
        await BashAsync(
            """
            cd -- "$1"
            btrfs subvolume create sub; btrfs subvolume create sub/deep; mkdir -p 'a b'; btrfs subvolume create 'a b'/$'not\xfftext'
            btrfs subvolume snapshot -r . sub/own; btrfs subvolume create sub/protected; chattr +i sub/protected
            btrfs property set sub ro true; btrfs property set . ro true
            mkdir -p ../other/volumes/v; btrfs subvolume create ../other/volumes/v/kept
            """,
            Pool.VolumePath("v"));
        (await Pool.SubvolumesAsync("v", CancellationToken.None)).Should().HaveCount(5).And.Contain("sub/deep").And.NotContain("kept");
        (await Pool.ProtectedAsync("v", CancellationToken.None)).Should().Be(Path.Combine(Pool.VolumePath("v"), "sub", "protected"));

        await Pool.DestroyVolumeAsync("v", CancellationToken.None);

        Directory.Exists(Pool.VolumePath("v")).Should().BeFalse();
        (await Pool.SubvolumesAsync("other", CancellationToken.None)).Should().Equal("volumes/v/kept");
    }

    [ContractFact]
    public async Task Destroy_of_a_volume_with_a_name_that_looks_like_a_line_of_the_list_removes_no_other()
    {
        await SnapshotAsync("v", "s", "old");
        await Pool.CloneAsync("s", "other", CancellationToken.None);
        await BashAsync(
            """
            cd -- "$1"
            own=$(btrfs inspect-internal rootid .)
            for path in ../other ../../snapshots/s .; do
                btrfs subvolume create "x"$'\n'"ID $(btrfs inspect-internal rootid "$path") gen 9 top level $own path x"
            done
            """,
            Pool.VolumePath("v"));
        (await Pool.SubvolumesAsync("v", CancellationToken.None)).Should().HaveCount(3).And.OnlyContain(path => path.StartsWith("x\nID "));

        await Pool.DestroyVolumeAsync("v", CancellationToken.None);

        Directory.Exists(Pool.VolumePath("v")).Should().BeFalse();
        Read(Pool.VolumePath("other")).Should().Be("old");
        Read(Pool.SnapshotPath("s")).Should().Be("old");
    }

    // Each user who may write in a dataset can make one.
    [ContractFact]
    public async Task Subvolume_deeper_than_the_longest_path_blocks_no_other_volume_and_is_destroyed_with_its_own()
    {
        await SnapshotAsync("v", "s", "old");
        await Pool.CloneAsync("s", "other", CancellationToken.None);
        await BashAsync(
            "cd -- \"$1\"; printf -v name '%0250d' 0; for _ in {1..20}; do mkdir \"$name\"; cd -- \"$name\"; done; "
            + "btrfs subvolume create deep; btrfs subvolume create deep/er; "
            + "btrfs property set -t subvol deep/er ro true; btrfs property set -t subvol deep ro true",
            Pool.VolumePath("v"));

        (await Pool.SubvolumesAsync("other", CancellationToken.None)).Should().BeEmpty();
        (await Pool.SubvolumesAsync("v", CancellationToken.None)).Should().SatisfyRespectively(
            er => er.Should().HaveLength((20 * 251) + "deep/er".Length).And.EndWith("/deep/er"), deep => deep.Should().EndWith("/deep"));
        await Pool.DestroyVolumeAsync("other", CancellationToken.None);
        await Pool.DestroyVolumeAsync("v", CancellationToken.None);

        Directory.GetDirectories(Path.GetDirectoryName(Pool.VolumePath("v"))!).Should().BeEmpty();
        Read(Pool.SnapshotPath("s")).Should().Be("old");
    }

    [ContractFact]
    public async Task Subvolumes_of_more_than_one_answer_of_the_kernel_are_all_found_and_destroyed()
    {
        await Pool.CreateAsync("v", CancellationToken.None);
        await BashAsync(
            "cd -- \"$1\"; for i in {1..150}; do mkdir folder$i; btrfs subvolume create folder$i/sub; done", Pool.VolumePath("v"));

        (await Pool.SubvolumesAsync("v", CancellationToken.None)).Should()
            .BeEquivalentTo(Enumerable.Range(1, 150).Select(i => $"folder{i}/sub"));
        await Pool.DestroyVolumeAsync("v", CancellationToken.None);

        Directory.Exists(Pool.VolumePath("v")).Should().BeFalse();
    }

    // In a snapshot it is an empty folder, whatever became of it later.
    [ContractFact]
    public async Task Subvolume_that_is_there_only_while_a_snapshot_is_taken_is_found_in_the_snapshot()
    {
        await SnapshotAsync("v", "s", "old");
        await BashAsync(
            "cd -- \"$1\"; mkdir d e; for i in {1..2000}; do : >e/file$i; done; btrfs subvolume create gone; btrfs subvolume delete gone",
            Pool.VolumePath("v"));
        var before = SubvolumeTree.Commit(Pool.VolumePath("v"));
        SubvolumeTree.ReadSince(Pool.VolumePath("v"), before).Should().BeEmpty();

        await BashAsync(
            "cd -- \"$1\"; : >new; btrfs subvolume create d/sub; echo data >d/sub/file; "
            + "btrfs subvolume snapshot -r . ../../snapshots/s2; btrfs subvolume delete d/sub",
            Pool.VolumePath("v"));

        (await Pool.SubvolumesAsync("v", CancellationToken.None)).Should().BeEmpty();
        SubvolumeTree.ReadSince(Pool.SnapshotPath("s2"), before).Select(found => found.Path).Should().Equal("d/sub");

        // A clone of such a snapshot, as an older engine took it, loses nothing by one more snapshot.
        await Pool.CloneAsync("s2", "clone", CancellationToken.None);
        await BashAsync("cd -- \"$1\"; : >d/beside; : >beside", Pool.VolumePath("clone"));
        await Pool.SnapshotAsync("clone", "s3", CancellationToken.None);
    }

    [ContractFact]
    public async Task Snapshot_of_a_volume_with_a_subvolume_is_refused()
    {
        await Pool.CreateAsync("v", CancellationToken.None);
        await BashAsync("cd -- \"$1\"; mkdir d; btrfs subvolume create d/sub", Pool.VolumePath("v"));

        (await FluentActions.Awaiting(() => Pool.SnapshotAsync("v", "s", CancellationToken.None))
            .Should().ThrowAsync<NestedSubvolumeException>()).Which.Path.Should().Be("d/sub");

        Directory.Exists(Pool.SnapshotPath("s")).Should().BeFalse();
    }

    [ContractFact]
    public async Task Snapshots_while_a_user_makes_and_deletes_subvolumes_hold_all_or_are_refused()
    {
        await Pool.CreateAsync("v", CancellationToken.None);
        OtherUser.Own(Pool.VolumePath("v"));
        var (taken, refused) = (0, 0);
        const string Work = "btrfs subvolume create s; echo d >s/f; btrfs subvolume delete s; rm -rf s";
        var user = BashAsync($"cd -- \"$1\"; set +e; while [[ ! -e end ]]; do {Work}; done &>/dev/null", Pool.VolumePath("v"));
        try
        {
            for (var i = 0; i < 400 && (i < 60 || refused == 0 || taken == 0); i++)
            {
                try
                {
                    await Pool.SnapshotAsync("v", $"s{i}", CancellationToken.None);
                    taken++;
                    var folder = FileFacts.TryRead(Path.Combine(Pool.SnapshotPath($"s{i}"), "s"));
                    folder?.Inode.Should().NotBe(2, "an empty folder with this number is in the place of a subvolume");
                }
                catch (NestedSubvolumeException e)
                {
                    e.Path.Should().Be("s");
                    refused++;
                }
            }
        }
        finally
        {
            await File.WriteAllTextAsync(Path.Combine(Pool.VolumePath("v"), "end"), "");
            await user;
        }

        (taken, refused).Should().Match<(int Taken, int Refused)>(counts => counts.Taken > 0 && counts.Refused > 0);
    }

    [ContractFact]
    public async Task Unprotect_over_a_symlink_changes_nothing()
    {
        await SnapshotAsync("v", "s", "old");
        await BashAsync("ln -s ../../snapshots \"$1\"/link", Pool.VolumePath("v"));

        await SubvolumeTree.UnprotectAsync(Pool.VolumePath("v"), ["link"u8.ToArray(), "s"u8.ToArray()], CancellationToken.None);

        FluentActions.Invoking(() => File.WriteAllText(Path.Combine(Pool.SnapshotPath("s"), "file"), "new")).Should().Throw<IOException>();
    }

    [ContractFact]
    public async Task Destroy_of_the_snapshot_of_an_immutable_folder_removes_it()
    {
        await SnapshotAsync("v", "s", "old");
        await BashAsync("chattr +i \"$1\"/file; chattr +i \"$1\"", Pool.VolumePath("v"));
        await Pool.SnapshotAsync("v", "immutable", CancellationToken.None);
        (await Pool.ProtectedAsync("v", CancellationToken.None)).Should().Be(Pool.VolumePath("v"));

        await Pool.DestroySnapshotAsync("immutable", CancellationToken.None);

        Directory.Exists(Pool.SnapshotPath("immutable")).Should().BeFalse();
    }

    [ContractFact]
    public async Task Destroy_of_a_folder_in_the_place_of_a_volume_removes_it_only()
    {
        await SnapshotAsync("v", "s", "old");
        Directory.CreateDirectory(Path.Combine(Pool.VolumePath("folder"), "in it"));
        (await Pool.SubvolumesAsync("folder", CancellationToken.None)).Should().BeEmpty();

        await Pool.DestroyVolumeAsync("folder", CancellationToken.None);

        Directory.Exists(Pool.VolumePath("folder")).Should().BeFalse();
        Read(Pool.VolumePath("v")).Should().Be("old");
    }

    private static async Task BashAsync(string script, string path) =>
        await Tool.RunAsync("bash", ["-euc", script, "bash", path], CancellationToken.None);

    private protected override string Place => Image;

    private protected override string Root => MountPoint;

    private protected override async Task TakeAwayAsync()
    {
        await Tool.RunAsync("umount", [MountPoint], CancellationToken.None);
        File.Move(Image, Image + ".away");
    }

    private protected override Task PutBackAsync()
    {
        File.Move(Image + ".away", Image, overwrite: true);
        return Task.CompletedTask;
    }

    private protected override async Task PutAnotherAsync()
    {
        await Tool.RunAsync("truncate", ["--size=512M", Image], CancellationToken.None);
        await Tool.RunAsync("mkfs.btrfs", ["--quiet", Image], CancellationToken.None);
    }

    private protected override Task RemoveOtherAsync()
    {
        File.Delete(Image);
        return Task.CompletedTask;
    }

    private protected override async Task<IStoragePool> OpenAsync() =>
        await BtrfsPool.OpenOnImageAsync(new LoopbackImage(Folder.Directory), CancellationToken.None);
}
