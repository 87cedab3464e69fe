using Delphix.Virtualization;

namespace DirectoryPlugin.Tests;

public sealed class HostDiscoveryTests
{
    [Fact]
    public async Task Host_has_one_repository_that_tells_its_operating_system()
    {
        var host = new FakeHost("operatingSystem=Debian 13\n");

        var found = await new HostDiscovery(host.Libs).FindRepositories(Samples.Host, CancellationToken.None);

        found.Should().Equal(new RepositoryDefinition { Name = "Files", OperatingSystem = "Debian 13" });
    }

    [Fact]
    public async Task Host_whose_script_fails_is_told_with_its_output()
    {
        var host = new FakeHost(exitCode: 3, stderr: "no such command\n");

        var act = () => new HostDiscovery(host.Libs).FindRepositories(Samples.Host, CancellationToken.None);

        (await act.Should().ThrowAsync<UserException>().WithMessage("discover-repository.sh failed with exit code 3.")).Which.Output.Should().Be("no such command");
    }
}
