using Delphix.Virtualization;
using DirectoryPlugin.Tests.Support;

namespace DirectoryPlugin.Tests.Operations;

/// <summary>What breaks on its way is tried again; what would break again fails at once.</summary>
public sealed class TransientFailureTests
{
    private readonly LogRecorder<Ingestion> _log = new();
    private readonly ImpatientClock _clock = new();

    [Theory]
    [InlineData(12, "rsync error: error in rsync protocol data stream (code 12) at io.c(232)")]
    [InlineData(30, "rsync error: timeout in data send/receive (code 30) at io.c(204)")]
    [InlineData(255, "client_loop: send disconnect: Broken pipe")]
    [InlineData(255, "Connection reset by 10.0.0.1 port 22")]
    [InlineData(255, "Timeout, server db.example not responding.")]
    [InlineData(79, "kex_exchange_identification: Connection closed by remote host")]
    public async Task Transient_failure_is_tried_three_times_more_with_longer_and_longer_pauses(int exitCode, string stderr)
    {
        var hosts = new FakeHosts("", exitCode, stderr);

        await FluentActions.Awaiting(() => CopyAsync(hosts)).Should().ThrowAsync<UserException>();

        hosts.Calls.Should().HaveCount(4).And.OnlyContain(call => call.Script == "sync-tree" && call.Variables.SequenceEqual(hosts.Calls[0].Variables));
        Pauses.Should().Equal(5, 10, 20);
        _log.Warnings.Should().HaveCount(3);
        _log.Warnings.First().Should().Be($"The copy broke with exit code {exitCode}; it goes on in 5 s. {stderr}");
    }

    [Theory]
    [InlineData(74, "ssh: connect to host db.example port 22: Connection refused")]
    [InlineData(75, "ssh: connect to host db.example port 22: Connection timed out")]
    [InlineData(76, "Permission denied (publickey).\nConnection closed by 10.0.0.1 port 22")]
    [InlineData(255, "Host key verification failed.")]
    [InlineData(12, "bash: what is that")]
    [InlineData(11, "rsync error: error in file IO (code 11) at receiver.c(374)")]
    [InlineData(23, "rsync error: some files/attrs were not transferred (code 23)")]
    [InlineData(64, "")]
    [InlineData(80, "")]
    public async Task Any_other_failure_is_final(int exitCode, string stderr)
    {
        var hosts = new FakeHosts("", exitCode, stderr);

        await FluentActions.Awaiting(() => CopyAsync(hosts)).Should().ThrowAsync<UserException>();

        hosts.Calls.Should().ContainSingle();
        Pauses.Should().BeEmpty();
    }

    [Fact]
    public async Task Success_after_a_transient_failure_is_a_success()
    {
        var results = new Queue<RunResult>([new(12, "", "rsync error: broken (code 12)"), new(0, Samples.Record, "")]);
        var hosts = new FakeHosts(() => results.Dequeue());

        await CopyAsync(hosts);

        hosts.Calls.Should().HaveCount(2);
    }

    [Fact]
    public async Task Cancelling_ends_the_pause()
    {
        using var cancellation = new CancellationTokenSource();
        var hosts = new FakeHosts(() =>
        {
            cancellation.Cancel();
            return new RunResult(12, "", "rsync error: broken (code 12)");
        });

        await FluentActions.Awaiting(() => CopyAsync(hosts, cancellation.Token)).Should().ThrowAsync<OperationCanceledException>();

        hosts.Calls.Should().ContainSingle();
    }

    // In seconds; those between two looks at the progress are shorter.
    private IEnumerable<double> Pauses => _clock.Waits.Select(wait => wait.TotalSeconds).Where(seconds => seconds >= 5);

    private Task CopyAsync(FakeHosts hosts, CancellationToken cancellationToken = default) =>
        new Ingestion(hosts.Libs, _log, _clock).CopyFromSource(Samples.StagedSource(), Samples.Repository, Samples.SourceConfig, null, cancellationToken);
}
