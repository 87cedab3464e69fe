using System.Diagnostics;
using System.Globalization;
using DirectoryPlugin.Sync;
using DirectoryPlugin.Tests.Support;

namespace DirectoryPlugin.Tests.Scripts;

/// <summary>What a sync that is running can be asked.</summary>
public sealed class ReadProgressTests : IDisposable
{
    private readonly Dataset _dataset = Dataset.Mounted();

    public void Dispose() => _dataset.Dispose();

    [Fact]
    public async Task Nothing_is_said_when_no_sync_is_running() => (await ReadAsync()).Should().BeEmpty();

    [StorageFact("rsync", "setsid")]
    public async Task Copy_that_is_running_says_how_far_it_is()
    {
        await _dataset.BashAsync("cd source; head -c 4M /dev/urandom > large; echo x > a");

        await RunsAsync(async () =>
        {
            var said = await ReadUntilAsync("bytes=");

            said.Should().MatchRegex(@"^phase=Copying\n(listed=\d+\n)?bytes=[1-9]\d*\npercent=\d+\n(files=1\nleft=1\nitems=3\n)?$");
        });
    }

    [Fact]
    public async Task What_was_printed_long_ago_gives_its_room_back_and_the_end_stays()
    {
        var work = _dataset.MakeFolder("scratch", Dataset.Guid, "work");
        var file = Path.Combine(work, "progress");
        var printed = string.Concat(Enumerable.Range(1, 100_000).Select(i => $"\r  {i}   1%    0.00kB/s    0:00:01  "));
        await File.WriteAllTextAsync(Path.Combine(work, "phase"), "Copying\n0\n");
        await File.WriteAllTextAsync(file, printed);

        (await ReadAsync()).Should().Be("phase=Copying\nbytes=100000\n");

        long.Parse(await _dataset.BashAsync("stat -c %b \"$1\"", file), CultureInfo.InvariantCulture).Should()
            .BeLessThan(100, "of 512 bytes each");
        (await File.ReadAllTextAsync(file))[^1900..].Should().Be(printed[^1900..]);
    }

    [StorageTheory("rsync", "setsid")]
    [InlineData("sync")]
    [InlineData("resync")]
    public async Task Copy_after_a_sync_that_failed_says_its_percent_too(string mode)
    {
        await _dataset.BashAsync("cd source; echo x > a");
        await _dataset.SyncAsync();
        await _dataset.BashAsync("rm \"scratch/$1/synced\"; cd source; head -c 4M /dev/urandom > large", Dataset.Guid);

        await RunsAsync(
            async () => (await ReadUntilAsync("phase=Copying changes\nbytes=")).Should().MatchRegex(@"\npercent=\d\d?\n"),
            ("DLPX_MODE", mode));
    }

    [Theory]
    [InlineData("0", "receiving file list ... \n 0 files...\r 100 files...\r 12300 files...\r", "listed=12300\n")]
    [InlineData(
        "0", "\n 0 files...\r7 files to consider\n\r  10   0%    0.00kB/s    0:00:00 (xfr#2, to-chk=3/8)\r  20  1%   1.01MB/s   ??:??:??  ",
        "listed=0\nbytes=20\npercent=62\nfiles=2\nleft=3\nitems=8\n")]
    [InlineData("all", "\r  123456   42%    0.00kB/s    10:00:00  ", "bytes=123456\npercent=42\n")]
    [InlineData(
        "200000", "\r  123456   42%    0.00kB/s    0:00:01 (xfr#2, to-chk=3/8)", "bytes=123456\npercent=61\nfiles=2\nleft=3\nitems=8\n")]
    [InlineData("0", "\r  123456   42%    0.00kB/s    10:00:00  ", "bytes=123456\n")]
    [InlineData("all", "56   42%    0.00kB/s    10:00:00  ", "")]
    [InlineData("all", "\r  1234   4%    0.00kB/s    0:00:01  \r  1234567  9%   1.", "bytes=1234\npercent=4\n")]
    [InlineData("all", "\nnot creating new file \"  1 1% 1.00kB/s 0:00:01\"\n\nNumber of files: 3 (reg: 2, dir: 1)\n", "")]
    [InlineData("all", "", "")]
    public async Task What_rsync_printed_is_read_whole_or_not_at_all(string measure, string printed, string expected)
    {
        var work = _dataset.MakeFolder("scratch", Dataset.Guid, "work");
        await File.WriteAllTextAsync(Path.Combine(work, "phase"), $"Copying\n{measure}\n");
        await File.WriteAllTextAsync(Path.Combine(work, "progress"), printed);

        (await ReadAsync()).Should().Be($"phase=Copying\n{expected}");
    }

    // While a slow sync runs.
    private async Task RunsAsync(Func<Task> meanwhile, params (string Name, string Value)[] changed)
    {
        using var sync = Shell.StartScript("copy", await _dataset.PlanAsync([("DLPX_BANDWIDTH_LIMIT", "1024"), .. changed]));
        try
        {
            await meanwhile();
        }
        finally
        {
            await Shell.BashAsync("kill -KILL -- \"-$1\"", $"{sync.Id}");
            await sync.WaitForExitAsync();
        }
    }

    // What the script prints, as the plugin reads it.
    private async Task<string> ReadAsync()
    {
        var result = await _dataset.RunAsync("read-progress");
        (result.ExitCode, result.Stderr).Should().Be((0, ""));
        var said = new ScriptOutput("read-progress", result.Stdout);
        if (said.Find("phase") is not { } phase)
            return "";
        var progress = RsyncProgress.Parse(said.Get("measure"), said.Find("printed") ?? "");
        (string Name, long? Value)[] values =
            [
                ("listed", progress.Listed), ("bytes", progress.Bytes), ("percent", progress.Percent), ("files", progress.Files),
                ("left", progress.Left), ("items", progress.Items)
            ];
        return string.Concat(
            values.Where(value => value.Value is not null).Select(value => $"{value.Name}={value.Value}\n").Prepend($"phase={phase}\n"));
    }

    private async Task<string> ReadUntilAsync(string expected)
    {
        var started = Stopwatch.GetTimestamp();
        while (true)
        {
            var said = await ReadAsync();
            if (said.Contains(expected, StringComparison.Ordinal))
                return said;
            Stopwatch.GetElapsedTime(started).Should().BeLessThan(TimeSpan.FromMinutes(1), "the sync should say {0} in time", expected);
        }
    }
}
