using DirectoryPlugin.Tests.Support;

namespace DirectoryPlugin.Tests.Scripts;

public sealed class SyncExcludeTests : IDisposable
{
    private readonly Dataset _dataset = Dataset.Mounted();

    public void Dispose() => _dataset.Dispose();

    [StorageTheory("rsync")]
    [InlineData("- minus")]
    [InlineData("+ plus")]
    [InlineData("-minus")]
    [InlineData("!")]
    [InlineData("! bang")]
    [InlineData("#hash")]
    [InlineData("; semicolon")]
    [InlineData("merge, file")]
    [InlineData(". file")]
    [InlineData("_underscore")]
    [InlineData(" blank before")]
    [InlineData("  two blanks before")]
    [InlineData("blank after ")]
    [InlineData("blank  inside")]
    [InlineData("$(touch pwned)")]
    [InlineData("'quote\"")]
    [InlineData("new\nline")]
    [InlineData("ünï")]
    public async Task Pattern_that_is_the_name_of_a_file_leaves_out_that_file_only(string pattern)
    {
        await File.WriteAllTextAsync(Path.Combine(_dataset.Source, pattern), "x");
        await File.WriteAllTextAsync(Path.Combine(_dataset.Source, "kept"), "x");

        await _dataset.SyncAsync(Dataset.Excluding(pattern));

        (await TreeText.NamesAsync(_dataset.Mount)).Should().Equal("kept");
        _dataset.Record.Should().Contain("files=1\n");
    }

    [StorageFact("rsync")]
    public async Task Patterns_are_those_of_rsync_and_all_count()
    {
        await MakeAsync(
            "a.tmp", "sub/b.tmp", "logs/x", "sub/logs/x", "cache/x", "sub/cache/x", "one", "sub/one", "deep/er/skip/x", "deep/skip/x",
            "star*", "starlet");

        await _dataset.SyncAsync(Dataset.Excluding("*.tmp", "/logs/", "cache", "sub/one", "deep/**/skip", "star\\*"));

        (await TreeText.NamesAsync(_dataset.Mount)).Should()
            .Equal("deep", "deep/er", "deep/skip", "deep/skip/x", "one", "starlet", "sub", "sub/logs", "sub/logs/x");
    }

    // The comparison of attributes deletes nothing, nor does rsync where it copies a source that cannot list itself.
    [StorageTheory("rsync")]
    [InlineData("", "ln -s kept source/d")]
    [InlineData("", "echo x > source/d")]
    [InlineData("", "mkfifo source/d")]
    [InlineData("exit 127", "ln -s kept source/d")]
    public async Task Folder_that_gave_way_to_another_item_is_followed_also_with_what_is_excluded_in_it(string find, string make)
    {
        await MakeAsync("kept", "d/a.tmp", "d/e/x");
        await _dataset.SyncAsync();
        await _dataset.BashAsync($"rm -r source/d; {make}");
        if (find.Length > 0)
            _dataset.AddProgram("remote/find", $"#!/usr/bin/env bash\n{find}\n");

        foreach (var mode in (string[])["sync", "resync"])
        {
            await _dataset.BashAsync("rm -rf mount/d; mkdir -p mount/d/e; touch mount/d/a.tmp mount/d/e/x; rm -f scratch/*/synced");

            await _dataset.SyncAsync([.. Dataset.Excluding("*.tmp"), ("DLPX_MODE", mode)]);

            (await TreeText.OfAsync(_dataset.Mount)).Should().Be(await TreeText.OfAsync(_dataset.Source));
        }
    }

    [StorageFact("rsync")]
    public async Task Pattern_that_is_added_removes_what_was_copied_before()
    {
        await MakeAsync("kept", "secret/x");
        await _dataset.SyncAsync();

        await _dataset.SyncAsync(Dataset.Excluding("secret"));

        (await TreeText.NamesAsync(_dataset.Mount)).Should().Equal("kept");
        _dataset.Record.Should().Contain("deletedItems=2\n");
    }

    [StorageFact("rsync")]
    public async Task Pattern_that_is_added_leaves_out_what_changed_and_can_no_longer_be_read()
    {
        await MakeAsync("kept", "secret");
        await _dataset.GiveToNobodyAsync();
        await _dataset.BashAsync("chown --reference=source source/*");
        (await _dataset.TrySyncAsNobodyAsync()).Failure.Should().Be("");
        await _dataset.BashAsync("echo more >> source/secret; echo more >> source/kept; chmod 0 source/secret");

        (await _dataset.TrySyncAsNobodyAsync(Dataset.Excluding("secret"))).Failure.Should().Be("");

        (await TreeText.NamesAsync(_dataset.Mount)).Should().Equal("kept");
    }

    [StorageFact("rsync")]
    public async Task Pattern_that_is_taken_away_brings_the_files_back()
    {
        await MakeAsync("kept", "secret/x");
        await _dataset.SyncAsync(Dataset.Excluding("secret"));

        await _dataset.SyncAsync();

        (await TreeText.NamesAsync(_dataset.Mount)).Should().Equal("kept", "secret", "secret/x");
    }

    [StorageFact("rsync")]
    public async Task More_patterns_than_the_count_are_not_used()
    {
        await MakeAsync("a", "b");

        await _dataset.SyncAsync([.. Dataset.Excluding("a"), ("DLPX_EXCLUDE_1", "b")]);

        (await TreeText.NamesAsync(_dataset.Mount)).Should().Equal("b");
    }

    [StorageFact("rsync")]
    public async Task Patterns_that_are_too_many_for_a_sync_are_refused()
    {
        await MakeAsync("a");

        var result = await _dataset.TrySyncAsync(
            Dataset.Excluding([.. Enumerable.Range(0, 4000).Select(i => $"/a folder with a name/{i:D5}")]));

        result.Message.Should().Be("The exclude patterns take 159,999 bytes together, and a sync can take 120,000.");
    }

    private async Task MakeAsync(params string[] paths)
    {
        foreach (var path in paths)
        {
            var file = Path.Combine(_dataset.Source, path);
            Directory.CreateDirectory(Path.GetDirectoryName(file)!);
            await File.WriteAllTextAsync(file, "x");
        }
    }
}
