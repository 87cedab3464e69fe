using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using Delphix.Virtualization.Engine.Catalog;
using Delphix.Virtualization.Engine.Jobs;
using Delphix.Virtualization.Engine.Storage;
using Delphix.Virtualization.Engine.Tests.Support;
using Delphix.Virtualization.Engine.Workflows;

namespace Delphix.Virtualization.Engine.Tests.Workflows;

/// <summary>
/// The folder that the engine makes to mount on is there as long as a job may mount on it again: in a directory for all, another user could
/// put one there, and neither the job nor its undo could mount the dataset any more.
/// </summary>
public sealed class MountPointTests : IAsyncLifetime
{
    private readonly EnvironmentObject _here =
        Samples.Environment() with { Address = EnvironmentObject.LocalAddress, User = Environment.UserName };
    private VirtualSourceObject _vdb = Samples.Vdb();

    private EngineFolder Folder { get; } = new();

    private string MountPath => Folder.PathOf("mnt");

    public Task InitializeAsync() => RunAsync(async run =>
        _vdb = await MountAsync(run, _vdb with { Volume = await run.Storage.CreateAsync() }));

    public Task DisposeAsync()
    {
        Folder.Dispose();
        return Task.CompletedTask;
    }

    [Fact]
    public async Task Folder_to_mount_on_is_there_between_unmount_and_mount()
    {
        VirtualSourceObject? changed = null;
        var between = false;
        await RunAsync(async run =>
        {
            changed = await run.Storage.UnmountAsync(_vdb);
            between = Directory.Exists(MountPath);
            changed = await MountAsync(run, changed with { Volume = await run.Storage.CreateAsync() });
        });

        between.Should().BeTrue();
        changed!.Mounts.Should().Equal(_vdb.Mounts);
        (await IsMountedAsync(changed), await IsMountedAsync(_vdb)).Should().Be((true, false));

        await RunAsync(run => run.Storage.UnmountAsync(changed));
        Path.Exists(MountPath).Should().BeFalse("the engine made it");
    }

    [Fact]
    public async Task Undo_mounts_on_the_folder_that_was_there()
    {
        var gone = new ConcurrentQueue<string>();
        using var watcher = new FileSystemWatcher(Path.GetDirectoryName(MountPath)!) { NotifyFilter = NotifyFilters.DirectoryName };
        watcher.Deleted += (_, e) => gone.Enqueue(e.Name!);
        watcher.EnableRaisingEvents = Environment.IsPrivilegedProcess;

        var act = () => RunAsync(async run =>
        {
            var changed = await run.Storage.UnmountAsync(_vdb);
            await MountAsync(run, changed with { Volume = await run.Storage.CreateAsync() });
            throw new UserException("It failed later.", null, "");
        });

        (await act.Should().ThrowAsync<JobFailedException>()).Which.Job.Events.Should().BeEmpty();
        (await IsMountedAsync(_vdb)).Should().BeTrue();
        gone.Should().BeEmpty();
    }

    private Task<VirtualSourceObject> MountAsync(WorkflowRun run, VirtualSourceObject vdb) => run.Storage.MountAsync(
        vdb,
        _here,
        new JsonObject
        {
            ["mounts"] = new JsonArray(new JsonObject
            {
                ["remoteEnvironment"] = new JsonObject { ["reference"] = _here.Reference },
                ["mountPath"] = MountPath,
            }),
        });

    private async Task<bool> IsMountedAsync(VirtualSourceObject vdb)
    {
        var pool = await Folder.NewContext().Pools.OpenAsync(CancellationToken.None);
        return vdb.Mounts.All(mount => StorageMounter.IsMounted(pool.VolumePath(vdb.Volume), mount));
    }

    private Task<Job> RunAsync(Func<WorkflowRun, Task> stepsAsync) =>
        Folder.NewRunner().RunAsync(new StepsWorkflow(stepsAsync), null, CancellationToken.None);
}
