using DirectoryPlugin.Tests.Support;

namespace DirectoryPlugin.Tests.Scripts;

public sealed class SizeAndStatusTests : IDisposable
{
    private readonly Dataset _dataset = Dataset.Mounted();

    public void Dispose() => _dataset.Dispose();

    [StorageFact]
    public async Task Size_of_an_empty_tree_is_zero() => await MeasuresAsync("files=0\ndirectories=0\nbytes=0\n");

    [StorageFact]
    public async Task Size_is_that_of_every_item_and_the_sizes_of_all_but_directories()
    {
        await _dataset.BashAsync("""
            cd mount; mkdir -p d/e $'odd\n3 d\nname'; printf 12345 > d/a; ln d/a d/b; ln -s 1234567 d/dangling; ln -s d link; mkfifo fifo
            printf 1 > $'d 99\nf 99\n'; printf 1 > $'\xff'; truncate -s 5G sparse; : > -empty
            """);

        // 5 GiB, twice 5, 7 and 1 of the links, and two of 1.
        await MeasuresAsync($"files=9\ndirectories=3\nbytes={(5L << 30) + 10 + 7 + 1 + 2}\n");
    }

    [StorageFact("setpriv")]
    public async Task Size_of_a_tree_with_a_folder_that_cannot_be_read_counts_the_rest_and_says_so()
    {
        await _dataset.BashAsync("mkdir mount/secret; touch mount/secret/x; printf 12345 > mount/a");
        await _dataset.GiveToNobodyAsync();
        await _dataset.BashAsync("chmod 000 mount/secret");

        var result = await Shell.RunScriptAsync("size", _dataset.Variables(), asNobody: true);

        result.ExitCode.Should().Be(0, result.Stderr);
        result.Stdout.Should().Be("files=1\ndirectories=1\nbytes=5\ncomplete=false\n");
        result.Stderr.Should().Contain("secret");
    }

    [StorageFact]
    public async Task Files_that_nfs_keeps_of_deleted_ones_are_not_counted()
    {
        await _dataset.BashAsync("cd mount; mkdir d; printf 1234 > .nfs0000000000a1; printf 12345 > d/.nfs0000000000a2; printf 1 > d/.nfx");

        await MeasuresAsync("files=1\ndirectories=1\nbytes=1\n");
    }

    [Fact]
    public async Task Size_without_storage_is_refused()
    {
        using var unmounted = Dataset.Unmounted();

        (await unmounted.RunAsync("size")).ShouldFail("storage-not-mounted");
    }

    [StorageFact]
    public async Task Status_of_storage_says_how_full_it_is()
    {
        var result = await _dataset.RunAsync("status");

        result.ExitCode.Should().Be(0, result.Stderr);
        result.Stdout.Should().MatchRegex("^mounted=true\nusedPercent=[0-9]+\n$");
    }

    [RootFact]
    public async Task Status_of_storage_half_full_says_so()
    {
        await _dataset.BashAsync("head -c 32M /dev/zero > mount/file");

        (await _dataset.RunAsync("status")).Stdout.Should().Be("mounted=true\nusedPercent=50\n");
    }

    [RootFact]
    public async Task Status_of_storage_that_does_not_tell_how_full_it_is_says_0()
    {
        await _dataset.BashAsync("umount mount; mount -t tmpfs -o size=0 dvp-plugin-test mount");

        (await _dataset.RunAsync("status")).Stdout.Should().Be("mounted=true\nusedPercent=0\n");
    }

    [Theory]
    [InlineData("rmdir mount")]
    [InlineData("touch mount/file")]
    [InlineData("rmdir mount; touch mount")]
    [InlineData("rmdir mount; ln -s missing mount")]
    public async Task Status_of_a_path_without_storage_says_so(string arrange)
    {
        using var unmounted = Dataset.Unmounted();
        await unmounted.BashAsync(arrange);

        var result = await unmounted.RunAsync("status");

        (result.ExitCode, result.Stdout).Should().Be((0, "mounted=false\n"));
    }

    [ProgramFact("setpriv")]
    public async Task Status_of_linked_storage_is_that_of_mounted_storage_for_who_may_not_mount()
    {
        using var linked = Dataset.Unmounted();
        await linked.BashAsync(
            "rmdir mount; mkdir -p pool/volumes/0123456789abcdef0123456789abcdef; ln -s pool/volumes/0123456789abcdef0123456789abcdef "
                + "mount");

        var result = await Shell.RunScriptAsync("status", linked.Variables(), asNobody: true);

        result.ExitCode.Should().Be(0, result.Stderr);
        result.Stdout.Should().StartWith("mounted=true\n");
    }

    [StorageFact("setpriv")]
    public async Task Status_of_a_symlink_that_does_not_lead_to_a_volume_says_that_nothing_is_mounted()
    {
        using var linked = Dataset.Unmounted();
        await linked.BashAsync("rmdir mount; mkdir precious; ln -s precious mount");

        var result = await Shell.RunScriptAsync("status", linked.Variables(), asNobody: true);

        result.Stdout.Should().Be("mounted=false\n");
    }

    [StorageFact("setpriv")]
    public async Task Status_of_storage_that_cannot_be_read_says_that_it_is_not_mounted()
    {
        await _dataset.GiveToNobodyAsync();
        await _dataset.BashAsync("chmod 000 mount/.");

        (await Shell.RunScriptAsync("status", _dataset.Variables(), asNobody: true)).Stdout.Should().Be("mounted=false\n");
    }

    private async Task MeasuresAsync(string expected)
    {
        var result = await _dataset.RunAsync("size");
        (result.ExitCode, result.Stdout, result.Stderr).Should().Be((0, expected, ""));
    }
}
