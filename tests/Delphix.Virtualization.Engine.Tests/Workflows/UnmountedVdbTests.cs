using System.Text.Json.Nodes;
using Delphix.Virtualization.Engine.Catalog;
using Delphix.Virtualization.Engine.Jobs;
using Delphix.Virtualization.Engine.Tests.Support;
using Delphix.Virtualization.Engine.VirtualSources;
using Delphix.Virtualization.Engine.Workflows;
using Delphix.Virtualization.Packaging.Processes;

namespace Delphix.Virtualization.Engine.Tests.Workflows;

/// <summary>
/// A VDB whose storage is not mounted, as after a restart of the machine, is not taken for one that is. Its plugin does not say whether it
/// is active.
/// </summary>
public sealed class UnmountedVdbTests : IAsyncLifetime, IDisposable
{
    private readonly EngineFolder _folder = new();
    private readonly LocalEngine _engine;

    public UnmountedVdbTests() => _engine = new LocalEngine(_folder.Directory, storage: StorageDriver.Copy);

    private string MountPath => _folder.PathOf("mnt");

    private string File => Path.Combine(MountPath, "file");

    private string Copies => Path.Combine(_folder.Directory.Pool, "copies");

    public async Task InitializeAsync()
    {
        if (!Environment.IsPrivilegedProcess)
            return;
        await MountlessPlugin.InstallAsync(_folder, RunAsync);
        await RunAsync(new CreateEmptyVdb(new NewVirtualSource("vdb", "here", null, new JsonObject { ["mountLocation"] = MountPath })));
        await System.IO.File.WriteAllTextAsync(File, "first");
        await RunAsync(new VirtualSourceSnapshot("vdb"));
    }

    public async Task DisposeAsync() => await _engine.DisposeAsync();

    public void Dispose() => _folder.Dispose();

    [RootFact]
    public async Task Vdb_that_somebody_unmounted_is_inactive_and_mounted_by_enable()
    {
        await ExpectMountedAsync();
        await BashAsync("umount \"$1\"", MountPath);

        await ExpectUnmountedAsync();
        foreach (var workflow in (Workflow[])[new VirtualSourceSnapshot("vdb"), new VirtualSourceStart("vdb")])
            (await FailAsync(workflow)).Message.Should().EndWith($": its storage is not mounted at {MountPath}.");
        var job = await RunAsync(new VirtualSourceEnable("vdb"));

        job.Steps.Select(step => step.Name).Should().Contain($"Mount storage at {MountPath}");
        await ExpectMountedAsync();
        (await System.IO.File.ReadAllTextAsync(File)).Should().Be("first");
        await RunAsync(new VirtualSourceSnapshot("vdb"));
        (await RunAsync(new VirtualSourceEnable("vdb"))).Steps.Should().BeEmpty();
    }

    [RootFact]
    public async Task Vdb_that_somebody_unmounted_is_mounted_by_disable_and_enable()
    {
        await BashAsync("umount \"$1\"; mkdir -p \"$1\"; echo stray >\"$1\"/stray", MountPath);
        (await FailAsync(new VirtualSourceEnable("vdb"))).Message.Should().Contain("the directory is not empty");
        await BashAsync("rm \"$1\"/stray", MountPath);

        await RunAsync(new VirtualSourceDisable("vdb"));
        await RunAsync(new VirtualSourceEnable("vdb"));

        await ExpectMountedAsync();
        (await System.IO.File.ReadAllTextAsync(File)).Should().Be("first");
    }

    [RootFact]
    public async Task Vdb_under_a_foreign_mount_is_inactive_and_not_enabled()
    {
        await BashAsync("mount -t tmpfs tmpfs \"$1\"", MountPath);

        await ExpectUnmountedAsync();
        var thrown = await FailAsync(new VirtualSourceEnable("vdb"));
        thrown.Message.Should().Be($"Cannot mount at {MountPath}: something is mounted there already.");
        thrown.Action.Should().EndWith($"If not, unmount it: umount {MountPath} (findmnt {MountPath} shows what it is).");
        (await FailAsync(new VirtualSourceSnapshot("vdb"))).Message.Should()
            .Be($"A snapshot of 'vdb' cannot be taken: it would not hold what is mounted at {MountPath}.");

        await BashAsync("umount \"$1\"", MountPath);
        await ExpectMountedAsync();
        await RunAsync(new VirtualSourceSnapshot("vdb"));
    }

    [RootTheory]
    [InlineData("")]
    [InlineData("/volumes")]
    public async Task Vdb_whose_storage_was_replaced_by_a_backup_while_it_is_mounted_is_disabled_then_enabled(string part)
    {
        await BashAsync("cp -a \"$1\" \"$1\".backup", Copies + part);
        await System.IO.File.WriteAllTextAsync(File, "second");
        await BashAsync("mv \"$1\" \"$1\".old; mv \"$1\".backup \"$1\"", Copies + part);

        await ExpectUnmountedAsync();
        (await FailAsync(new VirtualSourceSnapshot("vdb"))).Message.Should()
            .Be($"A snapshot of 'vdb' cannot be taken: its storage is not mounted at {MountPath}.");
        (await FailAsync(new VirtualSourceEnable("vdb"))).Action.Should()
            .Contain("mount the storage that is there now: dvp vdb disable vdb, then dvp vdb enable vdb.");
        await RunAsync(new VirtualSourceDisable("vdb"));
        await RunAsync(new VirtualSourceEnable("vdb"));

        await ExpectMountedAsync();
        (await System.IO.File.ReadAllTextAsync(File)).Should().Be("first");
        await RunAsync(new VirtualSourceSnapshot("vdb"));
    }

    private async Task ExpectMountedAsync()
    {
        var vdb = await _engine.FindAsync<VirtualSourceObject>("vdb");
        (await _engine.InspectAsync(vdb)).Should().Be(new DatasetHealth(Status.Active, 0));
        _engine.FindUnmounted(vdb).Should().BeEmpty();
    }

    private async Task ExpectUnmountedAsync()
    {
        var vdb = await _engine.FindAsync<VirtualSourceObject>("vdb");
        (await _engine.InspectAsync(vdb)).Should().Be(new DatasetHealth(Status.Inactive, null));
        _engine.FindUnmounted(vdb).Should().Equal(MountPath);
    }

    private Task<Job> RunAsync(Workflow workflow) => _engine.RunAsync(workflow);

    private async Task<JobFailedException> FailAsync(Workflow workflow) =>
        (await FluentActions.Awaiting(() => RunAsync(workflow)).Should().ThrowAsync<JobFailedException>()).Which;

    private static Task<ToolResult> BashAsync(string script, string path) =>
        Tool.RunAsync("bash", ["-euc", script, "bash", path], CancellationToken.None);
}
