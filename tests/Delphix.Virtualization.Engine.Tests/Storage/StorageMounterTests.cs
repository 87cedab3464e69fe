using System.Globalization;
using Delphix.Virtualization.Engine.Catalog;
using Delphix.Virtualization.Engine.Storage;
using Delphix.Virtualization.Engine.Tests.Support;
using Delphix.Virtualization.Packaging.Processes;
using DirectoryPlugin.Tests.Support;

namespace Delphix.Virtualization.Engine.Tests.Storage;

/// <summary>Root mounts and unmounts volumes while another user changes what is above and below them.</summary>
public sealed class StorageMounterTests : IDisposable
{
    private const int Rounds = 300;

    private readonly EngineFolder _folder = new();
    private readonly string _volume;

    public StorageMounterTests()
    {
        _volume = Make("pool", "volumes", Guid.NewGuid().ToString("N"));
        // The other user must get to where it attacks.
        File.SetUnixFileMode(_folder.PathOf(), (UnixFileMode)0b111_001_001);
    }

    public void Dispose() => _folder.Dispose();

    [RootFact]
    public async Task Mount_makes_nobody_root()
    {
        await MakePowerfulAsync();

        StorageMounter.Mount(_volume, At("mnt"));

        (await OtherUser.RunProgramAsync(_folder.PathOf("mnt", "id"), "-u")).Text.Should().Be($"{TestMachine.Nobody}\n");
        (await OtherUser.RunProgramAsync("cat", _folder.PathOf("mnt", "null"))).Error.Should().Contain("Permission denied");
    }

    [RootFact]
    public async Task Mount_where_the_environment_allows_it_lets_programs_be_root()
    {
        await MakePowerfulAsync();
        // As the pool itself is mounted.
        await Tool.RunAsync("mount", ["--bind", _volume, _volume], CancellationToken.None);
        await Tool.RunAsync("mount", ["-o", "remount,bind,nosuid,nodev", _volume], CancellationToken.None);

        StorageMounter.Mount(_volume, At("mnt") with { AllowsSuidAndDevices = true });
        await Tool.RunAsync("umount", [_volume], CancellationToken.None);

        (await OtherUser.RunProgramAsync(_folder.PathOf("mnt", "id"), "-u")).Text.Should().Be("0\n");
        (await OtherUser.RunProgramAsync("cat", _folder.PathOf("mnt", "null"))).ExitCode.Should().Be(0);
    }

    [RootFact]
    public void Mount_is_never_seen_without_its_flags()
    {
        var seen = 0;
        var ended = false;
        var watcher = new Thread(() =>
        {
            while (!Volatile.Read(ref ended))
            {
                var table = File.ReadAllText("/proc/self/mountinfo").Split('\n');
                foreach (var line in table.Where(line => line.Contains(Path.GetFileName(_volume), StringComparison.Ordinal)))
                    seen += line.Contains("nosuid,nodev", StringComparison.Ordinal) ? 1 : int.MinValue / 2;
            }
        });
        watcher.Start();

        for (var round = 0; round < Rounds || Volatile.Read(ref seen) is >= 0 and < 20; round++)
        {
            StorageMounter.Mount(_volume, At("mnt"));
            StorageMounter.Unmount(_volume, At("mnt"), evenIfBusy: true);
        }

        Volatile.Write(ref ended, true);
        watcher.Join();
        seen.Should().BePositive();
    }

    [RootFact]
    public void Mount_of_a_shared_path_shows_that_part_and_gives_it_away()
    {
        Make(Path.Combine(_volume, "a"));
        var mount = At("mnt") with { SharedPath = "a/new" };

        StorageMounter.Mount(_volume, mount, (TestMachine.Nobody, 1234), isNew: true);

        StorageMounter.IsMounted(_volume, mount).Should().BeTrue();
        Owner(mount.Path).Should().Be(Owner(Path.Combine(_volume, "a", "new"))).And.Be($"{TestMachine.Nobody}:1234");
        Owner(Path.Combine(_volume, "a")).Should().Be("0:0");
    }

    [RootFact]
    public void Mount_of_a_shared_path_through_a_symlink_is_refused()
    {
        Directory.CreateSymbolicLink(Path.Combine(_volume, "shared"), Make("theirs"));
        foreach (var shared in (string[])["shared", "shared/below"])
        {
            var mount = At("mnt") with { SharedPath = shared };

            var thrown = Refused(() => StorageMounter.Mount(_volume, mount, (TestMachine.Nobody, TestMachine.Nobody)));

            thrown.Message.Should().StartWith($"Cannot mount the folder '{shared}' of the storage at {mount.Path}: in the storage, ");
        }

        MountTable.Read().AtOrBelow(_folder.PathOf()).Should().BeEmpty();
        Owner(_folder.PathOf("theirs")).Should().Be("0:0");
        Directory.EnumerateFileSystemEntries(_folder.PathOf("theirs")).Should().BeEmpty();
    }

    [RootFact]
    public async Task Mount_of_a_shared_path_that_is_swapped_for_a_symlink_never_leads_out_of_the_storage()
    {
        Make("theirs", "b");
        Make(Path.Combine(_volume, "a", "b"));
        Directory.CreateSymbolicLink(Path.Combine(_volume, "way"), _folder.PathOf("theirs"));
        await Tool.RunAsync("chown", ["-hR", "65534:65534", _volume], CancellationToken.None);
        var mount = At("mnt") with { SharedPath = "a/b" };
        var mounted = 0;
        using (var swapper = new Swapper([(Path.Combine(_volume, "a"), Path.Combine(_volume, "way"))]))
        {
            for (var round = 0; round < Rounds || mounted is 0 or Rounds; round++)
            {
                try
                {
                    StorageMounter.Mount(_volume, mount, (TestMachine.Nobody, TestMachine.Nobody));
                    mounted++;
                }
                catch (UserException)
                {
                    // The other user is to blame.
                }

                MountTable.Read().AtOrBelow(_folder.PathOf()).Select(entry => entry.Root)
                    .Should().NotContain(root => !root.Contains(Path.GetFileName(_volume)), "round {0}", round);
                // The other user's programs may be in it for a moment.
                StorageMounter.Unmount(_volume, mount, evenIfBusy: true);
            }
        }

        Owner(_folder.PathOf("theirs")).Should().Be("0:0");
        Owner(_folder.PathOf("theirs", "b")).Should().Be("0:0");
        MountTable.Read().AtOrBelow(_folder.PathOf()).Should().BeEmpty();
    }

    [RootFact]
    public void Mount_in_a_directory_for_all_where_the_path_is_taken_is_at_that_path_or_nowhere()
    {
        var shared = Make("for-all");
        File.SetUnixFileMode(shared, (UnixFileMode)0b1_111_111_111);
        var theirs = Make("theirs");
        var mount = At("for-all", "mnt");
        var mounted = 0;
        using (OtherUser.Repeat(shared, "mkdir mnt; mv -T mnt away; rmdir away; ln -s ../theirs mnt; rm mnt"))
        {
            for (var round = 0; round < Rounds || mounted == 0; round++)
            {
                try
                {
                    StorageMounter.Mount(_volume, mount);
                    mounted++;
                    MountTable.Read().AtOrBelow(_folder.PathOf()).Should().ContainSingle().Which.MountPoint.Should().Be(mount.Path);
                }
                catch (Exception e) when (e is UserException or IOException)
                {
                    // The other user is to blame.
                }

                // The other user's programs may be in it for a moment.
                StorageMounter.Unmount(_volume, mount, evenIfBusy: true);
                MountTable.Read().AtOrBelow(_folder.PathOf()).Should().BeEmpty();
            }
        }

        Directory.EnumerateFileSystemEntries(theirs).Should().BeEmpty();
    }

    [RootFact]
    public void Unmount_of_what_was_moved_with_its_parent_finds_and_unmounts_it()
    {
        var mount = At("parent", "mnt");
        StorageMounter.Mount(_volume, mount);
        Directory.Move(_folder.PathOf("parent"), _folder.PathOf("moved"));

        StorageMounter.Unmount(_volume, mount, evenIfBusy: false);

        MountTable.Read().AtOrBelow(_folder.PathOf()).Should().BeEmpty();
        Directory.EnumerateFileSystemEntries(_folder.PathOf("moved")).Should().BeEmpty("the folder was made for the mount");
    }

    [RootFact]
    public void Unmount_of_a_shared_path_that_its_users_renamed_unmounts_it()
    {
        Make(Path.Combine(_volume, "a"));
        var mount = At("mnt") with { SharedPath = "a" };
        StorageMounter.Mount(_volume, mount);
        Directory.Move(Path.Combine(_volume, "a"), Path.Combine(_volume, "b"));

        StorageMounter.Unmount(_volume, mount, evenIfBusy: false);

        MountTable.Read().AtOrBelow(_folder.PathOf()).Should().BeEmpty();
    }

    [RootFact]
    public async Task Unmount_while_a_directory_above_is_swapped_unmounts_this_and_nothing_else()
    {
        var other = Make("pool", "volumes", Guid.NewGuid().ToString("N"));
        Make("users", "theirs", "mnt");
        await Tool.RunAsync("mount", ["--bind", other, _folder.PathOf("users", "theirs", "mnt")], CancellationToken.None);
        Directory.CreateSymbolicLink(_folder.PathOf("users", "way"), _folder.PathOf("users", "theirs"));
        var mount = At("users", "own", "mnt") with { MadeFolder = false };
        Make("users", "own", "mnt");
        for (var round = 0; round < 20; round++)
        {
            StorageMounter.Mount(_volume, mount);
            // It became the other user's after the engine had mounted.
            await OwnUsersAsync("65534:65534");
            using (var swapper = new Swapper([(_folder.PathOf("users", "own"), _folder.PathOf("users", "way"))]))
                StorageMounter.Unmount(_volume, mount, evenIfBusy: false);

            MountTable.Read().AtOrBelow(_folder.PathOf()).Should().ContainSingle().Which.Root.Should().EndWith(Path.GetFileName(other));
            if (new FileInfo(_folder.PathOf("users", "own")).LinkTarget is not null)
            {
                await Tool.RunAsync(
                    "bash",
                    ["-c", "cd \"$1\" && mv -T own x && mv -T way own && mv -T x way", "bash", _folder.PathOf("users")],
                    CancellationToken.None);
            }

            await OwnUsersAsync("0:0");
        }
    }

    [RootFact]
    public void Unmount_of_one_of_two_places_leaves_the_other()
    {
        StorageMounter.Mount(_volume, At("one"));
        StorageMounter.Mount(_volume, At("two"));

        StorageMounter.Unmount(_volume, At("one"), evenIfBusy: false, _folder.PathOf("two"));

        MountTable.Read().AtOrBelow(_folder.PathOf()).Should().ContainSingle().Which.MountPoint.Should().Be(_folder.PathOf("two"));
    }

    // Any user can read the name of a volume in the mount table, and give that name to folders in their own volume.
    [RootTheory]
    [InlineData("volumes/{0}/d")]
    [InlineData("x/volumes/{0}/d")]
    [InlineData("volumes/{0}")]
    [InlineData("volumes/{0}/volumes/{0}/d")]
    public void Unmount_of_a_volume_whose_name_a_folder_of_another_one_has_leaves_that_mounted(string path)
    {
        var other = Make("pool", "volumes", Guid.NewGuid().ToString("N"));
        StorageMounter.Mount(other, At("other"));
        Make(Path.Combine(_volume, "d"));
        var mount = At("mnt") with { SharedPath = "d" };
        StorageMounter.Mount(_volume, mount);
        var moved = Path.Combine(_volume, string.Format(CultureInfo.InvariantCulture, path, Path.GetFileName(other)));
        Make(Path.GetDirectoryName(moved)!);
        Directory.Move(Path.Combine(_volume, "d"), moved);

        StorageMounter.IsMounted(other, mount).Should().BeFalse();
        StorageMounter.IsMounted(_volume, mount).Should().BeTrue();
        StorageMounter.Unmount(other, At("other"), evenIfBusy: false);

        MountTable.Read().AtOrBelow(_folder.PathOf()).Should().ContainSingle().Which.MountPoint.Should().Be(mount.Path);
        StorageMounter.Unmount(_volume, mount, evenIfBusy: false);
        MountTable.Read().AtOrBelow(_folder.PathOf()).Should().BeEmpty();
    }

    [RootFact]
    public async Task Unmount_of_a_volume_leaves_what_is_mounted_of_another_pool_or_no_pool_that_has_its_name()
    {
        var name = Path.GetFileName(_volume);
        string[] others = [Make("copy of the pool", "volumes", name), Make("home", "volumes", name, "d")];
        foreach (var (other, i) in others.Select((other, i) => (other, i)))
            await Tool.RunAsync("mount", ["--bind", other, Make($"{i}")], CancellationToken.None);
        StorageMounter.Mount(_volume, At("mnt"));

        StorageMounter.Unmount(_volume, At("mnt"), evenIfBusy: false);

        MountTable.Read().AtOrBelow(_folder.PathOf()).Should().HaveCount(2);
    }

    [RootFact]
    public async Task Volume_of_an_engine_whose_own_folder_lies_in_the_volume_of_another_engine_is_mounted_and_unmounted()
    {
        var volume = Make(_volume, "engine", "pool", "volumes", Guid.NewGuid().ToString("N"));
        await Tool.RunAsync("mount", ["--bind", _volume, Make("outer")], CancellationToken.None);
        StorageMounter.Mount(volume, At("mnt"));

        foreach (var path in (string[])[volume, _folder.PathOf("outer") + volume[_volume.Length..]])
            StorageMounter.IsMounted(path, At("mnt")).Should().BeTrue();
        StorageMounter.Unmount(volume, At("mnt"), evenIfBusy: false);

        MountTable.Read().AtOrBelow(_folder.PathOf()).Should().ContainSingle().Which.MountPoint.Should().Be(_folder.PathOf("outer"));
    }

    [RootTheory]
    [InlineData("cp -a \"$1\" \"$1\".backup; mv \"$1\" \"$1\".old; mv \"$1\".backup \"$1\"", "pool/volumes")]
    [InlineData("cp -a \"$1\" \"$1\".backup; mv \"$1\" \"$1\".old; mv \"$1\".backup \"$1\"", "pool")]
    [InlineData("cp -a \"$1\" \"$1\".backup; rm -r \"$1\"; mv \"$1\".backup \"$1\"", "pool")]
    [InlineData("cp -a \"$1\" \"$1\".backup; rm -r \"$1\"; mv \"$1\".backup \"$1\"", "pool/volumes/{0}")]
    [InlineData("cp -a \"$1\" \"$1\".backup; mount --bind \"$1\".backup \"$1\"", "pool")]
    public async Task Volume_that_was_replaced_by_a_backup_while_it_is_mounted_is_not_mounted_and_can_be_unmounted(
        string replace, string what)
    {
        Make(Path.Combine(_volume, "a"));
        MountedPath[] mounts = [At("mnt"), At("part") with { SharedPath = "a" }];
        foreach (var mount in mounts)
            StorageMounter.Mount(_volume, mount);
        var replaced = _folder.PathOf(string.Format(CultureInfo.InvariantCulture, what, Path.GetFileName(_volume)));

        await Tool.RunAsync("bash", ["-euc", replace, "bash", replaced], CancellationToken.None);

        foreach (var mount in mounts)
        {
            StorageMounter.IsMounted(_volume, mount).Should().BeFalse();
            var kept = mounts.Select(other => other.Path).Where(path => path != mount.Path);
            StorageMounter.Unmount(_volume, mount, evenIfBusy: false, [.. kept]);
            StorageMounter.Mount(_volume, mount);
            StorageMounter.IsMounted(_volume, mount).Should().BeTrue();
        }
    }

    [RootFact]
    public void Shared_path_that_its_users_renamed_is_mounted_still()
    {
        Make(Path.Combine(_volume, "a"));
        var mount = At("mnt") with { SharedPath = "a" };
        StorageMounter.Mount(_volume, mount);

        Directory.Move(Path.Combine(_volume, "a"), Path.Combine(_volume, "b"));

        StorageMounter.IsMounted(_volume, mount).Should().BeTrue();
        Directory.Delete(Path.Combine(_volume, "b"));
        StorageMounter.IsMounted(_volume, mount).Should().BeFalse("what is written there is nowhere in the volume");
    }

    [RootTheory]
    [InlineData("parent", "mnt")]
    [InlineData("parent")]
    public async Task Volume_that_something_else_hides_is_not_mounted(params string[] over)
    {
        var mount = At("parent", "mnt");
        StorageMounter.Mount(_volume, mount);

        await Tool.RunAsync("mount", ["-t", "tmpfs", "tmpfs", _folder.PathOf(over)], CancellationToken.None);

        StorageMounter.IsMounted(_volume, mount).Should().BeFalse();
        Make("parent", "mnt");
        StorageMounter.IsMounted(_volume, mount).Should().BeFalse();
    }

    [RootFact]
    public async Task Unmount_of_what_is_in_use_says_so()
    {
        StorageMounter.Mount(_volume, At("mnt"));
        using var user = await BusyFolder.UseAsync(_folder.PathOf("mnt"));

        var thrown = Refused(() => StorageMounter.Unmount(_volume, At("mnt"), evenIfBusy: false));

        thrown.Message.Should().Be($"Cannot unmount {_folder.PathOf("mnt")}.");
        thrown.Output.Should().Be("Device or resource busy");
        StorageMounter.Unmount(_volume, At("mnt"), evenIfBusy: true);
        MountTable.Read().AtOrBelow(_folder.PathOf()).Should().BeEmpty();
    }

    [RootFact]
    public async Task Unmount_of_what_something_else_is_mounted_over_says_so_and_unmounts_nothing()
    {
        var mount = At("mnt");
        StorageMounter.Mount(_volume, mount);
        await Tool.RunAsync("mount", ["-t", "tmpfs", "tmpfs", mount.Path], CancellationToken.None);

        var thrown = Refused(() => StorageMounter.Unmount(_volume, mount, evenIfBusy: false));

        thrown.Message.Should().Be($"Cannot unmount {mount.Path}: something else is mounted over it.");
        MountTable.Read().AllAt(mount.Path).Should().HaveCount(2);
        await Tool.RunAsync("umount", [mount.Path], CancellationToken.None);
        StorageMounter.Unmount(_volume, mount, evenIfBusy: false);
        Directory.Exists(mount.Path).Should().BeFalse();
    }

    private static UserException Refused(Action action) => FluentActions.Invoking(action).Should().Throw<UserException>().Which;

    private static string Owner(string path) =>
        Task.Run(() => Tool.RunAsync("stat", ["--format=%u:%g", path], CancellationToken.None)).GetAwaiter().GetResult().Text.Trim();

    private Task<ToolResult> OwnUsersAsync(string owner) => Tool.RunAsync(
        "chown", ["-h", owner, _folder.PathOf("users"), _folder.PathOf("users", "own"), _folder.PathOf("users", "way")],
        CancellationToken.None);

    // A program that acts as its owner, root, and a device that all may read.
    private async Task MakePowerfulAsync()
    {
        File.Copy(Tool.Find("id", Environment.GetEnvironmentVariable("PATH"))!, Path.Combine(_volume, "id"));
        await Tool.RunAsync("chmod", ["4755", Path.Combine(_volume, "id")], CancellationToken.None);
        await Tool.RunAsync("mknod", ["-m", "666", Path.Combine(_volume, "null"), "c", "1", "3"], CancellationToken.None);
    }

    private MountedPath At(params string[] path) => new(_folder.PathOf(path), null, MadeFolder: true);

    private string Make(params string[] path) => Directory.CreateDirectory(_folder.PathOf(path)).FullName;
}
