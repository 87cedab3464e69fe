using Delphix.Virtualization;

namespace DirectoryPlugin.Tests.Support;

/// <summary>Arguments of operations, as an engine gives them.</summary>
internal static class Samples
{
    public static RemoteConnection Source { get; } = Connection("source", 1);

    public static RemoteConnection Staging { get; } = Connection("staging", 2);

    public static RemoteConnection Target { get; } = Connection("target", 3);

    public static RepositoryDefinition Repository { get; } = new() { Name = HostDiscovery.RepositoryName };

    public static SourceConfigDefinition SourceConfig { get; } = new() { Name = "Orders", Path = "/srv/orders" };

    /// <summary>What a resync recorded.</summary>
    public const string Record = """
        mode=resync
        sourcePath=/srv/a\\b\nc=d
        files=7
        directories=2
        bytes=5000000000
        transferredFiles=3
        transferredBytes=4000000000
        deletedItems=1
        healedFiles=2
        healedBytes=17
        sourceRsyncVersion=3.1.2
        stagingRsyncVersion=3.5.0
        startedAt=2024-02-29T23:59:58Z
        finishedAt=2024-03-01T00:00:01Z

        """;

    public static StagedSource<LinkedSourceDefinition> StagedSource(LinkedSourceDefinition? parameters = null, bool mounted = true) =>
        new("ds-guid", Source, parameters ?? LinkedSource(), mounted ? new Mount(Staging.Environment, "/mounted/ds") : null, Staging);

    public static LinkedSourceDefinition LinkedSource() => new()
    {
        SourceAddress = "db.example",
        Username = "alice",
        MountLocation = "/asked/ds",
        SshPort = 2222,
        AcceptNewHostKey = false,
        AllowEmptySource = false,
    };

    public static VirtualSource<VirtualSourceDefinition> VirtualSource(VirtualSourceDefinition? parameters = null, bool mounted = true) =>
        new("vdb-guid", Target, parameters ?? new VirtualSourceDefinition { MountLocation = "/asked/vdb", RerootSymlinks = true }, mounted ? [new Mount(Target.Environment, "/mounted/vdb")] : []);

    private static RemoteConnection Connection(string name, int number) => new(
        new RemoteEnvironment(name, $"UNIX_HOST_ENVIRONMENT-{number}", new RemoteHost($"{name}.example", $"UNIX_HOST-{number}", $"/{name}/bin", $"/{name}/scratch")),
        new RemoteUser($"{name}-user", $"HOST_USER-{number}"));
}
