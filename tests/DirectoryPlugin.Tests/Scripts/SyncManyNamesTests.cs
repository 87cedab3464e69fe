using System.Text.RegularExpressions;
using DirectoryPlugin.Tests.Support;

namespace DirectoryPlugin.Tests.Scripts;

/// <summary>
/// Many names at once: rsync compares each of a list that it is given with all others, so long lists have parts, or the whole tree is
/// copied instead.
/// </summary>
public sealed partial class SyncManyNamesTests : IDisposable
{
    private const int Files = 4100;

    private readonly Dataset _dataset = Dataset.Mounted();

    public void Dispose() => _dataset.Dispose();

    [StorageFact("rsync")]
    public async Task What_changed_of_many_files_is_written_in_place_by_lists_in_parts()
    {
        await SyncManyAsync();
        var before = await InodesAsync();

        var copies = await ChangeAndSyncAsync(
            $"for i in {{1..{Files}}}; do printf more >> f$i; done; ln f1 new; cp -p f2 x; mv x alias; printf less > g; rm h; mkdir empty");

        copies.Should().Equal(["names", "names", "names"], "there are two parts, and what is not written in place comes after them");
        (await InodesAsync()).Should().Be(before, "what is written in place stays the file that it was");
        await ShouldBeEqualAsync();
    }

    [StorageFact("rsync")]
    public async Task Attributes_of_many_files_are_copied_in_one_walk_of_the_tree()
    {
        await SyncManyAsync();
        var before = await InodesAsync();
        ExtendedAttribute.Set(Path.Combine(_dataset.Source, "f7"), "user.note", "x"u8.ToArray());

        var copies = await ChangeAndSyncAsync(
            $"for i in {{1..{Files}}}; do chmod 640 f$i; done; "
                + "printf more >> f1; ln f1 new; printf more >> f9; truncate -s 8M sparse; rm h");

        copies.Should().Equal(["names", "tree"], "changed files are written in place before the rest is copied");
        (await InodesAsync()).Should().Be(before);
        ExtendedAttribute.Find(Path.Combine(_dataset.Mount, "f7"), "user.note").Should().Equal("x"u8.ToArray());
        await _dataset.BashAsync("""(($(stat -c '%b * 512' mount/sparse) < 1000000))""");
        await ShouldBeEqualAsync();
        _dataset.Record.Should().Contain($"files={Files + 4}\n", "each name counts");
    }

    [StorageFact("rsync")]
    public async Task New_names_of_many_files_are_linked_in_one_walk_of_the_tree()
    {
        await SyncManyAsync();
        var before = await InodesAsync();

        var copies = await ChangeAndSyncAsync($"for i in {{1..{Files}}}; do ln f$i l$i; done; ln -f g h");

        copies.Should().Equal("names", "tree");
        var record = await File.ReadAllTextAsync(_dataset.Combine("scratch", Dataset.Guid, "record"));
        record.Should().MatchRegex("\ncopied=Number of files: [0-9] ", "only files whose contents are not known are named");
        (await InodesAsync()).Should().Be(before);
        await ShouldBeEqualAsync();
    }

    [StorageFact("rsync")]
    public async Task Resync_that_finds_much_touched_reads_the_contents_of_the_tree_once()
    {
        await SyncManyAsync();
        await _dataset.BashAsync("printf 7 > mount/f3; touch -r source/f3 mount/f3");

        var copies = await ChangeAndSyncAsync($"for i in {{1..{Files}}}; do chmod 640 f$i; done", ("DLPX_MODE", "resync"));

        copies.TakeLast(2).Should().Equal("names", "tree");
        (await File.ReadAllLinesAsync(_dataset.Combine("log")))[^1]
            .Should().NotMatchRegex("--sender -[a-zA-Z]*c", "it compares no contents");
        await ShouldBeEqualAsync();
    }

    // A file has the name alias, too.
    private async Task SyncManyAsync()
    {
        await ChangeAsync(
            $"for i in {{1..{Files}}}; do printf $i > f$i; done; ln f1 alias; printf x > g; printf x > h; touch -d 2020-01-01 *");
        await Dataset.UntilNextSecondAsync();
        await _dataset.SyncAsync();
        await Dataset.UntilNextSecondAsync();
    }

    // What was copied after the comparison: by names, or the whole tree.
    private async Task<IEnumerable<string>> ChangeAndSyncAsync(string changes, params (string, string)[] changed)
    {
        _dataset.AddProgram(
            "remote/rsync",
            "#!/usr/bin/env bash\n[[ $1 == --version ]] || printf '%s\\n' \"$*\" >>\"$LOG\"\nPATH=$REAL_PATH exec rsync \"$@\"\n");
        await ChangeAsync(changes);

        await _dataset.SyncAsync([("LOG", _dataset.Combine("log")), Dataset.RealPath, .. changed]);

        return (await File.ReadAllLinesAsync(_dataset.Combine("log"))).Skip(1)
            .Select(call => RelativeNames().IsMatch(call) ? "names" : "tree");
    }

    private Task<string> InodesAsync() => _dataset.BashAsync("cd mount && stat -c '%n %i' f3 f9 g");

    private Task<string> ChangeAsync(string bash) => Shell.BashAsync($"umask 022; cd -- \"$1\"; {bash}", _dataset.Source);

    private async Task ShouldBeEqualAsync()
    {
        (await TreeText.OfAsync(_dataset.Mount)).Should().Be(await TreeText.OfAsync(_dataset.Source));
        (await TreeText.LinksOfAsync(_dataset.Mount)).Should().Be(await TreeText.LinksOfAsync(_dataset.Source));
    }

    // rsync asks for --relative where it is given names.
    [GeneratedRegex("--sender -[a-zA-Z]*R")]
    private static partial Regex RelativeNames();
}
