using System.Diagnostics;
using DirectoryPlugin.Tests.Support;

namespace DirectoryPlugin.Tests.Scripts;

/// <summary>A VDB's scripts from configure to cleanup: its storage, its scratch folder, and doing things again.</summary>
public sealed class VirtualTreeLifeTests : IDisposable
{
    private const string Gone = "mounted=false\n";

    private readonly Dataset _dataset = Dataset.Mounted();

    public void Dispose()
    {
        // What a test mounted over or below goes first.
        using var unmount = Process.Start(
            "bash",
            [
                "-c",
                "for mount in $(tac /proc/self/mountinfo | cut -d ' ' -f 5); do "
                    + "[[ $mount != \"$1\"/* ]] || umount --lazy -- \"$mount\"; done",
                "bash", _dataset.Root,
            ]);
        unmount.WaitForExit();
        _dataset.Dispose();
    }

    [RootFact]
    public async Task Foreign_file_system_over_the_storage_is_not_mounted()
    {
        await SucceedsAsync("configure");
        await _dataset.BashAsync("mount -t tmpfs foreign mount; touch mount/theirs");

        (await _dataset.RunAsync("status")).Stdout.Should().Be(Gone);
        foreach (var script in (string[])["flush", "fingerprint", "size"])
            (await _dataset.RunAsync(script)).ShouldFail("storage-not-own");

        await _dataset.BashAsync("umount mount");
        (await _dataset.RunAsync("status")).Stdout.Should().StartWith("mounted=true\n");
    }

    [RootFact]
    public Task Foreign_file_system_in_the_place_of_the_storage_is_not_mounted() =>
        ReplacedAsync("umount mount; mount -t tmpfs foreign mount");

    [RootFact]
    public Task Foreign_folder_in_the_place_of_the_storage_is_not_mounted() =>
        ReplacedAsync("umount mount; mkdir other; mount --bind other mount");

    [RootFact]
    public Task Other_folder_of_the_same_file_system_over_the_storage_is_not_mounted() =>
        ReplacedAsync("mkdir mount/folder; mount --bind mount/folder mount");

    [RootFact]
    public async Task Storage_that_was_mounted_anew_is_known_after_it_is_configured_again()
    {
        await SucceedsAsync("configure");
        await _dataset.BashAsync("umount mount; mount -t tmpfs again mount");

        await SucceedsAsync("configure");

        (await _dataset.RunAsync("status")).Stdout.Should().StartWith("mounted=true\n");
    }

    [RootFact("/dev/fuse")]
    public async Task Storage_that_hangs_or_whose_device_is_gone_is_not_mounted()
    {
        // A file system whose server never answers, and then dies.
        using var server = Process.Start(new ProcessStartInfo(
            "bash",
            [
                "-ec",
                "exec 9<>/dev/fuse; mount -i -t fuse -o fd=9,rootmode=40000,user_id=0,group_id=0 hanging \"$1\"; echo mounted; "
                    + "read -r _ || true",
                "bash", _dataset.Mount,
            ])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        })!;
        try
        {
            (await server.StandardOutput.ReadLineAsync()).Should().Be("mounted");
            (await _dataset.RunAsync("status")).Stdout.Should().Be(Gone);
        }
        finally
        {
            server.StandardInput.Close();
            await server.WaitForExitAsync();
        }

        var started = Stopwatch.GetTimestamp();
        (await _dataset.RunAsync("status")).Stdout.Should().Be(Gone);
        Stopwatch.GetElapsedTime(started).Should().BeLessThan(TimeSpan.FromSeconds(9), "what is dead does not hang");
    }

    [RootFact("mkfs.ext2", "debugfs")]
    public async Task Flush_brings_what_was_written_to_the_disk()
    {
        // The disk is a file: a copy of that file has only what was flushed.
        await _dataset.BashAsync(
            "umount mount; truncate -s 4M disk; mkfs.ext2 -q disk; mount -o loop disk mount; mkdir mount/d; printf 'all of it' > "
                + "mount/d/file");

        await SucceedsAsync("flush");

        (await _dataset.BashAsync("cp disk copy; debugfs -R 'cat /d/file' copy 2>/dev/null")).Should().Be("all of it");
    }

    [RootFact]
    public async Task Removal_unmounts_what_is_mounted_in_the_scratch_folder_and_spares_what_it_holds()
    {
        await SucceedsAsync("configure");
        await _dataset.BashAsync("""
            touch source/precious; cd "scratch/$1"; mkdir 'a b' $'new\nline' 'a b/deep'; ln "$OLDPWD/source/precious" linked; ln -s ../../source symlink; mkfifo fifo
            mount --bind "$OLDPWD/source" 'a b'; mount -t tmpfs odd $'new\nline'; mkdir 'a b/deep'; mount --bind "$OLDPWD/source" 'a b/deep'
            """, Dataset.Guid);

        await SucceedsAsync("clean-up");

        (await TreeText.NamesAsync(_dataset.Scratch)).Should().BeEmpty();
        (await TreeText.NamesAsync(_dataset.Source)).Should().Equal("deep", "precious");
    }

    [RootTheory]
    [InlineData("a 1")]
    [InlineData("tab\t0")]
    [InlineData("line\n07")]
    [InlineData("\\\\040")]
    public async Task Removal_unmounts_what_is_mounted_in_a_scratch_folder_of_any_path(string name)
    {
        await _dataset.BashAsync("mkdir -p \"$2/$1/disk\"; touch source/precious; mount --bind source \"$2/$1/disk\"", Dataset.Guid, name);

        await SucceedsAsync("clean-up", ("DLPX_SCRATCH_PATH", _dataset.Combine(name)));

        (await TreeText.NamesAsync(_dataset.Combine(name))).Should().BeEmpty();
        (await TreeText.NamesAsync(_dataset.Source)).Should().Equal("precious");
    }

    [RootFact]
    public async Task Removal_of_a_folder_in_use_by_a_mount_fails_and_removes_nothing_of_it()
    {
        await SucceedsAsync("configure");
        await _dataset.BashAsync(
            "touch source/precious; mkdir \"scratch/$1/in use\"; mount --bind source \"scratch/$1/in use\"", Dataset.Guid);
        using var user = Process.Start(new ProcessStartInfo("bash", ["-c", "echo here; read -r _"])
        {
            WorkingDirectory = _dataset.Combine("scratch", Dataset.Guid, "in use"),
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        })!;
        (await user.StandardOutput.ReadLineAsync()).Should().Be("here");

        var result = await _dataset.RunAsync("clean-up");
        user.StandardInput.Close();
        await user.WaitForExitAsync();

        (result.ExitCode, result.Stdout).Should()
            .Be((1, $"failure=mount-in-use\nmount={_dataset.Combine("scratch", Dataset.Guid, "in use")}\n"));
        (await TreeText.NamesAsync(_dataset.Source)).Should().Equal("precious");
        await SucceedsAsync("clean-up");
        (await TreeText.NamesAsync(_dataset.Scratch)).Should().BeEmpty();
    }

    [StorageTheory]
    [InlineData("..")]
    [InlineData(".")]
    [InlineData("../source")]
    public async Task Removal_of_what_is_no_folder_of_the_scratch_path_is_refused(string guid)
    {
        await _dataset.BashAsync("touch source/precious scratch/file");

        (await _dataset.RunAsync("clean-up", ("DLPX_GUID", guid))).ShouldFail("guid-not-a-name");

        (await _dataset.BashAsync("ls source scratch/file")).Should().Be("scratch/file\n\nsource:\nprecious\n");
    }

    [StorageFact("setpriv")]
    public async Task Removal_by_who_is_not_root_takes_folders_that_are_read_only()
    {
        await _dataset.GiveToNobodyAsync();
        var variables = _dataset.Variables();
        (await Shell.RunScriptAsync("configure", variables, asNobody: true)).ExitCode.Should().Be(0);
        await _dataset.BashAsync(
            "mkdir -p \"scratch/$1/locked/in\"; touch \"scratch/$1/locked/in/file\"; chmod 000 \"scratch/$1/locked/in\" "
                + "\"scratch/$1/locked\"",
            Dataset.Guid);
        await _dataset.GiveToNobodyAsync();

        var result = await Shell.RunScriptAsync("clean-up", variables, asNobody: true);

        result.ExitCode.Should().Be(0, result.Stderr);
        (await TreeText.NamesAsync(_dataset.Scratch)).Should().BeEmpty();
    }

    // Unconfigure and cleanup run clean-up; start, stop and pre-snapshot run flush.
    [StorageFact]
    public async Task Every_step_may_be_repeated_in_any_order()
    {
        await _dataset.BashAsync("touch mount/file");
        string[] steps =
        [
            "clean-up", "configure", "configure", "flush", "flush", "clean-up", "clean-up", "flush", "fingerprint", "size", "status",
            "configure", "clean-up",
        ];

        foreach (var step in steps)
        {
            var result = await _dataset.RunAsync(step);
            result.ExitCode.Should().Be(0, "{0} should succeed: {1}", step, result.Stderr);
        }

        (await TreeText.NamesAsync(_dataset.Scratch)).Should().BeEmpty();
        (await TreeText.NamesAsync(_dataset.Mount)).Should().Equal("file");
    }

    private async Task ReplacedAsync(string replace)
    {
        await SucceedsAsync("configure");

        await _dataset.BashAsync(replace);

        (await _dataset.RunAsync("status")).Stdout.Should().Be(Gone);
    }

    private async Task SucceedsAsync(string script, params (string, string)[] changed)
    {
        var result = await _dataset.RunAsync(script, [("DLPX_SOURCE_PATH", ""), .. changed]);
        (result.ExitCode, result.Stderr).Should().Be((0, ""));
    }
}
