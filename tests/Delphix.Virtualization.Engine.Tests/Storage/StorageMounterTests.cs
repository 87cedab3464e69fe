using Delphix.Virtualization.Engine.Catalog;
using Delphix.Virtualization.Engine.Storage;
using Delphix.Virtualization.Engine.Tests.Support;
using Delphix.Virtualization.Packaging.Processes;

namespace Delphix.Virtualization.Engine.Tests.Storage;

public sealed class StorageMounterTests : IDisposable
{
    private readonly EngineFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("/")]
    [InlineData("//")]
    [InlineData("/etc")]
    [InlineData("/etc/x")]
    [InlineData("/usr/local/data")]
    [InlineData("/home")]
    [InlineData("/mnt/")]
    [InlineData("/mnt/../etc/x")]
    [InlineData("/tmp")]
    public void Check_ofASystemFolder_isRefused(string path) => Refuses(path, "it belongs to the operating system");

    [Fact]
    public void Check_ofAFolderWithSomethingInIt_isRefused()
    {
        var path = Directory.CreateDirectory(_folder.PathOf("data")).FullName;
        File.WriteAllText(Path.Combine(path, ".hidden"), "");

        Refuses(path, "the directory is not empty, and mounting would hide what it holds");
    }

    [Fact]
    public void Check_ofAFile_isRefused()
    {
        File.WriteAllText(_folder.PathOf("file"), "");

        Refuses(_folder.PathOf("file"), "it is a file");
    }

    [Fact]
    public void Check_ofAPathBelowAFile_isRefused()
    {
        File.WriteAllText(_folder.PathOf("file"), "");

        Refuses(_folder.PathOf("file", "mnt"), $"{_folder.PathOf("file")} is a file");
    }

    [Fact]
    public void Check_ofAPathThroughASymlink_isRefused()
    {
        var link = _folder.PathOf("link");
        File.CreateSymbolicLink(link, _folder.PathOf());

        Refuses(Path.Combine(link, "mnt"), $"{link} is a symlink");
        Refuses(link, $"{link} is a symlink");
    }

    [RootFact]
    public async Task Check_ofAMount_isRefused()
    {
        var path = Directory.CreateDirectory(_folder.PathOf("mnt")).FullName;
        await Tool.RunAsync("mount", ["-t", "tmpfs", "tmpfs", path], CancellationToken.None);

        Refuses(path, "something is mounted there already");
    }

    [RootFact]
    public async Task Check_ofAPathInsideADataset_isRefused()
    {
        var volume = Directory.CreateDirectory(_folder.PathOf("pool", "volumes", Guid.NewGuid().ToString("N"))).FullName;
        var outer = Directory.CreateDirectory(_folder.PathOf("outer")).FullName;
        await Tool.RunAsync("mount", ["--bind", volume, outer], CancellationToken.None);

        // A sync of the outer dataset would delete all that lies in the inner one.
        Refuses(Path.Combine(outer, "a", "b"), $"it lies inside the dataset that is mounted at {outer}");
    }

    [RootFact]
    public async Task Unmount_ofWhatSomethingElseIsMountedOver_saysSoAndUnmountsNothing()
    {
        var volume = Directory.CreateDirectory(_folder.PathOf("pool", "volumes", Guid.NewGuid().ToString("N"))).FullName;
        var mount = new MountedPath(_folder.PathOf("mnt"), null, MadeFolder: true);
        await StorageMounter.MountAsync(volume, mount, CancellationToken.None);
        await Tool.RunAsync("mount", ["-t", "tmpfs", "tmpfs", mount.Path], CancellationToken.None);

        var thrown = (await FluentActions.Awaiting(() => StorageMounter.UnmountAsync(volume, mount, evenIfBusy: false, CancellationToken.None)).Should().ThrowAsync<UserException>()).Which;

        thrown.Message.Should().Be($"Cannot unmount {mount.Path}: something else is mounted over it.");
        MountTable.Read().AllAt(mount.Path).Should().HaveCount(2);
        await Tool.RunAsync("umount", [mount.Path], CancellationToken.None);
        await StorageMounter.UnmountAsync(volume, mount, evenIfBusy: false, CancellationToken.None);
        Directory.Exists(mount.Path).Should().BeFalse();
    }

    [Fact]
    public void Check_ofAFreePath_givesItInNormalForm()
    {
        Directory.CreateDirectory(_folder.PathOf("empty"));

        StorageMounter.Check(_folder.PathOf("empty") + "/").Should().Be(_folder.PathOf("empty"));
        StorageMounter.Check(_folder.PathOf("new", "..", "new")).Should().Be(_folder.PathOf("new"));
        Directory.Exists(_folder.PathOf("new")).Should().BeFalse("a check changes nothing");
    }

    private static void Refuses(string path, string reason)
    {
        var thrown = FluentActions.Invoking(() => StorageMounter.Check(path)).Should().Throw<UserException>().Which;
        thrown.Message.Should().Be($"Cannot mount at {path}: {reason}.");
        thrown.Action.Should().Be("Choose a directory that is empty, or one that does not exist yet, for the mount location.");
    }
}
