using System.Text.Json.Nodes;
using Delphix.Virtualization.Engine.Catalog;
using Delphix.Virtualization.Engine.Jobs;
using Delphix.Virtualization.Engine.Tests.Support;
using Delphix.Virtualization.Engine.Workflows;
using Delphix.Virtualization.Packaging.Processes;

namespace Delphix.Virtualization.Engine.Tests.Workflows;

/// <summary>What lies in a dataset and is no file is named where it is in the way.</summary>
public sealed class DatasetContentsTests : IDisposable
{
    private readonly EngineFolder _folder = new();

    private string MountPath => _folder.PathOf("mnt");

    public void Dispose() => _folder.Dispose();

    [RootFact]
    public async Task Mount_in_a_dataset_is_named_by_snapshot_unmount_and_destroy()
    {
        var vdb = await MountAsync();
        var inner = Directory.CreateDirectory(Path.Combine(MountPath, "inner")).FullName;
        await Tool.RunAsync("mount", ["-t", "tmpfs", "tmpfs", inner], CancellationToken.None);

        (await FailAsync(run => run.Storage.SnapshotAsync(vdb))).Message.Should()
            .Be($"A snapshot of 'copy' cannot be taken: it would not hold what is mounted at {inner}.");
        var thrown = await FailAsync(run => run.Storage.UnmountAsync(vdb));
        thrown.Message.Should().Be($"Cannot unmount {MountPath}: something is mounted in it, at {inner}.");
        thrown.Action.Should().Be($"Unmount that first: umount {inner}");
        (await FailAsync(run => run.Storage.RequireDestroyAsync(vdb))).Message.Should()
            .Be($"The storage of 'copy' cannot be destroyed: something is mounted in it, at {inner}.");

        await Tool.RunAsync("umount", [inner], CancellationToken.None);
        await RunAsync(run => run.Storage.SnapshotAsync(vdb));
        await RunAsync(run => run.Storage.UnmountAsync(vdb));
    }

    [RootFact]
    public async Task Mount_over_a_dataset_is_named_by_snapshot()
    {
        var vdb = await MountAsync();
        await Tool.RunAsync("mount", ["-t", "tmpfs", "tmpfs", MountPath], CancellationToken.None);

        (await FailAsync(run => run.Storage.SnapshotAsync(vdb))).Message.Should()
            .Be($"A snapshot of 'copy' cannot be taken: it would not hold what is mounted at {MountPath}.");

        await Tool.RunAsync("umount", [MountPath], CancellationToken.None);
        await RunAsync(run => run.Storage.SnapshotAsync(vdb));
        await RunAsync(run => run.Storage.UnmountAsync(vdb));
    }

    [RootTheory]
    [InlineData("umount \"$1\"; mkdir -p \"$1\"")]
    [InlineData("umount \"$1\"")]
    [InlineData("umount \"$1\"; mkdir -p \"$1\"; mount -t tmpfs tmpfs \"$1\"")]
    [InlineData("mount -t tmpfs tmpfs \"${1%/*}\"")]
    public async Task Dataset_that_is_not_mounted_is_named_by_snapshot(string unmount)
    {
        var vdb = await MountAsync("parent", "mnt");
        await Tool.RunAsync("bash", ["-euc", unmount, "bash", vdb.Mounts[0].Path], CancellationToken.None);

        var thrown = await FailAsync(run => run.Storage.SnapshotAsync(vdb));

        thrown.Message.Should().Be($"A snapshot of 'copy' cannot be taken: its storage is not mounted at {vdb.Mounts[0].Path}.");
        thrown.Action.Should().Be(
            "Move what was written there since to another place. "
            + "Then mount the storage again: dvp vdb disable copy, then dvp vdb enable copy");
        var pool = await _folder.NewContext().Pools.OpenAsync(CancellationToken.None);
        Directory.EnumerateFileSystemEntries(Path.GetDirectoryName(pool.SnapshotPath("s"))!).Should().BeEmpty();
    }

    [RootFact]
    public async Task Mount_beside_a_dataset_is_in_nobodys_way()
    {
        var vdb = await MountAsync();
        var beside = Directory.CreateDirectory(MountPath + "beside").FullName;
        await Tool.RunAsync("mount", ["-t", "tmpfs", "tmpfs", beside], CancellationToken.None);

        await RunAsync(run => run.Storage.RequireDestroyAsync(vdb));
        await RunAsync(run => run.Storage.UnmountAsync(vdb));
    }

    [RootFact]
    public async Task ProtectedFile_in_a_dataset_of_copies_is_named_before_it_is_destroyed()
    {
        var vdb = await MountAsync();
        var file = Path.Combine(MountPath, "a folder", "file");
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        await File.WriteAllTextAsync(file, "");
        foreach (var attribute in (string[])["i", "a"])
        {
            await Tool.RunAsync("chattr", [$"+{attribute}", file], CancellationToken.None);

            var thrown = await FailAsync(run => run.Storage.RequireDestroyAsync(vdb));

            thrown.Message.Should().Be($"The storage of 'copy' cannot be destroyed: {file} is immutable or append-only.");
            thrown.Action.Should().Be($"Allow it first: chattr -i -a '{file}'");
            await Tool.RunAsync("chattr", [$"-{attribute}", file], CancellationToken.None);
        }

        await RunAsync(run => run.Storage.RequireDestroyAsync(vdb));
    }

    [RootFact]
    public async Task ProtectedFile_that_only_the_name_of_another_pretends_is_in_nobodys_way()
    {
        var vdb = await MountAsync();
        var name = "x\n----i----------------- " + MountPath;
        await File.WriteAllTextAsync(Path.Combine(Directory.CreateDirectory(Path.Combine(MountPath, name)).FullName, "file"), "");
        await RunAsync(run => run.Storage.RequireDestroyAsync(vdb));

        var file = Path.Combine(MountPath, "a\n$(b)");
        await File.WriteAllTextAsync(file, "");
        await Tool.RunAsync("chattr", ["+i", file], CancellationToken.None);
        var thrown = await FailAsync(run => run.Storage.RequireDestroyAsync(vdb));
        await Tool.RunAsync("chattr", ["-i", file], CancellationToken.None);

        thrown.Action.Should().Be($"Allow it first: chattr -i -a $'{MountPath}/a\\u000a$(b)'");
    }

    [Theory]
    [InlineData("/mnt/größe-1.0_a", "/mnt/größe-1.0_a")]
    [InlineData("a b", "'a b'")]
    [InlineData("it's $(this)", "'it'\\''s $(this)'")]
    [InlineData("a\n'\\", "$'a\\u000a\\'\\\\'")]
    [InlineData("", "''")]
    public void ShellWord_is_one_word(string text, string word) => ShellWord.Of(text).Should().Be(word);

    private async Task<VirtualSourceObject> MountAsync(params string[] path)
    {
        var here = Samples.Environment() with { Address = EnvironmentObject.LocalAddress, User = Environment.UserName };
        var vdb = Samples.Vdb();
        var mount = new JsonObject
        {
            ["remoteEnvironment"] = new JsonObject { ["reference"] = here.Reference },
            ["mountPath"] = path.Length == 0 ? MountPath : _folder.PathOf(path),
        };
        await RunAsync(async run =>
        {
            vdb = vdb with { Volume = await run.Storage.CreateAsync() };
            vdb = await run.Storage.MountAsync(vdb, here, new JsonObject { ["mounts"] = new JsonArray(mount) });
        });
        return vdb;
    }

    private Task<Job> RunAsync(Func<WorkflowRun, Task> stepsAsync) =>
        _folder.NewRunner().RunAsync(new StepsWorkflow(stepsAsync), null, CancellationToken.None);

    private async Task<JobFailedException> FailAsync(Func<WorkflowRun, Task> stepsAsync) =>
        (await FluentActions.Awaiting(() => RunAsync(stepsAsync)).Should().ThrowAsync<JobFailedException>()).Which;
}
