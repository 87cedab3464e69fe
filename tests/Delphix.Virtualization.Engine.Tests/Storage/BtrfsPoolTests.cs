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
    public async Task Snapshot_isReadOnly()
    {
        await SnapshotAsync("v", "s", "old");

        FluentActions.Invoking(() => File.WriteAllText(Path.Combine(Pool.SnapshotPath("s"), "file"), "new")).Should().Throw<IOException>();
    }

    [ContractFact]
    public async Task Clone_ofALargeSnapshot_takesNoSpace()
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
    public async Task CloseIfEmpty_ofAnEmptyPool_unmountsAndRemovesTheImage()
    {
        await SnapshotAsync("v", "s", "old");
        await Pool.DestroyVolumeAsync("v", CancellationToken.None);
        await Pool.DestroySnapshotAsync("s", CancellationToken.None);

        await Pool.CloseIfEmptyAsync(CancellationToken.None);
        await Pool.CloseIfEmptyAsync(CancellationToken.None);

        MountTable.Read().AtOrBelow(Folder.PathOf()).Should().BeEmpty();
        File.Exists(Image).Should().BeFalse();
    }

    [ContractFact]
    public async Task CloseIfEmpty_ofAPoolThatSomebodyUnmounted_keepsTheData()
    {
        await SnapshotAsync("v", "s", "old");
        await Tool.RunAsync("umount", [MountPoint], CancellationToken.None);

        await Pool.CloseIfEmptyAsync(CancellationToken.None);

        Read((await OpenAsync()).SnapshotPath("s")).Should().Be("old");
    }

    [ContractFact]
    public async Task Open_byManyAtOnce_mountsOnce()
    {
        await SnapshotAsync("v", "s", "old");

        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(OpenAsync)));

        MountTable.Read().AtOrBelow(MountPoint).Should().ContainSingle();
    }

    [ContractFact]
    public async Task Open_throughASymlink_mountsOnce()
    {
        await SnapshotAsync("v", "s", "old");
        File.CreateSymbolicLink(Folder.PathOf("link"), Folder.Directory.Root);

        var other = await BtrfsPool.OpenOnImageAsync(new LoopbackImage(new EngineDirectory(Folder.PathOf("link"))), CancellationToken.None);

        Read(other.SnapshotPath("s")).Should().Be("old");
        MountTable.Read().AtOrBelow(MountPoint).Should().ContainSingle();
    }

    [ContractFact]
    public async Task Volume_isReachedByOtherUsersWhereItIsMounted_andNowhereElse()
    {
        const string Look = "cat \"$1\"; cat \"$2\" && echo reached; head -c 1 \"$3\" && echo reached; exit 0";
        await SnapshotAsync("v", "s", "seen");
        var pool = await OpenAsync();
        File.SetUnixFileMode(Folder.PathOf(), (UnixFileMode)0b111_101_101);
        var mount = new MountedPath(Folder.PathOf("mounted"), null, true);

        await StorageMounter.MountAsync(pool.VolumePath("v"), mount, CancellationToken.None);
        var (_, output) = await OtherUser.RunAsync(
            Look, Path.Combine(mount.Path, "file"), Path.Combine(pool.VolumePath("v"), "file"), Image);

        output.Should().StartWith("seen").And.NotContain("reached");
        File.GetUnixFileMode(Image).Should().Be(PrivateFile.Mode);
    }

    [ContractFact]
    public async Task Open_ofAPoolThatWasNeverUsed_makesNothing()
    {
        using var fresh = new EngineFolder();

        var pool = await BtrfsPool.OpenOnImageAsync(new LoopbackImage(fresh.Directory), CancellationToken.None);

        (await pool.UsedBytesAsync(CancellationToken.None)).Should().Be(0);
        File.Exists(Path.Combine(fresh.Directory.Pool, "pool.img")).Should().BeFalse();
    }

    private protected override async Task<IStoragePool> OpenAsync() => await BtrfsPool.OpenOnImageAsync(new LoopbackImage(Folder.Directory), CancellationToken.None);
}
