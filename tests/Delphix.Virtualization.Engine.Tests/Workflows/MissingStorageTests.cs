using System.Text.Json.Nodes;
using Delphix.Virtualization.Engine.Catalog;
using Delphix.Virtualization.Engine.Jobs;
using Delphix.Virtualization.Engine.Storage;
using Delphix.Virtualization.Engine.Tests.Support;
using Delphix.Virtualization.Engine.VirtualSources;
using Delphix.Virtualization.Engine.Workflows;

namespace Delphix.Virtualization.Engine.Tests.Workflows;

/// <summary>Storage that is gone is named, and never made anew where a dataset or a snapshot had data.</summary>
public sealed class MissingStorageTests : IAsyncLifetime
{
    private readonly EnvironmentObject _here =
        Samples.Environment() with { Address = EnvironmentObject.LocalAddress, User = Environment.UserName };
    private readonly SnapshotObject _snapshot = Samples.All().OfType<SnapshotObject>().Single();
    private VirtualSourceObject _vdb = Samples.Vdb();
    private IStoragePool _pool = null!;

    private EngineFolder Folder { get; } = new();

    private string MountPath => Folder.PathOf("mnt");

    public async Task InitializeAsync()
    {
        _pool = await Folder.NewContext().Pools.OpenAsync(CancellationToken.None);
        await RunAsync(async run =>
        {
            _vdb = _vdb with { Volume = await run.Storage.CreateAsync() };
            _vdb = await run.Storage.UnmountAsync(await run.Storage.MountAsync(_vdb, _here, Specification("part")));
        });
        await _pool.SnapshotAsync(_vdb.Volume, _snapshot.Reference, CancellationToken.None);
        await Folder.Catalog.SaveAsync(_vdb, CancellationToken.None);
    }

    public Task DisposeAsync()
    {
        Folder.Dispose();
        return Task.CompletedTask;
    }

    [Fact]
    public async Task Mount_of_a_volume_that_is_gone_is_refused_and_makes_nothing()
    {
        var path = _pool.VolumePath(_vdb.Volume);
        Directory.Delete(path, recursive: true);

        var thrown = await FailAsync(run => run.Storage.MountAsync(_vdb, _here, Specification(null)));

        thrown.Message.Should().Be($"The storage of 'copy' is missing: there is no {path}.");
        thrown.Action.Should().Be("Put it back from a backup. If it is lost for good, delete 'copy' with --force.");
        (Directory.Exists(path), Path.Exists(MountPath)).Should().Be((false, false));
    }

    [Fact]
    public async Task Mount_of_a_shared_path_that_is_gone_is_refused_and_makes_nothing()
    {
        var path = Path.Combine(_pool.VolumePath(_vdb.Volume), "part");
        Directory.Delete(path);

        var thrown = await FailAsync(run => run.Storage.MountAsync(_vdb, _here, Specification("part")));

        thrown.Message.Should().Be($"The folder 'part' of the storage to mount at {MountPath} is missing: there is no {path}.");
        (Directory.Exists(path), Path.Exists(MountPath)).Should().Be((false, false));
    }

    [Fact]
    public async Task Snapshot_of_a_volume_that_is_gone_is_refused_and_makes_nothing()
    {
        Directory.Delete(_pool.VolumePath(_vdb.Volume), recursive: true);

        (await FailAsync(run => run.Storage.SnapshotAsync(_vdb))).Message.Should().StartWith("The storage of 'copy' is missing: ");

        Directory.GetDirectories(Path.GetDirectoryName(_pool.SnapshotPath("s"))!).Should().Equal(_pool.SnapshotPath(_snapshot.Reference));
    }

    [Fact]
    public async Task Clone_of_a_snapshot_that_is_gone_is_refused_and_makes_nothing()
    {
        var path = _pool.SnapshotPath(_snapshot.Reference);
        Directory.Delete(path, recursive: true);

        var thrown = await FailAsync(run => run.Storage.CloneAsync(_snapshot));

        thrown.Message.Should().Be($"The data of the snapshot 'files@1' is missing: there is no {path}.");
        thrown.Action.Should().Be("Put it back from a backup. If it is lost for good, delete the snapshot: dvp snapshot delete files@1");
        Directory.GetDirectories(Path.GetDirectoryName(_pool.VolumePath("v"))!).Should().Equal(_pool.VolumePath(_vdb.Volume));
    }

    [Fact]
    public async Task Storage_whose_pool_is_gone_is_refused_by_all_that_needs_it()
    {
        var copies = Path.Combine(Folder.Directory.Pool, "copies");
        Directory.Move(copies, copies + ".away");

        foreach (var stepsAsync in (Func<WorkflowRun, Task>[])[
            run => run.Storage.CreateAsync(),
            run => run.Storage.CloneAsync(_snapshot),
            run => run.Storage.SnapshotAsync(_vdb),
            run => run.Storage.PathAsync(_vdb),
            run => run.Storage.MountAsync(_vdb, _here, Specification(null)),
        ])
        {
            (await FailAsync(stepsAsync)).Message.Should().Be($"The storage of this engine is missing: there is no {copies}.");
        }

        // What needs no data continues.
        await RunAsync(run => run.Storage.UnmountAsync(_vdb));
        Directory.Exists(copies).Should().BeFalse();
        Directory.Move(copies + ".away", copies);
        await RunAsync(run => run.Storage.SnapshotAsync(_vdb));
    }

    [Fact]
    public async Task Remount_of_a_volume_that_is_gone_is_refused_and_makes_nothing()
    {
        Directory.Delete(_pool.VolumePath(_vdb.Volume), recursive: true);
        var remount = new CleanUp.Remount(_vdb.Volume, new MountedPath(MountPath, null, MadeFolder: true));

        await FluentActions.Awaiting(() => new CleanUpRunner(Folder.NewContext()).RunAsync(remount, new(null, "", null), default))
            .Should().ThrowAsync<DirectoryNotFoundException>();

        Path.Exists(MountPath).Should().BeFalse();
    }

    // As a catalog from a backup has it that was made while a job made the dataset.
    [Fact]
    public async Task Dataset_that_never_got_a_volume_is_deleted_without_the_storage_of_others()
    {
        var unfinished = Samples.Vdb("VDB-3", "unfinished") with { Volume = "", State = DatasetState.Creating };
        await Folder.Catalog.SaveAsync(unfinished, CancellationToken.None);

        (await FailAsync(run => run.Storage.PathAsync(unfinished))).Message.Should().Be(
            "'unfinished' has no storage: the job that was making it never ended.");
        await FluentActions.Awaiting(() => RunAsync(new VirtualSourceDisable("unfinished"))).Should().ThrowAsync<JobFailedException>();
        await RunAsync(new VirtualSourceDelete("unfinished", force: true));

        Directory.Exists(_pool.VolumePath(_vdb.Volume)).Should().BeTrue();
        (await Folder.Catalog.TryGetAsync<VirtualSourceObject>("VDB-3", CancellationToken.None)).Should().BeNull();
        Folder.Jobs.Unfinished().Should().BeEmpty();
    }

    private JsonObject Specification(string? sharedPath) => new()
    {
        ["mounts"] = new JsonArray(new JsonObject
        {
            ["remoteEnvironment"] = new JsonObject { ["reference"] = _here.Reference },
            ["mountPath"] = MountPath,
            ["sharedPath"] = sharedPath,
        }),
    };

    private Task<Job> RunAsync(Func<WorkflowRun, Task> stepsAsync) => RunAsync(new StepsWorkflow(stepsAsync));

    private Task<Job> RunAsync(Workflow workflow) => Folder.NewRunner().RunAsync(workflow, null, CancellationToken.None);

    private async Task<JobFailedException> FailAsync(Func<WorkflowRun, Task> stepsAsync) =>
        (await FluentActions.Awaiting(() => RunAsync(stepsAsync)).Should().ThrowAsync<JobFailedException>()).Which;
}
