using Delphix.Virtualization.Engine.Catalog;
using Delphix.Virtualization.Engine.Jobs;
using Delphix.Virtualization.Engine.Snapshots;
using Delphix.Virtualization.Engine.Tests.Support;
using Delphix.Virtualization.Packaging.Processes;

namespace Delphix.Virtualization.Engine.Tests.Snapshots;

/// <summary>A snapshot of a few files is exported to where other users are, or to file systems that keep less than it has.</summary>
public sealed class SnapshotExportTests : IAsyncLifetime, IDisposable
{
    // Version 2; the owner all, user 1234 to read, the group to read and enter, the mask all, others nothing.
    private static readonly byte[] Acl = Convert.FromHexString(
        "02000000" + "01000700FFFFFFFF" + "02000400D2040000" + "04000500FFFFFFFF" + "10000700FFFFFFFF" + "20000000FFFFFFFF");

    private static readonly string MachinesPath = Environment.GetEnvironmentVariable("PATH")!;

    private readonly EngineFolder _folder = new();

    private string Source => _folder.PathOf("engine", "pool", "copies", "snapshots", "SNAPSHOT-1");

    private string Target => _folder.PathOf("target", "export");

    public async Task InitializeAsync()
    {
        Directory.CreateDirectory(_folder.PathOf("target"));
        // The other user must get to where it attacks.
        File.SetUnixFileMode(_folder.PathOf(), (UnixFileMode)0b111_001_001);
        var context = _folder.NewContext();
        var pool = await context.Pools.OpenAsync(CancellationToken.None);
        await pool.CreateAsync("v", CancellationToken.None);
        var tree = Directory.CreateDirectory(Path.Combine(pool.VolumePath("v"), "d", "e")).FullName;
        await File.WriteAllTextAsync(Path.Combine(tree, "f"), "secret");
        File.SetUnixFileMode(tree, (UnixFileMode)0b111_101_001);
        foreach (var path in (string[])[tree, Path.Combine(tree, "f")])
        {
            ExtendedAttributes.Set(path, "user.note", [1, 0, 2]);
            ExtendedAttributes.Set(path, "system.posix_acl_access", Acl);
        }

        await pool.SnapshotAsync("v", "SNAPSHOT-1", CancellationToken.None);
        await context.Catalog.SaveAsync(Samples.Vdb() with { State = DatasetState.Enabled }, CancellationToken.None);
        await context.Catalog.SaveAsync(
            new SnapshotObject
            {
                Reference = "SNAPSHOT-1",
                Name = "copy@1",
                CreatedAt = DateTimeOffset.UnixEpoch,
                Dataset = "VDB-1",
                Parameters = [],
            },
            CancellationToken.None);
    }

    public Task DisposeAsync() => Task.CompletedTask;

    public void Dispose()
    {
        Environment.SetEnvironmentVariable("PATH", MachinesPath);
        _folder.Dispose();
    }

    [Fact]
    public async Task Export_to_an_empty_path_is_refused()
    {
        var export = new SnapshotExport("copy@1", "");
        var running = FluentActions.Awaiting(() => _folder.NewRunner().RunAsync(export, null, CancellationToken.None));

        (await running.Should().ThrowAsync<UserException>()).Which.Message.Should().Be("The path to export to is empty.");
    }

    [Fact]
    public async Task Export_keeps_attributes_and_acls()
    {
        var job = await ExportAsync();

        (await ListAsync(Target)).Should().Be(await ListAsync(Source));
        ExtendedAttributes.Read(Bytes(Target, "d/e/f")).Should().Be(ExtendedAttributes.Read(Bytes(Source, "d/e/f")))
            .And.Contain("user.note=010002").And.Contain("posix_acl_access");
        job.Events.Should().BeEmpty();
        Directory.EnumerateFileSystemEntries(Path.GetDirectoryName(Target)!).Should().Equal(Target);
    }

    [Theory]
    [InlineData("-d", 1)]
    [InlineData("--help", 1)]
    [InlineData("n", 255)]
    [InlineData("\n ", 1)]
    public async Task Export_to_any_name_is_made(string name, int count)
    {
        var target = _folder.PathOf("target", string.Concat(Enumerable.Repeat(name, count)));

        await _folder.NewRunner().RunAsync(new SnapshotExport("SNAPSHOT-1", target), null, CancellationToken.None);

        (await File.ReadAllTextAsync(Path.Combine(target, "d/e/f"))).Should().Be("secret");
        Directory.EnumerateFileSystemEntries(_folder.PathOf("target")).Should().Equal(target);
    }

    [RootFact]
    public async Task Export_to_a_file_system_without_attributes_says_which_it_did_not_keep()
    {
        await Tool.RunAsync("mount", ["-t", "ramfs", "ramfs", _folder.PathOf("target")], CancellationToken.None);

        var job = await ExportAsync();

        job.Events.Select(item => item.Message).Should()
            .Contain("Not kept: setting attributes for 'export/d/e/f': Operation not supported.")
            .And.Contain("Not kept: setting attributes for 'export/d/e': Operation not supported.");
        (await ListAsync(Target)).Should().Be(await ListAsync(Source), "modes, owners and times are kept");
        (await File.ReadAllTextAsync(Path.Combine(Target, "d/e/f"))).Should().Be("secret");
    }

    [RootFact]
    public async Task Export_that_finds_no_room_says_so_and_leaves_nothing()
    {
        await Tool.RunAsync("mount", ["-t", "tmpfs", "-o", "size=64k,mode=755", "tmpfs", _folder.PathOf("target")], CancellationToken.None);
        await File.WriteAllBytesAsync(Path.Combine(Source, "big"), new byte[1 << 20]);

        (await RefusedAsync()).Message.Should().Be("The files cannot be copied: error writing 'export/big': No space left on device.");

        Directory.EnumerateFileSystemEntries(_folder.PathOf("target")).Should().BeEmpty();
    }

    [RootFact]
    public async Task Export_that_is_not_whole_is_entered_by_nobody_else()
    {
        Fake("sync", $"setpriv --reuid=65534 --regid=65534 --clear-groups cat export/d/e/f >'{_folder.PathOf("seen")}' 2>&1");
        await Tool.RunAsync("chmod", ["-R", "a+rX", Source], CancellationToken.None);

        await ExportAsync();

        (await File.ReadAllTextAsync(_folder.PathOf("seen"))).Should().Contain("Permission denied").And.NotContain("secret");
        (await OtherUser.RunProgramAsync("cat", Path.Combine(Target, "d/e/f"))).Text.Should().Be("secret", "now it is whole");
    }

    [RootTheory]
    [InlineData("cp", "ln -s ../theirs export")]
    [InlineData("sync", "ln -s ../theirs export")]
    [InlineData("cp", "mkdir -p export/full")]
    [InlineData("sync", "touch export")]
    public async Task Export_to_a_path_that_is_taken_just_before_is_refused_and_changes_nothing(string program, string attack)
    {
        Directory.CreateDirectory(_folder.PathOf("theirs"));
        File.SetUnixFileMode(_folder.PathOf("target"), (UnixFileMode)0b1_111_111_111);
        Fake(program, $"cd '{_folder.PathOf("target")}' && setpriv --reuid=65534 --regid=65534 --clear-groups {attack}");

        (await RefusedAsync()).Message.Should().Be($"{Target} is there already, and is not an empty directory.");

        Directory.EnumerateFileSystemEntries(_folder.PathOf("theirs")).Should().BeEmpty();
        Directory.EnumerateFileSystemEntries(_folder.PathOf("target")).Should().Equal(Target);
    }

    [RootFact]
    public async Task Export_below_a_directory_that_others_may_write_is_refused()
    {
        File.SetUnixFileMode(_folder.PathOf("target"), (UnixFileMode)0b111_111_111);

        (await FluentActions.Awaiting(ExportAsync).Should().ThrowAsync<UserException>())
            .WithMessage($"Cannot export to {Target}: {_folder.PathOf("target")} can be written*");

        Directory.EnumerateFileSystemEntries(_folder.PathOf("target")).Should().BeEmpty();
    }

    private Task<Job> ExportAsync() => _folder.NewRunner().RunAsync(new SnapshotExport("SNAPSHOT-1", Target), null, CancellationToken.None);

    private async Task<JobError> RefusedAsync()
    {
        await FluentActions.Awaiting(ExportAsync).Should().ThrowAsync<Exception>();
        return (await _folder.Jobs.ListAsync(CancellationToken.None))[^1].Error!;
    }

    // Does something first, when the export runs it.
    private void Fake(string program, string first)
    {
        var folder = Directory.CreateDirectory(_folder.PathOf("bin")).FullName;
        var path = Path.Combine(folder, program);
        File.WriteAllText(
            path,
            $"#!/bin/bash\nPATH='{MachinesPath}'\n[[ $PWD != '{_folder.PathOf("target")}'* ]] || ( {first} )\nexec {program} \"$@\"\n");
        File.SetUnixFileMode(path, (UnixFileMode)0b111_101_101);
        Environment.SetEnvironmentVariable("PATH", $"{folder}:{MachinesPath}");
    }

    private static byte[] Bytes(string tree, string path) => System.Text.Encoding.UTF8.GetBytes(Path.Combine(tree, path));

    // Names, modes, owners and times.
    private static async Task<string> ListAsync(string tree) =>
        (await Tool.RunAsync(
            "bash", ["-c", "cd \"$1\" && find . -printf '%P %y %m %U:%G %T@ %l\\n' | sort", "bash", tree], CancellationToken.None)).Text;
}
