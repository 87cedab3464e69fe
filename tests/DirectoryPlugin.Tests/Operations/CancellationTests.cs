using Delphix.Virtualization;
using DirectoryPlugin.Tests.Support;
using Microsoft.Extensions.Logging.Testing;

namespace DirectoryPlugin.Tests.Operations;

/// <summary>Each operation hands its cancellation token to the script that it runs.</summary>
public sealed class CancellationTests
{
    private const string Answer = """
        unread=missing
        user=root
        list=/etc/list
        mounted=true
        usedPercent=1
        files=1
        directories=1
        bytes=1
        flushed=1
        found=1
        mode=sync
        sourcePath=/s
        transferredFiles=1
        transferredBytes=1
        deletedItems=1
        healedFiles=0
        healedBytes=0
        sourceRsyncVersion=3.1
        stagingRsyncVersion=3.1
        startedAt=a
        rootFingerprint=abc
        finishedAt=b
        rerootedSymlinks=0

        """;

    private static readonly SnapshotDefinition Snapshot = new() { Mode = SnapshotMode.Sync };

    private static readonly Dictionary<string, Func<ILibs, CancellationToken, Task>> Operations = new()
    {
        ["discovery.repository"] = (libs, token) => Discovery(libs).FindRepositories(Samples.Source, token),
        ["discovery.sourceConfig"] = (libs, token) => Discovery(libs).FindSourceConfigs(Samples.Source, Samples.Repository, token),
        ["linked.startStaging"] = (libs, token) => Ingestion(libs)
            .StartStaging(Samples.StagedSource(), Samples.Repository, Samples.SourceConfig, token),
        ["linked.preSnapshot"] = (libs, token) => Ingestion(libs)
            .CopyFromSource(Samples.StagedSource(), Samples.Repository, Samples.SourceConfig, null, token),
        ["linked.postSnapshot"] = (libs, token) => Ingestion(libs)
            .DescribeSnapshot(Samples.StagedSource(), Samples.Repository, Samples.SourceConfig, null, token),
        ["linked.stopStaging"] = (libs, token) => Ingestion(libs)
            .StopStaging(Samples.StagedSource(), Samples.Repository, Samples.SourceConfig, token),
        ["linked.status"] = (libs, token) => Ingestion(libs)
            .GetStatus(Samples.StagedSource(), Samples.Repository, Samples.SourceConfig, token),
        ["linked.worker"] = (libs, token) => Ingestion(libs).Watch(Samples.StagedSource(), Samples.Repository, Samples.SourceConfig, token),
        ["linked.sourceSize"] = (libs, token) => Ingestion(libs)
            .GetSize(Samples.StagedSource(), Samples.Repository, Samples.SourceConfig, token),
        ["virtual.initialize"] = (libs, token) => Provisioning(libs).Initialize(Samples.VirtualSource(), Samples.Repository, token),
        ["virtual.configure"] = (libs, token) => Provisioning(libs).Configure(Samples.VirtualSource(), Snapshot, Samples.Repository, token),
        ["virtual.reconfigure"] = (libs, token) => Provisioning(libs)
            .Reconfigure(Samples.VirtualSource(), Samples.Repository, Samples.SourceConfig, Snapshot, token),
        ["virtual.unconfigure"] = (libs, token) => Provisioning(libs)
            .Unconfigure(Samples.VirtualSource(), Samples.Repository, Samples.SourceConfig, token),
        ["virtual.cleanup"] = (libs, token) => Provisioning(libs)
            .CleanUp(Samples.VirtualSource(), Samples.Repository, Samples.SourceConfig, token),
        ["virtual.start"] = (libs, token) => Provisioning(libs)
            .Start(Samples.VirtualSource(), Samples.Repository, Samples.SourceConfig, token),
        ["virtual.stop"] = (libs, token) => Provisioning(libs)
            .Stop(Samples.VirtualSource(), Samples.Repository, Samples.SourceConfig, token),
        ["virtual.preSnapshot"] = (libs, token) => Provisioning(libs)
            .Flush(Samples.VirtualSource(), Samples.Repository, Samples.SourceConfig, token),
        ["virtual.postSnapshot"] = (libs, token) => Provisioning(libs)
            .DescribeSnapshot(Samples.VirtualSource(), Samples.Repository, Samples.SourceConfig, token),
        ["virtual.status"] = (libs, token) => Provisioning(libs)
            .GetStatus(Samples.VirtualSource(), Samples.Repository, Samples.SourceConfig, token),
        ["virtual.sourceSize"] = (libs, token) => Provisioning(libs)
            .GetSize(Samples.VirtualSource(), Samples.Repository, Samples.SourceConfig, token),
    };

    public static TheoryData<string> Names => new(Operations.Keys);

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Operation_hands_its_token_to_the_script(string name)
    {
        using var cancellation = new CancellationTokenSource();
        var hosts = new FakeHosts(Answer);

        await Operations[name](hosts.Libs, cancellation.Token);

        hosts.Call.Token.Should().Be(cancellation.Token);
    }

    private static HostDiscovery Discovery(ILibs libs) => new(libs, new FakeLogger<HostDiscovery>());

    private static Ingestion Ingestion(ILibs libs) => new(libs, new FakeLogger<Ingestion>(), TimeProvider.System);

    private static Provisioning Provisioning(ILibs libs) => new(libs, new FakeLogger<Provisioning>(), TimeProvider.System);
}
