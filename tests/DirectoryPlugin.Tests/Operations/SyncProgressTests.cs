using Delphix.Virtualization;
using DirectoryPlugin.Tests.Support;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Testing;

namespace DirectoryPlugin.Tests.Operations;

/// <summary>What is reported of a sync while it runs.</summary>
public sealed class SyncProgressTests
{
    private const string Done = "mode=sync\n";

    private readonly FakeLogger<Ingestion> _log = new();

    [Fact]
    public async Task First_copy_is_shown_with_percent_bytes_rate_time_left_files_and_items()
    {
        await CopyAsync(
            "phase=Asking the source host\nmeasure=0\n",
            "phase=Copying\nmeasure=0\nprinted=\\n 12300 files...\n",
            "phase=Copying\nmeasure=all\nprinted=\\n 5000000 25% 1.00kB/s 0:00:01 (xfr#1000, to-chk=9000/12345)\n",
            // One large file, of which rsync says the bytes only.
            "phase=Copying\nmeasure=all\nprinted=\\n 9000000 50% 1.00kB/s 0:00:01\n",
            "phase=Copying\nmeasure=0\n",
            "phase=Writing to the disk\nmeasure=0\n");

        Messages.Should().Equal(
            "Asking the source host: for 2 s",
            "Copying: 12,300 items found, for 2 s",
            "25 %: Copying: 4.8 MiB at 2.4 MiB/s, 1,000 files, 3,345 of 12,345 items",
            "50 %: Copying: 8.6 MiB at 1.9 MiB/s, 4 s left, 1,000 files, 3,345 of 12,345 items",
            "50 %: Copying: 8.6 MiB at 0 B/s, 8 s left, 1,000 files, 3,345 of 12,345 items",
            "Writing to the disk: for 2 s");
    }

    [Fact]
    public async Task Sync_that_starts_anew_is_shown_from_its_beginning()
    {
        await CopyAsync(
            "phase=Copying\nmeasure=all\nprinted=\\n 1000000000 0% 1.00kB/s 0:00:01\n",
            "phase=Copying\nmeasure=all\nprinted=\\n 5000000000 1% 1.00kB/s 0:00:01\n", "", "phase=Copying\nmeasure=0\n",
            "phase=Copying\nmeasure=0\nprinted=\\n 900 0% 1.00kB/s 0:00:01\n",
            "phase=Copying\nmeasure=all\nprinted=\\n 700 0% 1.00kB/s 0:00:01\n");

        Messages.Should().Equal(
            "0 %: Copying: 953.7 MiB at 476.8 MiB/s", "1 %: Copying: 4.7 GiB at 1.9 GiB/s, 3 min left", "Copying: for 2 s",
            "Copying: 900 B at 450 B/s", "0 %: Copying: 700 B at 350 B/s");
    }

    [Fact]
    public async Task Look_that_fails_is_logged_and_neither_fails_the_sync_nor_ends_the_looking()
    {
        var looks = 0;
        await CopyAsync(_ => ++looks switch
        {
            1 => throw new LibraryException(LibraryError.ConnectionFailed, "No route."),
            2 => Task.FromResult(new RunResult(127, "", "bash: no")),
            3 => Task.FromResult(new RunResult(0, "phase=Copying\n", "")),
            4 => Task.FromResult(new RunResult(0, "phase=Copying\nmeasure=0\n", "")),
            _ => null,
        });

        _log.Lines.Where(line => line.Level == LogLevel.Debug).Select(line => line.Text).Should()
            .HaveCount(3).And.OnlyContain(text => text == "How far the sync is could not be read.");
        Messages.Should().Equal("Copying: for 8 s");
        _log.Warnings.Should().BeEmpty();
    }

    [Fact]
    public async Task Look_under_way_ends_with_the_sync()
    {
        var sync = new TaskCompletionSource<RunResult>();
        CancellationToken token = default;
        var hosts = new FakeHosts(() => sync.Task)
        {
            Progress = async call =>
            {
                token = call.Token;
                sync.SetResult(new RunResult(1, "", "rsync: no"));
                await Task.Delay(Timeout.Infinite, call.Token);
                return new RunResult(0, "", "");
            },
        };

        await FluentActions.Awaiting(() => CopyAsync(hosts)).Should().ThrowAsync<UserException>();

        token.IsCancellationRequested.Should().BeTrue();
        _log.Lines.Should().ContainSingle("a look that the end of the sync ended is no failure");
    }

    [Fact]
    public async Task Look_is_for_the_folder_of_the_sync()
    {
        HostCall? look = null;
        await CopyAsync(call =>
        {
            var isFirst = look is null;
            look ??= call;
            return isFirst ? Task.FromResult(new RunResult(0, "", "")) : null;
        });

        look!.ShouldBe(
            "read-progress", Samples.Staging, ("DLPX_GUID", "ds-guid"), ("DLPX_SCRATCH_PATH", "/staging/scratch"),
            ("DLPX_MOUNT_PATH", "/mounted/ds"));
    }

    // Of the lines after the first, those before the result.
    private IEnumerable<string> Messages =>
        _log.Lines.Where(line => line.Level == LogLevel.Information).Select(line => line.Text).Skip(1).SkipLast(1);

    private Task CopyAsync(params string[] answers)
    {
        var left = new Queue<string>(answers);
        return CopyAsync(_ => left.TryDequeue(out var answer) ? Task.FromResult(new RunResult(0, answer, "")) : null);
    }

    // The sync ends when there is no answer any more.
    private async Task CopyAsync(Func<HostCall, Task<RunResult>?> look)
    {
        var sync = new TaskCompletionSource<RunResult>();
        await CopyAsync(new FakeHosts(() => sync.Task)
        {
            Progress = call =>
            {
                if (look(call) is { } answer)
                    return answer;
                sync.TrySetResult(new RunResult(0, Done, ""));
                return Task.FromResult(new RunResult(0, "", ""));
            },
        });
    }

    private Task CopyAsync(FakeHosts hosts) =>
        new Ingestion(hosts.Libs, _log, new ImpatientClock())
            .CopyFromSource(Samples.StagedSource(), Samples.Repository, Samples.SourceConfig, null, CancellationToken.None);
}
