using Delphix.Virtualization;
using Delphix.Virtualization.Operations;

namespace DirectoryPlugin.Tests.Support;

/// <summary>Arguments of operations, as an engine gives them.</summary>
internal static class Samples
{
    private static readonly SampleRequests Requests = new(Schemas.Current(), PluginStrategy.Staged);

    public static RemoteConnection Source { get; } = SampleRequests.Connection("source");

    public static RemoteConnection Staging { get; } = SampleRequests.Connection("staging");

    public static RemoteConnection Target { get; } = SampleRequests.Connection("target");

    public static RepositoryDefinition Repository { get; } = new() { Name = HostDiscovery.RepositoryName };

    public static SourceConfigDefinition SourceConfig { get; } = Requests.Values<SourceConfigDefinition>(values =>
    {
        values["name"] = "Orders";
        values["path"] = "/srv/orders";
    });

    /// <summary>What two hosts say that can do all.</summary>
    public const string Probe = """
        user=0
        userName=root
        machine=here
        addresses=192.0.2.1
        identity=4:1\n4:2
        storage=Avail IAvail 1B-blocks Inodes\n5000000 5000 9000000 9000
        synced=1700000000 1600000000 there:5:6 0 0
        ssh=/usr/bin/ssh
        rsync=rsync  version 3.5.0  protocol version 32\n    ACLs, xattrs
        source=dlpx-begin\nstate=present\nclock=1700000100\nuptime=100000100\nuser=0\nmachine=there\nconnection=192.0.2.1 4711 192.0.2.2 22\nidentity=\n4:3\n4:4\n5:6\nblocks=\nFilesystem 1024-blocks Used Available Capacity Mounted on\n/dev/sda1 9000 1000 8000 12% /srv\ninodes=\nFilesystem Inodes IUsed IFree IUse% Mounted on\n/dev/sda1 9000 100 8900 2% /srv\nrsync=\nrsync  version 3.1.2  protocol version 31\ndlpx-end

        """;

    /// <summary>What a resync recorded.</summary>
    public const string Record = """
        sourcePath=/srv/a\\b\nc=d
        sourceRsyncVersion=3.1.2
        stagingRsyncVersion=3.5.0
        startedAt=2024-02-29T23:59:58Z
        healedFiles=1
        healedBytes=10
        copied=Number of regular files transferred: 2\nTotal transferred file size: 3000000000 bytes
        copied=Number of regular files transferred: 1\nTotal transferred file size: 1000000000 bytes
        deletedItems=1
        healedFiles=1
        healedBytes=7
        mode=resync
        compared=Number of files: 10 (reg: 6, dir: 3, link: 1)\nTotal file size: 4999999990 bytes
        comparedBytes=20
        copiedBytes=30
        absoluteSymlinks=true
        rootFingerprint=abc
        finishedAt=2024-03-01T00:00:01Z

        """;

    public static StagedSource<LinkedSourceDefinition> StagedSource(LinkedSourceDefinition? parameters = null, bool mounted = true) =>
        new("ds-guid", Source, parameters ?? LinkedSource(), new Mount(Staging.Environment, mounted ? "/mounted/ds" : ""), Staging);

    public static LinkedSourceDefinition LinkedSource() => Requests.Values<LinkedSourceDefinition>(values =>
    {
        values["sourceAddress"] = "db.example";
        values["username"] = "alice";
        values["mountLocation"] = "/asked/ds";
        values["sshPort"] = 2222;
    });

    public static VirtualSource<VirtualSourceDefinition> VirtualSource(VirtualSourceDefinition? parameters = null, bool mounted = true) =>
        new("vdb-guid", Target, parameters ?? VirtualSource(), mounted ? [new Mount(Target.Environment, "/mounted/vdb")] : []);

    private static VirtualSourceDefinition VirtualSource() =>
        Requests.Values<VirtualSourceDefinition>(values => values["mountLocation"] = "/asked/vdb");
}
