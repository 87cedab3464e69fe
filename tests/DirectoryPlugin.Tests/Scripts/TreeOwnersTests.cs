using DirectoryPlugin.Tests.Support;

namespace DirectoryPlugin.Tests.Scripts;

public sealed class TreeOwnersTests : IDisposable
{
    private readonly Dataset _dataset = Dataset.Mounted();

    public void Dispose() => _dataset.Dispose();

    [RootFact]
    public Task Both_owners_are_set_on_every_item_and_on_nothing_that_links_lead_to() => SetsAsync("1234:4321", "1234:4321");

    [RootFact]
    public Task User_alone_leaves_the_groups() => SetsAsync("1234", "1234:6");

    [RootFact]
    public Task Group_alone_leaves_the_users() => SetsAsync(":4321", "5:4321");

    [RootFact]
    public Task Root_is_an_owner_like_any_other() => SetsAsync("0:0", "0:0");

    [RootFact]
    public Task No_owner_leaves_all() => SetsAsync("", "5:6");

    [StorageFact("setpriv")]
    public async Task Owners_that_may_not_be_set_are_reported()
    {
        await _dataset.BashAsync("touch mount/file");
        await _dataset.GiveToNobodyAsync();

        var result = await Shell.RunScriptAsync("configure", _dataset.Variables(Asking("1234")), asNobody: true);

        (result.ExitCode, result.Stdout).Should().Be((1, "rerootedSymlinks=0\nfailure=owners-not-set\n"));
    }

    [RootFact("mkfs.ext2", "chattr")]
    public async Task Immutable_item_is_named_with_the_way_out()
    {
        await _dataset.BashAsync(
            "umount mount; truncate -s 4M disk; mkfs.ext2 -q disk; mount -o loop disk mount; mkdir -p 'mount/a b/c'; touch 'mount/a "
                + "b/c/file'; chattr +i 'mount/a b/c/file'");
        var variables = _dataset.Variables(Asking("1234"));

        var result = await Shell.RunScriptAsync("configure", variables);

        result.Stdout.Should().EndWith("failure=owners-not-set\n");
        var failure = ScriptFailure.Explain(
            "configure", result, new Dictionary<string, string> { ["OWNER"] = "1234", ["MOUNT_PATH"] = _dataset.Mount });
        failure.Message.Should().Be($"The owner of 'a b/c/file' below {_dataset.Mount} cannot be set to user 1234.");
        failure.Action.Should().Contain("chattr -i");
    }

    [RootFact("mkfs.btrfs")]
    public async Task Read_only_subvolume_is_named_with_the_way_out()
    {
        await _dataset.BashAsync(
            "umount mount; truncate -s 120M disk; mkfs.btrfs -q disk; mount -o loop disk mount; mkdir mount/d; btrfs -q subvolume create "
                + "mount/d/sub; mkdir mount/d/sub/e; touch mount/d/sub/e/file mount/file; btrfs property set -ts mount/d/sub ro true");

        var result = await _dataset.RunAsync("configure", Asking("1234:4321"));

        result.Stdout.Should().EndWith("failure=owners-not-set\n");
        var failure = ScriptFailure.Explain(
            "configure", result, new Dictionary<string, string> { ["OWNER"] = "1234:4321", ["MOUNT_PATH"] = _dataset.Mount });
        failure.Message.Should().Be(
            $"The owner of 'd/sub' below {_dataset.Mount} cannot be set to user 1234 and group 4321: it is read-only.");
        failure.Action.Should().Contain($"'btrfs property set -ts {_dataset.Mount}/d/sub ro false'");
        await _dataset.BashAsync("btrfs property set -ts mount/d/sub ro false");
        (await _dataset.RunAsync("configure", Asking("1234:4321"))).ExitCode.Should().Be(0);
    }

    [RootFact]
    public async Task What_is_mounted_in_the_tree_is_reported_and_nothing_is_changed()
    {
        foreach (var mount in (string[])["mount -t tmpfs foreign mount/d", "mount --bind source mount/d", "mount --bind mount mount/d"])
        {
            await _dataset.BashAsync($"mkdir mount/d; touch source/theirs mount/file; {mount}");

            (await _dataset.RunAsync("configure", Asking("1234:4321"))).ShouldFail("mounted-below");

            (await _dataset.BashAsync("stat --format=%u:%g mount/. mount/file mount/d source/theirs | sort -u")).Should()
                .Be("0:0\n", mount);
            await _dataset.BashAsync("umount mount/d; rm -r mount/d");
        }
    }

    private async Task SetsAsync(string asked, string expected)
    {
        await _dataset.BashAsync(
            "mkdir mount/d; touch mount/d/file 'mount/-odd name' source/outside; ln -s ../../source mount/d/away; ln -s missing "
                + "mount/dangling; chown -hR 5:6 mount");

        var result = await _dataset.RunAsync("configure", Asking(asked));

        (result.ExitCode, result.Stdout).Should().Be((0, "rerootedSymlinks=0\n"));
        var items = (await _dataset.BashAsync("cd mount; find . -printf '%U:%G\\n'")).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        items.Should().HaveCount(6).And.OnlyContain(owner => owner == expected);
        (await _dataset.BashAsync("stat --format=%u:%g source source/outside")).Should().Be("0:0\n0:0\n");
    }

    private static (string, string)[] Asking(string owner) => [("DLPX_SOURCE_PATH", ""), ("DLPX_OWNER", owner)];
}
