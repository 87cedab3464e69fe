using Delphix.Virtualization;
using DirectoryPlugin.Tests.Support;
using Microsoft.Extensions.Logging;

namespace DirectoryPlugin.Tests.Operations;

public sealed class CopyFromSourceTests
{
    private const string SshOptions = "-oSessionType=default\n-oStdinNull=no\n-oForkAfterAuthentication=no\n-oCiphers=^aes128-gcm@openssh.com\n-oRemoteCommand=none\n"
        + "-T\n-oPermitLocalCommand=no\n-oClearAllForwardings=yes\n-a\n-k\n-x\n-oBatchMode=yes\n-oConnectTimeout=15\n-oServerAliveInterval=15\n-oServerAliveCountMax=4\n-oLogLevel=ERROR\n"
        + "-oControlMaster=auto\n-oControlPath=ssh.socket\n-oControlPersist=60\n"
        + "-oUserKnownHostsFile=\"/staging/scratch/known_hosts\" ~/.ssh/known_hosts ~/.ssh/known_hosts2\n"
        + "-oStrictHostKeyChecking=yes\n-p\n2222\n-l\nalice";

    private static TestClock Clock => new(new DateTimeOffset(2024, 2, 29, 23, 59, 58, TimeSpan.Zero));

    private readonly LogRecorder<Ingestion> _log = new();

    [Fact]
    public async Task Sync_with_the_least_parameters_has_every_variable()
    {
        var call = await CopyAsync(Samples.LinkedSource());

        call.ShouldBe("copy", Samples.Staging, Expected());
        _log.Lines.Should().Equal(
            (LogLevel.Information, "Copying /srv/orders from db.example (sync)."),
            (LogLevel.Information, "3 files (4000000000 bytes) were transferred and 1 items deleted."),
            (LogLevel.Information, "2 files (17 bytes) differed behind an equal size and time, and were healed."));
    }

    [Fact]
    public async Task Sync_that_found_nothing_to_do_says_so_and_its_warnings_are_logged()
    {
        var hosts = new FakeHosts("mode=sync\nlost=acls\nvanished=3\n");

        await new Ingestion(hosts.Libs, _log, Clock).CopyFromSource(Samples.StagedSource(), Samples.Repository, Samples.SourceConfig, null, CancellationToken.None);

        _log.Lines.Skip(1).Should().Equal((LogLevel.Warning, "ACLs were not kept: the storage cannot hold them."),
            (LogLevel.Warning, "3 items vanished or shrank while they were being copied."),
            (LogLevel.Information, "The source has not changed: nothing was transferred."));
    }

    [Fact]
    public async Task Sync_with_all_parameters_passes_them_on()
    {
        var parameters = Samples.LinkedSource();
        parameters = new LinkedSourceDefinition
        {
            SourceAddress = parameters.SourceAddress,
            Username = parameters.Username,
            MountLocation = parameters.MountLocation,
            SshPort = 22,
            IdentityFile = "/keys/id",
            ExcludePatterns = ["*.tmp", "", " - x \\n"],
            BandwidthLimitKiBps = 2147483647,
            AcceptNewHostKey = true,
            AllowEmptySource = true,
        };

        var call = await CopyAsync(parameters);

        call.ShouldBe("copy", Samples.Staging, [
            .. Expected(
                ("SSH_PORT", "22"),
                ("SSH_OPTIONS", SshOptions.Replace("=yes\n-p\n2222", "=accept-new\n-p\n22", StringComparison.Ordinal) + "\n-oIdentitiesOnly=yes\n-i\n/keys/id\n--\ndb.example"),
                ("ALLOW_EMPTY_SOURCE", "true"),
                ("FILTERS", "--filter=- *.tmp\n--filter=- \n--filter=-  - x \\\\n"),
                ("COPY_OPTIONS", "--hard-links\n--partial\n--force\n--info=progress2,flist2\n--bwlimit=2147483647\n--acls\n-XX"))]);
    }

    [Theory]
    [InlineData("", "backup")]
    [InlineData("db.example", "")]
    public async Task Sync_from_nowhere_is_refused(string address, string user)
    {
        var parameters = new LinkedSourceDefinition { SourceAddress = address, Username = user, MountLocation = "/mnt/ds", SshPort = 22, AcceptNewHostKey = false, AllowEmptySource = false };

        (await FluentActions.Awaiting(() => CopyAsync(parameters)).Should().ThrowAsync<UserException>()).Which.Action.Should().Be("Set its sourceAddress and username.");
    }

    [Theory]
    [InlineData(null, "sync")]
    [InlineData(false, "sync")]
    [InlineData(true, "resync")]
    public async Task Snapshot_parameters_say_whether_it_is_a_resync(bool? resync, string expected)
    {
        var call = await CopyAsync(Samples.LinkedSource(), resync is { } given ? new SnapshotParametersDefinition { Resync = given } : null);

        call.Variables["DLPX_MODE"].Should().Be(expected);
        (call.Variables["DLPX_COMPARE_OPTIONS"], call.Variables["DLPX_COPY_OPTIONS"].Contains("--checksum")).Should().Be(resync == true ? ("--checksum\n--acls\n-XX", true) : ("", false));
    }

    [Fact]
    public async Task Snapshot_parameters_without_a_word_on_resync_are_a_sync() =>
        (await CopyAsync(Samples.LinkedSource(), new SnapshotParametersDefinition())).Variables["DLPX_MODE"].Should().Be("sync");

    [Fact]
    public async Task Sync_without_a_mount_checks_the_place_that_the_user_said()
    {
        var hosts = new FakeHosts(Samples.Record);

        await new Ingestion(hosts.Libs, _log, Clock).CopyFromSource(Samples.StagedSource(mounted: false), Samples.Repository, Samples.SourceConfig, null, CancellationToken.None);

        hosts.Call.ShouldBe("copy", Samples.Staging, Expected(("MOUNT_PATH", "/asked/ds")));
    }

    private async Task<HostCall> CopyAsync(LinkedSourceDefinition parameters, SnapshotParametersDefinition? snapshotParameters = null)
    {
        var hosts = new FakeHosts(Samples.Record);
        await new Ingestion(hosts.Libs, _log, Clock).CopyFromSource(Samples.StagedSource(parameters), Samples.Repository, Samples.SourceConfig, snapshotParameters, CancellationToken.None);
        return hosts.Call;
    }

    private static (string, string)[] Expected(params (string Name, string Value)[] changed)
    {
        var variables = new Dictionary<string, string>
        {
            ["GUID"] = "ds-guid",
            ["SCRATCH_PATH"] = "/staging/scratch",
            ["MOUNT_PATH"] = "/mounted/ds",
            ["SOURCE_PATH"] = "/srv/orders",
            ["SOURCE_ADDRESS"] = "db.example",
            ["SOURCE_USER"] = "alice",
            ["SSH_PORT"] = "2222",
            ["SSH_OPTIONS"] = SshOptions + "\n--\ndb.example",
            ["PATIENCE"] = "600",
            ["SILENCE"] = "60",
            ["ALLOW_EMPTY_SOURCE"] = "false",
            ["ONE_FILE_SYSTEM"] = "false",
            ["SOURCE_MOUNTS"] = "",
            ["GONE_MOUNTS"] = "",
            ["MODE"] = "sync",
            ["FILTERS"] = "",
            ["COMPARE_OPTIONS"] = "",
            ["COPY_OPTIONS"] = "--hard-links\n--partial\n--force\n--info=progress2,flist2\n--acls\n-XX",
            ["NOISE"] = "false",
            ["FROM"] = "source:/srv/orders",
            ["DIRECTORY"] = "",
            ["OPTIONS"] = "--archive\n--numeric-ids\n--stats\n--no-human-readable\n--modify-window=-1\n--timeout=3600\n--protect-args",
            ["ROOM_BYTES"] = "",
            ["ROOM_ITEMS"] = "",
            ["SINCE"] = "1700000000",
            ["SYNCED"] = "1700000100 1600000000 there:5:6 0 0",
            ["RECORD"] = "sourcePath=/srv/orders\nsourceRsyncVersion=3.1.2\nstagingRsyncVersion=3.5.0\nstartedAt=2024-02-29T23:59:58Z",
        };
        foreach (var (name, value) in changed)
            variables[name] = value;
        return [.. variables.Select(variable => ("DLPX_" + variable.Key, variable.Value))];
    }
}
