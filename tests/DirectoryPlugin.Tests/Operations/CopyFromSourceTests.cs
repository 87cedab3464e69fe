using Delphix.Virtualization;
using DirectoryPlugin.Tests.Support;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Testing;
using Microsoft.Extensions.Time.Testing;

namespace DirectoryPlugin.Tests.Operations;

public sealed class CopyFromSourceTests
{
    private const string SshOptions =
        "-oSessionType=default\n-oStdinNull=no\n-oForkAfterAuthentication=no\n-oCiphers=^aes128-gcm@openssh.com\n-oRemoteCommand=none\n"
        + "-T\n-oPermitLocalCommand=no\n-oClearAllForwardings=yes\n-a\n-k\n-x\n-oBatchMode=yes\n-oConnectTimeout=15\n"
        + "-oServerAliveInterval=15\n-oServerAliveCountMax=4\n-oLogLevel=ERROR\n"
        + "-oControlMaster=auto\n-oControlPath=ssh.socket\n-oControlPersist=60\n"
        + "-oUserKnownHostsFile=\"/staging/scratch/known_hosts\" ~/.ssh/known_hosts ~/.ssh/known_hosts2\n"
        + "-oStrictHostKeyChecking=yes\n-p\n2222\n-l\nalice";

    private static FakeTimeProvider Clock =>
        new(new DateTimeOffset(2024, 2, 29, 23, 59, 58, TimeSpan.Zero)) { AutoAdvanceAmount = TimeSpan.FromSeconds(1) };

    private readonly FakeLogger<Ingestion> _log = new();

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

        await new Ingestion(hosts.Libs, _log, Clock)
            .CopyFromSource(Samples.StagedSource(), Samples.Repository, Samples.SourceConfig, null, CancellationToken.None);

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
                (
                    "SSH_OPTIONS",
                    SshOptions.Replace("=yes\n-p\n2222", "=accept-new\n-p\n22", StringComparison.Ordinal)
                        + "\n-oIdentitiesOnly=yes\n-i\n/keys/id\n--\ndb.example"),
                ("ALLOW_EMPTY_SOURCE", "true"),
                ("FILTERS", "--filter=-s *.tmp\n--filter=-s \n--filter=-s  - x \\\\n"),
                ("COPY_OPTIONS", "--hard-links\n--partial\n--force\n--info=progress2,flist2\n--bwlimit=2147483647\n--acls\n-XX"))]);
    }

    [Theory]
    [InlineData("", "backup")]
    [InlineData("db.example", "")]
    public async Task Sync_from_nowhere_is_refused(string address, string user)
    {
        var parameters = new LinkedSourceDefinition
        {
            SourceAddress = address,
            Username = user,
            MountLocation = "/mnt/ds",
            SshPort = 22,
            AcceptNewHostKey = false,
            AllowEmptySource = false,
        };

        (await FluentActions.Awaiting(() => CopyAsync(parameters)).Should().ThrowAsync<UserException>()).Which.Action.Should()
            .Be("Set its sourceAddress and username.");
    }

    [Theory]
    [InlineData("path")]
    [InlineData("sourceAddress")]
    [InlineData("username")]
    [InlineData("identityFile")]
    [InlineData("excludePatterns")]
    [InlineData("mountLocation")]
    public async Task Text_with_a_nul_character_is_refused_with_the_name_of_its_parameter(string name)
    {
        var parameters = new LinkedSourceDefinition
        {
            SourceAddress = Text("sourceAddress"),
            Username = Text("username"),
            MountLocation = Text("mountLocation"),
            SshPort = 22,
            IdentityFile = Text("identityFile"),
            ExcludePatterns = ["fine", Text("excludePatterns")],
            AcceptNewHostKey = false,
            AllowEmptySource = false,
        };
        var source = new SourceConfigDefinition { Name = "Orders", Path = Text("path") };

        var use = async () =>
        {
            Ingestion.MountStaging(Samples.StagedSource(parameters), Samples.Repository);
            await new Ingestion(new FakeHosts().Libs, _log, Clock)
                .CopyFromSource(Samples.StagedSource(parameters), Samples.Repository, source, null, CancellationToken.None);
        };

        var thrown = (await use.Should().ThrowAsync<UserException>()).Which;
        (thrown.Message, thrown.Action).Should()
            .Be(($"{name} has a NUL character: /a\\x00b", $"Set {name} without it: no path, name or pattern can have one."));

        string Text(string parameter) => parameter == name ? "/a\0b" : "/ab";
    }

    [Fact]
    public async Task Source_path_that_is_longer_than_any_program_takes_is_refused()
    {
        var source = new SourceConfigDefinition { Name = "Orders", Path = string.Concat(Enumerable.Repeat("/ü", 1366)) };

        var copy = () => new Ingestion(new FakeHosts().Libs, _log, Clock)
            .CopyFromSource(Samples.StagedSource(), Samples.Repository, source, null, CancellationToken.None);

        (await copy.Should().ThrowAsync<UserException>()).Which.Message.Should()
            .Be("The source path has 4,098 bytes, and a host opens paths of at most 4,095.");
    }

    [Theory]
    [InlineData("/keys/id", "/scratch", "-i\n/keys/id", "\"/scratch/known_hosts\"")]
    [InlineData("/keys/100%h d/id", "/50%/scratch", "-oIdentityFile=\"/keys/100%%h d/id\"", "\"/50%%/scratch/known_hosts\"")]
    [InlineData("/keys/%\"k\\\\\\", "/a\"b\\c", "-oIdentityFile=\"/keys/%%\\\"k\\\\\\\\\\\\\"", "\"/a\\\"b\\c/known_hosts\"")]
    public void Path_of_any_characters_is_that_file_for_ssh(string identityFile, string scratch, string expected, string knownHosts)
    {
        var options = Options(identityFile, scratch).Replace(@"\\", @"\", StringComparison.Ordinal);

        options.Should().Contain($"\n-oUserKnownHostsFile={knownHosts} ").And.Contain($"\n-oIdentitiesOnly=yes\n{expected}\n--\n");
    }

    [StorageTheory("ssh")]
    [InlineData("100%h d")]
    [InlineData("%\"k'\\ \\\\")]
    [InlineData("a\"b \\c'")]
    public async Task Ssh_takes_a_key_of_any_name(string name)
    {
        using var folder = new TestFolder();
        var file = folder.Combine(name);
        (await Shell.RunAsync(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", file])).ExitCode.Should().Be(0);
        var options = Options(file, "/scratch").Split('\n').Select(line => line.Replace(@"\\", @"\", StringComparison.Ordinal))
            .TakeWhile(line => line != "--");

        var result = await Shell.RunAsync(
            [
                "ssh", "-F", "none",
                .. options.Select(option => option.Replace("LogLevel=ERROR", "LogLevel=DEBUG1", StringComparison.Ordinal)),
                "-oProxyCommand=true", "--", "db.example",
            ]);

        // It shows a backslash as two, and -1 is the type of a key that is not there.
        result.Stderr.Should().Contain($"identity file {file.Replace(@"\", @"\\", StringComparison.Ordinal)} type ")
            .And.MatchRegex(" type [0-9]");
    }

    [Theory]
    [InlineData("/keys/${HOME}/id", "/scratch", "identityFile cannot be /keys/${HOME}/id: ssh takes '${' for the beginning of a variable.")]
    [InlineData(
        "/keys/id", "/a${b", "The scratch path of the staging host cannot be /a${b: ssh takes '${' for the beginning of a variable.")]
    public void Path_that_cannot_be_written_for_ssh_is_refused(string identityFile, string scratch, string message) =>
        FluentActions.Invoking(() => Options(identityFile, scratch)).Should().Throw<UserException>().WithMessage(message);

    private static string Options(string identityFile, string scratch)
    {
        var given = Samples.LinkedSource();
        var parameters = new LinkedSourceDefinition
        {
            SourceAddress = given.SourceAddress,
            Username = given.Username,
            MountLocation = given.MountLocation,
            SshPort = 22,
            IdentityFile = identityFile,
            AcceptNewHostKey = false,
            AllowEmptySource = false,
        };
        return DirectoryPlugin.Sync.SyncOptions.Ssh(parameters, scratch);
    }

    [Theory]
    [InlineData(null, "sync")]
    [InlineData(false, "sync")]
    [InlineData(true, "resync")]
    public async Task Snapshot_parameters_say_whether_it_is_a_resync(bool? resync, string expected)
    {
        var call = await CopyAsync(
            Samples.LinkedSource(), resync is { } given ? new SnapshotParametersDefinition { Resync = given } : null);

        call.Variables["DLPX_MODE"].Should().Be(expected);
        call.Variables["DLPX_ATTRIBUTE_OPTIONS"].Should().Be(resync == true ? "--acls\n-XX" : "");
    }

    [Fact]
    public async Task Snapshot_parameters_without_a_word_on_resync_are_a_sync() =>
        (await CopyAsync(Samples.LinkedSource(), new SnapshotParametersDefinition())).Variables["DLPX_MODE"].Should().Be("sync");

    [Fact]
    public async Task Sync_without_a_mount_checks_the_place_that_the_user_said()
    {
        var hosts = new FakeHosts(Samples.Record);

        await new Ingestion(hosts.Libs, _log, Clock)
            .CopyFromSource(Samples.StagedSource(mounted: false), Samples.Repository, Samples.SourceConfig, null, CancellationToken.None);

        hosts.Call.ShouldBe("copy", Samples.Staging, Expected(("MOUNT_PATH", "/asked/ds")));
    }

    private async Task<HostCall> CopyAsync(LinkedSourceDefinition parameters, SnapshotParametersDefinition? snapshotParameters = null)
    {
        var hosts = new FakeHosts(Samples.Record);
        await new Ingestion(hosts.Libs, _log, Clock)
            .CopyFromSource(
                Samples.StagedSource(parameters), Samples.Repository, Samples.SourceConfig, snapshotParameters, CancellationToken.None);
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
            ["ATTRIBUTE_OPTIONS"] = "",
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
