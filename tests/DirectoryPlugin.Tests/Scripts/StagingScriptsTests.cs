using DirectoryPlugin.Tests.Support;

namespace DirectoryPlugin.Tests.Scripts;

public sealed class StagingScriptsTests : IDisposable
{
    private readonly Dataset _dataset = Dataset.Mounted();

    public void Dispose() => _dataset.Dispose();

    [StorageFact]
    public async Task Start_of_staging_makes_a_private_folder_and_doing_it_again_does_no_harm()
    {
        await SucceedsAsync("start-staging");
        await _dataset.BashAsync("echo kept > \"scratch/$1/file\"", Dataset.Guid);

        await SucceedsAsync("start-staging");

        (await _dataset.BashAsync("stat --format=%a \"scratch/$1\"; cat \"scratch/$1/file\"", Dataset.Guid)).Should().Be("700\nkept\n");
    }

    [StorageFact]
    public async Task Start_of_staging_makes_the_scratch_folder_too()
    {
        var scratch = _dataset.Combine("scratch", "not yet", "-there");

        await SucceedsAsync("start-staging", ("DLPX_SCRATCH_PATH", scratch));

        Directory.Exists(Path.Combine(scratch, Dataset.Guid)).Should().BeTrue();
    }

    [Fact]
    public async Task Start_of_staging_without_storage_is_refused_and_makes_nothing()
    {
        using var unmounted = Dataset.Unmounted();

        (await unmounted.RunAsync("start-staging")).ShouldFail("storage-not-mounted");

        (await TreeText.NamesAsync(unmounted.Scratch)).Should().BeEmpty();
    }

    // The folder could have been made by the owner of another account, who then decides what the scripts find in it.
    [RootTheory]
    [InlineData("chown 65534 scratch/guid-1")]
    [InlineData("mv scratch/guid-1 theirs; ln -s ../theirs scratch/guid-1")]
    [InlineData("mv scratch/guid-1 theirs; ln -s \"$PWD/theirs\" scratch/guid-1; chown -R 65534 theirs")]
    [InlineData("chmod 777 scratch/guid-1")]
    [InlineData("chmod 720 scratch/guid-1")]
    public async Task Folder_that_is_not_the_users_own_is_used_by_no_script_that_writes(string replace)
    {
        await _dataset.BashAsync("touch source/file; mkdir scratch/guid-1; " + replace);

        foreach (var script in (string[])["start-staging", "probe", "flush", "configure"])
            (await _dataset.RunAsync(script)).ShouldFail("scratch-not-own");

        (await TreeText.NamesAsync(_dataset.Mount)).Should().BeEmpty();
    }

    [RootFact("python3")]
    public async Task Folder_below_one_whose_default_acl_lets_others_write_is_for_nobody_else()
    {
        // user::rwx, user:65534:rwx, group::r-x, mask::rwx, other::---
        await _dataset.BashAsync("""
            chmod 755 scratch
            python3 -c '
            import os, struct
            entries = [(1, 7, 2**32 - 1), (2, 7, 65534), (4, 5, 2**32 - 1), (16, 7, 2**32 - 1), (32, 0, 2**32 - 1)]
            os.setxattr("scratch", "system.posix_acl_default", struct.pack("<I", 2) + b"".join(struct.pack("<HHI", *entry) for entry in entries))'
            """);

        await SucceedsAsync("start-staging");

        (await Shell.RunAsync([
            "setpriv", "--reuid=65534", "--regid=65534", "--clear-groups", "touch",
            _dataset.Combine("scratch", Dataset.Guid, "planted"),
        ])).ExitCode.Should().Be(1);
    }

    [StorageFact]
    public async Task Removal_takes_the_datasets_own_folder_only_and_doing_it_again_does_no_harm()
    {
        await SucceedsAsync("start-staging");
        await _dataset.BashAsync(
            "touch \"scratch/$1/-rf\" scratch/known_hosts; mkdir \"scratch/$1-other\"; ln -s ../../source \"scratch/$1/link\"; touch "
                + "source/file",
            Dataset.Guid);

        await SucceedsAsync("clean-up");
        await SucceedsAsync("clean-up");

        (await TreeText.NamesAsync(_dataset.Scratch)).Should().Equal($"{Dataset.Guid}-other", "known_hosts");
        (await TreeText.NamesAsync(_dataset.Source)).Should().Equal("file");
    }

    [Theory]
    [InlineData("DLPX_GUID")]
    [InlineData("DLPX_SCRATCH_PATH")]
    public async Task Removal_without_a_folder_to_remove_fails_and_removes_nothing(string empty)
    {
        using var dataset = Dataset.Unmounted();
        await dataset.BashAsync("touch scratch/file");

        (await dataset.RunAsync("clean-up", (empty, ""))).ExitCode.Should().NotBe(0);

        (await TreeText.NamesAsync(dataset.Scratch)).Should().Equal("file");
    }

    [StorageFact]
    public async Task Flush_of_storage_succeeds_and_says_nothing() => await SucceedsAsync("flush");

    [Fact]
    public async Task Flush_without_storage_is_refused()
    {
        using var unmounted = Dataset.Unmounted();

        (await unmounted.RunAsync("flush")).ShouldFail("storage-not-mounted");
    }

    [Fact]
    public async Task Script_run_by_hand_without_a_variable_names_it()
    {
        var result = await Shell.RunByHandAsync("flush", new Dictionary<string, string>());

        result.ExitCode.Should().Be(1);
        result.Stderr.Should().Contain("DLPX_MOUNT_PATH: unbound variable");
    }

    private async Task SucceedsAsync(string script, params (string Name, string Value)[] changed)
    {
        var result = await _dataset.RunAsync(script, changed);
        (result.ExitCode, result.Stdout, result.Stderr).Should().Be((0, "", ""));
    }
}
