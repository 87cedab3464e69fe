using Delphix.Virtualization;

namespace DirectoryPlugin.Tests;

public sealed class PluginRunnerTests
{
    private static readonly RemoteConnection Host = new(
        new RemoteEnvironment("host", "HOST_ENVIRONMENT-1", new RemoteHost("host.example", "HOST-1", "/bin", "/scratch")),
        new RemoteUser("user", "HOST_USER-1"));

    private static readonly VirtualSource<VirtualSourceDefinition> Vdb = new("guid", Host, new VirtualSourceDefinition(), []);

    private static readonly RepositoryDefinition Repository = PluginRunner.FindRepositories(Host)[0];

    [Fact]
    public void Host_has_one_repository() => PluginRunner.FindRepositories(Host).Should().ContainSingle();

    [Fact]
    public void Vdb_is_mounted_on_its_host() =>
        PluginRunner.MountVdb(Vdb, Repository).Mounts.Should().ContainSingle().Which.RemoteEnvironment.Should().Be(Host.Environment);

    [Fact]
    public void Vdb_keeps_its_source_config_when_it_is_rolled_back()
    {
        var configured = PluginRunner.Configure(Vdb, new SnapshotDefinition(), Repository);

        PluginRunner.Reconfigure(Vdb, Repository, configured, new SnapshotDefinition()).Should().Be(configured);
    }
}
