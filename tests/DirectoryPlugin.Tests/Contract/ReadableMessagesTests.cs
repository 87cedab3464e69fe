using Delphix.Virtualization;
using Delphix.Virtualization.Engine.Secrets;
using DirectoryPlugin.Tests.Support;
using Microsoft.Extensions.Logging.Testing;

namespace DirectoryPlugin.Tests.Contract;

/// <summary>
/// The engine hides values of a script's variables that are not part of its request. So no message may contain a value that the plugin made
/// itself: it would be shown as asterisks.
/// </summary>
public sealed class ReadableMessagesTests
{
    // What is in a request of the engine.
    private static readonly string[] Request =
        [
            "/srv/orders", "/old/vdb-mount", "db.example", "alice", "/keys/id", "/staging/scratch", "/target/scratch", "/mounted/ds",
            "/mounted/vdb", "*.tmp", "ds-guid", "vdb-guid"
        ];

    private static readonly string Local = Samples.Probe.Replace("machine=there", "machine=here", StringComparison.Ordinal)
        .Replace("4:3\\n4:4", "4:1\\n4:2", StringComparison.Ordinal)
        .Replace("identity=4:1\\n4:2\n", "identity=4:1\\n4:2\\n5:6\nproof=1234\n", StringComparison.Ordinal)
        .Replace("192.0.2.2 22", "192.0.2.1 22\\nproof=1234", StringComparison.Ordinal);

    public static TheoryData<string> Failures => new(ScriptFailure.Names);

    [Theory]
    [MemberData(nameof(Failures))]
    public async Task Message_of_a_sync_shows_all_that_it_is_about(string failure)
    {
        foreach (var probe in (string[])[Samples.Probe, Local])
        {
            var mounts = probe.Replace("\nssh=", "\nsourceMounts=gone-disk\nssh=", StringComparison.Ordinal)
                .Replace(
                    "rsync=\\n", "mounts=\\n/srv/orders\\n//\\n/srv/some-disk\\n/srv\\n/srv/orders/second-disk\\nrsync=\\n",
                    StringComparison.Ordinal);
            var stderr = "rsync: [sender] opendir \"/srv/orders/second-disk/d\" failed: Permission denied (13)\n"
                + "rsync: [receiver] write failed on \"/mounted/ds/second-disk/f\": No space left on device (28)";
            var hosts = new FakeHosts($"failure={failure}\ndeleted=20\ncode=14\n", 1, stderr) { Probe = new RunResult(0, mounts, "") };
            var parameters = new LinkedSourceDefinition
            {
                SourceAddress = "db.example",
                Username = "alice",
                MountLocation = "/mounted/ds",
                SshPort = 22,
                IdentityFile = "/keys/id",
                ExcludePatterns = ["*.tmp"],
                BandwidthLimitKiBps = 1_000_000,
                AcceptNewHostKey = true,
                AllowEmptySource = false,
            };

            var copy = () => new Ingestion(hosts.Libs, new FakeLogger<Ingestion>(), new ImpatientClock())
                .CopyFromSource(Samples.StagedSource(parameters), Samples.Repository, Samples.SourceConfig, null, CancellationToken.None);

            await ShowsAllAsync(copy, hosts);
        }
    }

    [Theory]
    [MemberData(nameof(Failures))]
    public async Task Message_of_a_configure_shows_all_that_it_is_about(string failure)
    {
        var stderr = "chown: changing ownership of './some folder/file': Operation not permitted\n"
            + "mv: cannot move 'x' to './some link': No space left on device";
        var hosts = new FakeHosts($"failure={failure}\ncode=14\nfolder=/mounted/vdb/some folder\n", 1, stderr);
        var source = Samples.VirtualSource(
            new VirtualSourceDefinition { MountLocation = "/mounted/vdb", RerootSymlinks = true, OwnerUid = 12345, OwnerGid = 54321 });
        var snapshot = new SnapshotDefinition { Mode = SnapshotMode.Sync, SourcePath = "/srv/orders" };
        var before = new SourceConfigDefinition { Name = "vdb", Path = "/old/vdb-mount" };

        var reconfigure = () => new Provisioning(hosts.Libs, new FakeLogger<Provisioning>(), TimeProvider.System)
            .Reconfigure(source, Samples.Repository, before, snapshot, CancellationToken.None);

        await ShowsAllAsync(reconfigure, hosts);
    }

    private static async Task ShowsAllAsync(Func<Task> fail, FakeHosts hosts)
    {
        var thrown = (await fail.Should().ThrowAsync<UserException>()).Which;
        var mask = new SecretMask();
        hosts.Calls.Should().NotBeEmpty();
        foreach (var call in hosts.Calls.Concat(hosts.Probes))
            mask.AddVariables(call.Variables.Values, [call.Command, .. Request]);
        var text = $"{thrown.Message}\n{thrown.Action}\n{thrown.Output}";
        mask.Hide(text).Should().Be(text);
    }
}
