using DirectoryPlugin.Tests.Support;

namespace DirectoryPlugin.Tests.Scripts;

/// <summary>
/// What the users of a staged tree put in the way of a sync: the message says what it is, and once it is gone a sync succeeds.
/// </summary>
public sealed class SyncObstacleTests : IDisposable
{
    private readonly Dataset _dataset = Dataset.Mounted();

    public void Dispose() => _dataset.Dispose();

    [RootTheory("rsync", "mkfs.btrfs")]
    [InlineData("rm -r source/d", "delete")]
    [InlineData("echo longer > source/d/file", "write")]
    [InlineData("echo x > source/d/new; rm source/d/file", "make")]
    public async Task Read_only_subvolume_is_reported_with_the_way_out(string change, string what)
    {
        await _dataset.BashAsync("""
            umount mount; truncate -s 120M disk; mkfs.btrfs -q disk; mount -o loop disk mount
            mkdir source/d; touch source/d/file source/kept; btrfs -q subvolume create mount/d
            """);
        await _dataset.SyncAsync();
        await _dataset.BashAsync($"btrfs property set -ts mount/d ro true; {change}");

        var result = await _dataset.TrySyncAsync();

        result.Message.Should().Be($"What is at {_dataset.Mount}, or a part of it, is read-only.", "{0}: {1}", what, result.Stderr);
        await _dataset.BashAsync("btrfs property set -ts mount/d ro false");
        await _dataset.SyncAsync();
        (await TreeText.OfAsync(_dataset.Mount)).Should().Be(await TreeText.OfAsync(_dataset.Source));
    }

    [RootFact("rsync")]
    public async Task Path_that_is_too_long_in_the_dataset_is_reported()
    {
        await _dataset.BashAsync("echo x > source/file");
        await _dataset.SyncAsync();
        await MakeDeepAsync("mount");

        (await _dataset.TrySyncAsync()).Message.Should()
            .StartWith($"A path in {_dataset.Source}, or in the dataset at {_dataset.Mount}, is too long for rsync");

        await _dataset.BashAsync("rm -r mount/ddd*");
        await _dataset.SyncAsync();
    }

    [StorageFact("rsync")]
    public async Task Path_that_is_too_long_at_the_source_is_reported()
    {
        await MakeDeepAsync("source");

        (await _dataset.TrySyncAsync()).Message.Should().StartWith($"A path in {_dataset.Source}").And.Contain("is too long for rsync");

        await _dataset.BashAsync("rm -r source/ddd*");
        await _dataset.SyncAsync();
    }

    private Task<string> MakeDeepAsync(string folder) =>
        _dataset.BashAsync(
            "cd \"$1\"; name=$(printf 'd%.0s' {1..200}); for i in {1..30}; do mkdir $name; cd -P $name; done; touch x", folder);
}
