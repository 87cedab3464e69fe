using DirectoryPlugin.Tests.Support;

namespace DirectoryPlugin.Tests.Scripts;

/// <summary>What may never happen: an emptied dataset, a write outside of it, a lock that stays, a value that becomes syntax.</summary>
public sealed class SyncGuardTests : IDisposable
{
    // rsync may see mounts of its own.
    private static readonly string Unmount = $"nsenter --target {Environment.ProcessId} --mount umount --lazy -- \"$DLPX_MOUNT_PATH\"";

    private readonly Dataset _dataset = Dataset.Mounted();

    public void Dispose() => _dataset.Dispose();

    [StorageTheory("rsync")]
    [InlineData("*")]
    [InlineData("a", "b*")]
    [InlineData("/a", "/b c")]
    public async Task Source_of_which_all_is_excluded_does_not_empty_the_dataset(params string[] patterns)
    {
        await _dataset.BashAsync("touch source/a; mkdir 'source/b c' source/lost+found; echo precious > mount/file");

        var result = await _dataset.TrySyncAsync(Dataset.Excluding(patterns));

        result.ShouldFail("source-empty");
        (await TreeText.NamesAsync(_dataset.Mount)).Should().Equal("file");
    }

    [StorageFact("rsync")]
    public async Task Source_of_which_something_is_not_excluded_is_copied()
    {
        await _dataset.BashAsync("touch source/a $'source/new\\nline .'; echo old > mount/file");

        await _dataset.SyncAsync(Dataset.Excluding("a"));

        (await File.ReadAllTextAsync(_dataset.Combine("mount", "new\nline ."))).Should().BeEmpty();
    }

    [StorageFact("rsync")]
    public async Task Source_that_holds_only_the_lost_and_found_of_a_fresh_disk_is_empty()
    {
        await _dataset.BashAsync("mkdir source/lost+found; echo precious > mount/file");

        (await _dataset.TrySyncAsync()).Failure.Should().Be("source-empty");

        (await TreeText.NamesAsync(_dataset.Mount)).Should().Equal("file");
    }

    // The folder that each fresh disk has may be one that the source has, too.
    [StorageTheory("rsync")]
    [InlineData("touch {source,mount}/lost+found/file; touch mount/lost+found/gone")]
    [InlineData("mkdir mount/lost+found/folder; rmdir source/lost+found; touch source/file")]
    [InlineData("touch source/file")]
    public async Task Dataset_that_holds_only_a_lost_and_found_is_equal_after_a_sync(string prepare)
    {
        await _dataset.BashAsync("mkdir {source,mount}/lost+found; " + prepare);

        await _dataset.SyncAsync();

        (await TreeText.OfAsync(_dataset.Mount)).Should().Be(await TreeText.OfAsync(_dataset.Source));
    }

    [StorageFact("rsync")]
    public async Task What_cannot_be_brought_to_the_disk_is_a_failure_and_not_recorded()
    {
        await _dataset.BashAsync("echo x > source/file");
        _dataset.AddProgram("sync", "#!/usr/bin/env bash\nexit 1\n");

        (await _dataset.TrySyncAsync()).Failure.Should().Be("storage-not-flushed");
        (await _dataset.RunAsync("flush")).ShouldFail("storage-not-flushed");

        _dataset.IsRecorded.Should().BeFalse();
    }

    [RootFact]
    public async Task Storage_that_is_unmounted_while_the_last_files_come_is_refused_and_not_recorded_as_the_empty_folder_below_it()
    {
        await _dataset.BashAsync("echo x > source/file");
        _dataset.AddProgram("rsync", $"""
            #!/usr/bin/env bash
            "$(type -aP rsync | sed -n 2p)" "$@" || exit
            [[ " $* " != *" --sparse "* ]] || {Unmount}
            """);

        var result = await _dataset.TrySyncAsync();

        result.ShouldFail("storage-not-mounted");
        _dataset.IsRecorded.Should().BeFalse();
        (await TreeText.NamesAsync(_dataset.Mount)).Should().BeEmpty();
    }

    [RootTheory("rsync")]
    [InlineData("--dry-run")]
    [InlineData("--inplace")]
    public async Task Storage_that_is_unmounted_between_two_steps_of_a_sync_is_reported_as_that(string step)
    {
        await _dataset.BashAsync("echo x > source/file; echo xx > mount/file; echo x > source/new");
        _dataset.AddProgram("rsync", $"""
            #!/usr/bin/env bash
            "$(type -aP rsync | sed -n 2p)" "$@" || exit
            # Two compare at once.
            [[ " $* " != *" {step} "* ]] || {Unmount} 2>/dev/null || true
            """);

        (await _dataset.TrySyncAsync()).ShouldFail("storage-not-mounted");

        (await TreeText.NamesAsync(_dataset.Mount)).Should().BeEmpty();
    }

    [StorageTheory("rsync")]
    [InlineData("mkdir -p source/d/e; echo new > source/d/e/f; mkdir outside/e; echo mine > outside/e/f; ln -s ../outside mount/d")]
    [InlineData("echo new > source/f; echo mine > outside/f; ln -s ../outside/f mount/f")]
    [InlineData("mkdir source/d; echo new > source/d/f; mkdir mount/d; echo mine > outside/f; ln -s ../../outside/f mount/d/f")]
    [InlineData("mkdir source/d; ln -s x source/d/l; echo mine > outside/f; ln -s ../outside mount/d; ln source/d/l source/l2")]
    public async Task Planted_symlink_is_never_followed_out_of_the_mount(string plant)
    {
        await _dataset.BashAsync($"mkdir outside; {plant}; touch mount/kept source/kept");
        var outside = await TreeText.OfAsync(_dataset.Combine("outside"));

        await _dataset.SyncAsync();
        await _dataset.SyncAsync(("DLPX_MODE", "resync"));

        (await TreeText.OfAsync(_dataset.Combine("outside"))).Should().Be(outside);
        (await TreeText.OfAsync(_dataset.Mount)).Should().Be(await TreeText.OfAsync(_dataset.Source));
    }

    [StorageTheory("rsync")]
    [InlineData(":C")]
    [InlineData(": merged")]
    [InlineData(". /etc/passwd")]
    [InlineData("merge /etc/passwd")]
    [InlineData("dir-merge,- x")]
    [InlineData("--rsh=touch pwned")]
    [InlineData("clear")]
    public async Task Pattern_that_looks_like_a_rule_or_an_option_is_a_pattern(string pattern)
    {
        await _dataset.BashAsync("touch source/kept; printf '%s\\n' '- kept' > source/merged");

        await _dataset.SyncAsync(Dataset.Excluding(pattern));

        (await TreeText.NamesAsync(_dataset.Mount)).Should().Equal("kept", "merged");
        (await TreeText.NamesAsync(_dataset.Root)).Should().NotContain(name => name.EndsWith("pwned"));
    }

    [StorageTheory("rsync")]
    [InlineData(":module")]
    [InlineData("host:/path")]
    [InlineData("host::module")]
    [InlineData("rsync://host/module")]
    [InlineData("-oProxyCommand=touch pwned")]
    [InlineData("")]
    public async Task Source_path_that_is_not_absolute_is_refused_and_nobody_is_asked(string path)
    {
        _dataset.AddProgram("ssh", "#!/usr/bin/env bash\n: >\"${BASH_SOURCE[0]%/*}/asked\"\nexit 255\n");

        var result = await _dataset.TrySyncAsync(("DLPX_SOURCE_PATH", path));

        result.ShouldFail("source-not-absolute");
        File.Exists(_dataset.Combine("bin", "asked")).Should().BeFalse();
    }

    // The real ssh, which is to take each value for what it is: a name that is not known, or a key that is not there.
    [StorageTheory("rsync", "ssh")]
    [InlineData("-oProxyCommand=touch PWNED", "alice", "")]
    [InlineData("-oProxyCommand=touch${IFS}PWNED", "-oProxyCommand=touch PWNED", "")]
    [InlineData("x;touch PWNED", "a b", "")]
    [InlineData("host.invalid", "-l root -o ProxyCommand=\"touch PWNED\"", "")]
    [InlineData("host.invalid", "$(touch PWNED)", "-oProxyCommand=touch PWNED")]
    [InlineData("host.invalid -o ProxyCommand=touch\nPWNED", "a\nb", "")]
    public async Task Values_never_become_options_of_ssh(string address, string user, string identity)
    {
        await _dataset.BashAsync("rm bin/ssh; echo precious > mount/file");
        var pwned = _dataset.Combine("pwned");

        var result = await _dataset.TrySyncAsync(
            ("DLPX_SOURCE_ADDRESS", address.Replace("PWNED", pwned)), ("DLPX_SOURCE_USER", user.Replace("PWNED", pwned)), (
                "DLPX_IDENTITY_FILE", identity.Replace("PWNED", pwned)));

        result.Failure.Should().BeOneOf("host-unknown", "connection-failed", "login-refused");
        (await TreeText.NamesAsync(_dataset.Root)).Should().NotContain(name => name.Contains("pwned", StringComparison.OrdinalIgnoreCase));
        (await TreeText.NamesAsync(_dataset.Mount)).Should().Equal("file");
    }
}
