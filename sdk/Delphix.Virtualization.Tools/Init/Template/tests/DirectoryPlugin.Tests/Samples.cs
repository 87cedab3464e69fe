using Delphix.Virtualization;

namespace DirectoryPlugin.Tests;

/// <summary>Arguments of operations, as an engine gives them.</summary>
internal static class Samples
{
    internal static RemoteConnection Host { get; } = new(
        new RemoteEnvironment("host", "HOST_ENVIRONMENT-1", new RemoteHost("host.example", "HOST-1", "/bin", "/scratch")),
        new RemoteUser("user", "HOST_USER-1"));

    internal static RepositoryDefinition Repository { get; } = new() { Name = "Files" };

    internal static SourceConfigDefinition SourceConfig { get; } = new() { Name = "Orders", Path = "/srv/orders" };

#if STAGED
    internal static StagedSource<LinkedSourceDefinition> StagedSource { get; } =
        new("guid", Host, new LinkedSourceDefinition { MountLocation = "/mnt/staging" }, new Mount(Host.Environment, "/mnt/staging"), Host);
#endif
#if DIRECT
    internal static DirectSource<LinkedSourceDefinition> DirectSource { get; } = new("guid", Host, new LinkedSourceDefinition { ExcludePaths = ["tmp"] });
#endif

    internal static VirtualSource<VirtualSourceDefinition> VirtualSource { get; } =
        new("guid", Host, new VirtualSourceDefinition { MountLocation = "/mnt/copy" }, [new Mount(Host.Environment, "/mnt/copy")]);
}
