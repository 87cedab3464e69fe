using System.Net;
using System.Net.Sockets;
using Delphix.Virtualization.Engine.Catalog;
using Delphix.Virtualization.Engine.Jobs;
using Delphix.Virtualization.Engine.Plugins;
using Delphix.Virtualization.Engine.Storage;
using Delphix.Virtualization.Engine.Tests.Support;
using Delphix.Virtualization.Packaging.Processes;

namespace Delphix.Virtualization.Engine.Tests.Jobs;

/// <summary>Each clean-up is done twice: a second process may find it done already.</summary>
public sealed class CleanUpTests : IDisposable
{
    private readonly EngineFolder _folder = new();
    private readonly StoragePools _pools;
    private readonly CleanUpRunner _runner;

    public CleanUpTests()
    {
        _pools = new StoragePools(_folder.Directory, StorageDriver.Copy, _ => { });
        _runner = new CleanUpRunner(_folder.NewContext() with { Pools = _pools });
    }

    public void Dispose()
    {
        _pools.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task DestroyVolume_done_twice_leaves_nothing()
    {
        var pool = await _pools.OpenAsync(CancellationToken.None);
        await pool.CreateAsync("v", CancellationToken.None);

        await TwiceAsync(new CleanUp.DestroyVolume("v"));

        Directory.Exists(pool.VolumePath("v")).Should().BeFalse();
    }

    [Fact]
    public async Task DestroySnapshot_done_twice_leaves_the_volume()
    {
        var pool = await _pools.OpenAsync(CancellationToken.None);
        await pool.CreateAsync("v", CancellationToken.None);
        await pool.SnapshotAsync("v", "s", CancellationToken.None);

        await TwiceAsync(new CleanUp.DestroySnapshot("s"));

        Directory.Exists(pool.SnapshotPath("s")).Should().BeFalse();
        Directory.Exists(pool.VolumePath("v")).Should().BeTrue();
    }

    [Fact]
    public async Task Destroy_of_storage_that_the_catalog_names_is_refused()
    {
        var pool = await _pools.OpenAsync(CancellationToken.None);
        await pool.CreateAsync("volume-2", CancellationToken.None);
        await pool.SnapshotAsync("volume-2", "SNAPSHOT-1", CancellationToken.None);
        foreach (var item in Samples.All())
            await _folder.Catalog.SaveAsync(item, CancellationToken.None);

        foreach (var undo in (CleanUp[])[new CleanUp.DestroyVolume("volume-2"), new CleanUp.DestroySnapshot("SNAPSHOT-1")])
        {
            await FluentActions.Awaiting(() => RunAsync(undo)).Should().ThrowAsync<InvalidOperationException>()
                .WithMessage("The storage * stays, *");
        }

        Directory.Exists(pool.VolumePath("volume-2")).Should().BeTrue();
        Directory.Exists(pool.SnapshotPath("SNAPSHOT-1")).Should().BeTrue();
    }

    [Fact]
    public async Task RestoreObject_done_twice_puts_back_what_was()
    {
        var old = Samples.Vdb();
        await _folder.Catalog.SaveAsync(old with { Volume = "other" }, CancellationToken.None);
        var folder = DieWriting("VDB-1");

        await TwiceAsync(CleanUp.RestoreObject.Of(old));

        (await _folder.Catalog.TryGetAsync<VirtualSourceObject>("VDB-1", CancellationToken.None))!.Volume.Should().Be("volume-2");
        Directory.GetFiles(folder).Should().Equal(Path.Combine(folder, "VDB-1.json"));
    }

    [Fact]
    public async Task RemoveObject_done_twice_forgets_it()
    {
        await _folder.Catalog.SaveAsync(Samples.Vdb(), CancellationToken.None);
        var folder = DieWriting("VDB-1");

        await TwiceAsync(new CleanUp.RemoveObject("vdb", "VDB-1"));

        Directory.GetFiles(folder).Should().BeEmpty();
    }

    [Fact]
    public async Task RemoveFolder_with_names_that_are_not_text_removes_them()
    {
        var folder = Directory.CreateDirectory(_folder.PathOf("folder")).FullName;
        await Tool.RunAsync(
            "bash", ["-c", "touch \"$1\"/$'\\xff\\xfe' && mkdir -p \"$1\"/$'d\\xe9'/below", "bash", folder], CancellationToken.None);

        await TwiceAsync(new CleanUp.RemoveFolder(folder));

        Directory.Exists(folder).Should().BeFalse();
    }

    [Fact]
    public async Task RemoveHostFolder_done_twice_removes_it()
    {
        var scratch = Directory.CreateDirectory(_folder.PathOf("host", "scratch", "of a plugin")).Parent!.FullName;

        await TwiceAsync(new CleanUp.RemoveHostFolder(Samples.Environment() with
        {
            Address = EnvironmentObject.LocalAddress,
            User = Environment.UserName,
            ScratchPath = scratch,
        }));

        Directory.Exists(scratch).Should().BeFalse();
    }

    [Fact]
    public async Task RemoveDatasetFolder_done_twice_removes_that_one_only()
    {
        var other = Directory.CreateDirectory(_folder.PathOf("host", "scratch", "other")).FullName;
        var own = Directory.CreateDirectory(_folder.PathOf("host", "scratch", "own", "of a plugin")).Parent!.FullName;
        var environment = Samples.Environment() with
        {
            Address = EnvironmentObject.LocalAddress,
            User = Environment.UserName,
            ScratchPath = Path.GetDirectoryName(own)!,
        };

        await TwiceAsync(new CleanUp.RemoveDatasetFolder(environment, "own"));

        (Directory.Exists(own), Directory.Exists(other)).Should().Be((false, true));
    }

    [RootTheory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task ScratchFolder_in_which_something_is_mounted_is_not_removed(bool all)
    {
        var data = Directory.CreateDirectory(_folder.PathOf("data", "precious")).Parent!.FullName;
        // The kernel writes the blank as an octal number, which another digit follows.
        var mount = Directory.CreateDirectory(_folder.PathOf("host", "my 1", "own", "mount")).FullName;
        var environment = Samples.Environment() with
        {
            Address = EnvironmentObject.LocalAddress,
            User = Environment.UserName,
            ScratchPath = _folder.PathOf("host", "my 1"),
        };
        CleanUp cleanUp = all ? new CleanUp.RemoveHostFolder(environment) : new CleanUp.RemoveDatasetFolder(environment, "own");
        await Tool.RunAsync("mount", ["--bind", data, mount], CancellationToken.None);
        try
        {
            var removal = FluentActions.Awaiting(() => RunAsync(cleanUp));
            (await removal.Should().ThrowAsync<UserException>()).Which.Output.Should().Contain($"Something is mounted at {mount}");
        }
        finally
        {
            await Tool.RunAsync("umount", [mount], CancellationToken.None);
        }

        Directory.Exists(Path.Combine(data, "precious")).Should().BeTrue();
        await TwiceAsync(cleanUp);
        Directory.Exists(Path.GetDirectoryName(mount)).Should().BeFalse();
    }

    [Fact]
    public async Task RemoveHostFolder_of_a_host_that_hangs_can_be_given_up()
    {
        // Takes connections, and says nothing.
        using var silent = new TcpListener(IPAddress.Loopback, 0);
        silent.Start();
        var port = ((IPEndPoint)silent.LocalEndpoint).Port;
        using var giveUp = new CancellationTokenSource();

        var removal = RunAsync(
            new CleanUp.RemoveHostFolder(
                Samples.Environment() with
                {
                    Address = "127.0.0.1",
                    User = "nobody",
                    Port = port,
                    IdentityFile = null,
                    ScratchPath = "/scratch",
                }),
            giveUp.Token);
        using var connected = await silent.AcceptTcpClientAsync();
        await giveUp.CancelAsync();

        (await FluentActions.Awaiting(() => removal).Should().ThrowAsync<TimeoutException>())
            .WithMessage("Removing /scratch of 'here' was given up before it ended.");
    }

    [RootFact]
    public async Task RemoveFolder_with_something_mounted_below_leaves_what_is_mounted()
    {
        var folder = _folder.PathOf("folder");
        var precious = Directory.CreateDirectory(_folder.PathOf("precious")).FullName;
        await File.WriteAllTextAsync(Path.Combine(precious, "file"), "");
        await Tool.RunAsync("mount", ["-t", "tmpfs", "tmpfs", precious], CancellationToken.None);
        await File.WriteAllTextAsync(Path.Combine(precious, "file"), "");
        var below = Directory.CreateDirectory(Path.Combine(folder, "below")).FullName;
        await Tool.RunAsync("mount", ["--bind", precious, below], CancellationToken.None);

        await FluentActions.Awaiting(() => RunAsync(new CleanUp.RemoveFolder(folder))).Should().ThrowAsync<IOException>();

        File.Exists(Path.Combine(precious, "file")).Should().BeTrue();
    }

    [RootFact]
    public async Task UnmountAndRemount_done_twice_leave_one_mount()
    {
        var pool = await _pools.OpenAsync(CancellationToken.None);
        await pool.CreateAsync("v", CancellationToken.None);
        await File.WriteAllTextAsync(Path.Combine(pool.VolumePath("v"), "file"), "");
        var mount = new MountedPath(_folder.PathOf("mnt", "größe \U0001F332"), null, MadeFolder: true);

        await TwiceAsync(new CleanUp.Remount("v", mount));
        File.Exists(Path.Combine(mount.Path, "file")).Should().BeTrue();
        MountTable.Read().AtOrBelow(_folder.PathOf()).Should().ContainSingle();
        await TwiceAsync(new CleanUp.Unmount("v", mount));

        Directory.Exists(mount.Path).Should().BeFalse();
        MountTable.Read().AtOrBelow(_folder.PathOf()).Should().BeEmpty();
    }

    [RootFact]
    public async Task Unmount_of_what_a_process_uses_does_not_fail()
    {
        var pool = await _pools.OpenAsync(CancellationToken.None);
        await pool.CreateAsync("v", CancellationToken.None);
        var mount = new MountedPath(_folder.PathOf("mnt"), null, MadeFolder: true);
        await RunAsync(new CleanUp.Remount("v", mount));
        using var user = await BusyFolder.UseAsync(mount.Path);

        await TwiceAsync(new CleanUp.Unmount("v", mount));

        MountTable.Read().At(mount.Path).Should().BeNull();
        Directory.Exists(mount.Path).Should().BeFalse();
    }

    [RootFact]
    public async Task Unmount_of_what_somebody_else_mounted_leaves_it_alone()
    {
        var pool = await _pools.OpenAsync(CancellationToken.None);
        await pool.CreateAsync("v", CancellationToken.None);
        var path = Directory.CreateDirectory(_folder.PathOf("mnt")).FullName;
        await Tool.RunAsync("mount", ["-t", "tmpfs", "tmpfs", path], CancellationToken.None);

        await TwiceAsync(new CleanUp.Unmount("v", new MountedPath(path, null, MadeFolder: true)));

        MountTable.Read().At(path).Should().NotBeNull();
    }

    // As DurableFile does until it renames.
    private string DieWriting(string reference)
    {
        var folder = _folder.Directory.Catalog("vdb");
        File.WriteAllText(Path.Combine(folder, $".{reference}.json.0"), "half");
        return folder;
    }

    private async Task TwiceAsync(CleanUp cleanUp)
    {
        await RunAsync(cleanUp);
        await RunAsync(cleanUp);
    }

    private Task RunAsync(CleanUp cleanUp, CancellationToken giveUp = default) =>
        _runner.RunAsync(cleanUp, new OperationScope(null, "", null), giveUp);
}
