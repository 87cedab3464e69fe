using Delphix.Virtualization;
using DirectoryPlugin.Tests.Support;
using Microsoft.Extensions.Logging.Testing;

namespace DirectoryPlugin.Tests.Operations;

/// <summary>What breaks on its way is tried again; what would break again fails at once.</summary>
public sealed class TransientFailureTests
{
    private readonly FakeLogger<Ingestion> _log = new();
    private readonly ImpatientClock _clock = new();

    [Theory]
    [InlineData(
        12, "rsync error: error in rsync protocol data stream (code 12) at io.c(232)",
        "The connection to db.example broke while files were being copied.")]
    [InlineData(
        137, "rsync: connection unexpectedly closed (0 bytes received so far) [Receiver]",
        "The connection to db.example broke while files were being copied.")]
    [InlineData(255, "client_loop: send disconnect: Broken pipe", "The SSH connection to db.example was lost.")]
    [InlineData(255, "Connection reset by 10.0.0.1 port 22", "The SSH connection to db.example was lost.")]
    public async Task Transient_failure_is_tried_three_times_more_with_longer_and_longer_pauses(int code, string stderr, string message)
    {
        var hosts = Failing(code, stderr);

        await FluentActions.Awaiting(() => CopyAsync(hosts)).Should().ThrowAsync<UserException>();

        hosts.Calls.Should().HaveCount(4).And.OnlyContain(call => call.Script == "copy");
        Pauses.Should().Equal(5, 10, 20);
        _log.Warnings.Should().HaveCount(3);
        _log.Warnings.First().Should().Be($"{message} The sync continues in 5 s.");
    }

    [Theory]
    [InlineData("receiver")]
    [InlineData("sender")]
    public async Task Rsync_that_was_killed_is_not_taken_for_a_connection_that_broke_whatever_the_processes_around_it_say(string says)
    {
        var hosts = Failing(137, $"rsync: connection unexpectedly closed (131128 bytes received so far) [{says}]");

        (await FluentActions.Awaiting(() => CopyAsync(hosts)).Should().ThrowAsync<UserException>())
            .WithMessage("rsync on the staging host was killed (exit code 137).");

        hosts.Calls.Should().ContainSingle();
    }

    [Fact]
    public async Task Connection_that_is_lost_before_the_copy_is_opened_again_too()
    {
        var cut = Samples.Probe[..Samples.Probe.IndexOf("\\ndlpx-end", StringComparison.Ordinal)];
        var hosts =
            new FakeHosts(Samples.Record)
            {
                Probe = new RunResult(0, cut, "kex_exchange_identification: Connection closed by remote host"),
            };

        await FluentActions.Awaiting(() => CopyAsync(hosts)).Should().ThrowAsync<UserException>();

        hosts.Probes.Should().HaveCount(4);
        hosts.Calls.Should().BeEmpty();
    }

    [Theory]
    [InlineData(255, "Host key verification failed.")]
    [InlineData(255, "Permission denied (publickey).\nConnection closed by 10.0.0.1 port 22")]
    [InlineData(11, "rsync error: error in file IO (code 11) at receiver.c(374)")]
    [InlineData(23, "rsync error: some files/attrs were not transferred (code 23)")]
    [InlineData(30, "rsync error: timeout in data send/receive (code 30) at io.c(204)")]
    public async Task Any_other_failure_is_final(int code, string stderr)
    {
        var hosts = Failing(code, stderr);

        await FluentActions.Awaiting(() => CopyAsync(hosts)).Should().ThrowAsync<UserException>();

        hosts.Calls.Should().ContainSingle();
        Pauses.Should().BeEmpty();
    }

    [Fact]
    public async Task Success_after_a_transient_failure_is_a_success()
    {
        var results = new Queue<RunResult>(
            [new(1, "failure=rsync-failed\ncode=12\n", "rsync error: broken (code 12)"), new(0, Samples.Record, "")]);
        var hosts = new FakeHosts(() => results.Dequeue());

        await CopyAsync(hosts);

        hosts.Calls.Should().HaveCount(2);
    }

    [Fact]
    public async Task What_was_done_before_a_connection_broke_counts_too()
    {
        const string Broken =
            "mode=first\ncopied=Number of regular files transferred: 7\\nTotal transferred file size: 70 "
                + "bytes\nfailure=rsync-failed\ncode=12\n";
        const string Rest = "mode=sync\ncopied=Number of regular files transferred: 2\\nTotal transferred file size: 20 bytes\n";
        var results = new Queue<Func<string, RunResult>>(
            [_ => new(1, Broken, "rsync error: broken (code 12)"), begin => new(0, $"{begin}\n{Rest}", "")]);
        FakeHosts hosts = null!;
        hosts = new FakeHosts(() => results.Dequeue()(hosts.Calls[^1].Variables["DLPX_RECORD"]));

        await CopyAsync(hosts);

        hosts.Calls[1].Variables["DLPX_RECORD"].Should()
            .EndWith("\nmode=first\ncopied=Number of regular files transferred: 7\\nTotal transferred file size: 70 bytes");
        _log.Lines.Select(line => line.Text).Should().Contain("9 files (90 bytes) were transferred and 0 items deleted.");
    }

    [Fact]
    public async Task What_was_done_before_counts_too_where_the_next_connection_breaks_before_a_copy()
    {
        const string Broken = "mode=first\ncopied=Number of regular files transferred: 7\\nTotal transferred file size: 70 bytes\n";
        const string Failure = "failure=rsync-failed\ncode=12\n";
        const string Rest = "mode=sync\ncopied=Number of regular files transferred: 2\\nTotal transferred file size: 20 bytes\n";
        var results = new Queue<Func<string, RunResult>>(
        [
            _ => new(1, Broken + Failure, "rsync error: broken (code 12)"),
            _ => new(1, Failure, "rsync error: broken (code 12)"),
            begin => new(0, $"{begin}\n{Rest}", ""),
        ]);
        FakeHosts hosts = null!;
        hosts = new FakeHosts(() => results.Dequeue()(hosts.Calls[^1].Variables["DLPX_RECORD"]));

        await CopyAsync(hosts);

        _log.Lines.Select(line => line.Text).Should().Contain("9 files (90 bytes) were transferred and 0 items deleted.");
    }

    [Fact]
    public async Task Cancelling_ends_the_pause()
    {
        using var cancellation = new CancellationTokenSource();
        var hosts = new FakeHosts(() =>
        {
            cancellation.Cancel();
            return new RunResult(1, "failure=rsync-failed\ncode=12\n", "rsync error: broken (code 12)");
        });

        await FluentActions.Awaiting(() => CopyAsync(hosts, cancellation.Token)).Should().ThrowAsync<OperationCanceledException>();

        hosts.Calls.Should().ContainSingle();
    }

    private static FakeHosts Failing(int code, string stderr) => new($"failure=rsync-failed\ncode={code}\n", 1, stderr);

    // In seconds; those between two looks at the progress are shorter.
    private IEnumerable<double> Pauses => _clock.Waits.Select(wait => wait.TotalSeconds).Where(seconds => seconds >= 5);

    private Task CopyAsync(FakeHosts hosts, CancellationToken cancellationToken = default) =>
        new Ingestion(hosts.Libs, _log, _clock)
            .CopyFromSource(Samples.StagedSource(), Samples.Repository, Samples.SourceConfig, null, cancellationToken);
}
