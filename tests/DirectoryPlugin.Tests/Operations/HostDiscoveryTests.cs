using Delphix.Virtualization;
using DirectoryPlugin.Tests.Support;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Testing;

namespace DirectoryPlugin.Tests.Operations;

public sealed class HostDiscoveryTests
{
    private readonly FakeLogger<HostDiscovery> _log = new();

    [Fact]
    public async Task Repository_says_what_the_host_has()
    {
        var hosts = new FakeHosts(
            "operatingSystem=Debian = 12\nrsync=rsync  version 3.5.0  protocol version 32\\nand more\nssh=OpenSSH_9.2p1 Debian-2, OpenSSL "
                + "3.0\n");

        var found = await Discovery(hosts).FindRepositories(Samples.Source, CancellationToken.None);

        hosts.Call.ShouldBe("discover-repository", Samples.Source);
        found.Should().BeEquivalentTo(
            [
                new RepositoryDefinition
                {
                    Name = "Directory trees",
                    OperatingSystem = "Debian = 12",
                    RsyncVersion = "3.5.0",
                    SshVersion = "9.2p1",
                },
            ]);
        _log.Lines.Should().BeEmpty();
    }

    [Theory]
    [InlineData("operatingSystem=Debian 12\n")]
    [InlineData("operatingSystem=Debian 12\nrsync=\nssh=\n")]
    public async Task Repository_of_a_host_without_tools_is_there_and_warned_of(string stdout)
    {
        var found = await Discovery(new FakeHosts(stdout)).FindRepositories(Samples.Target, CancellationToken.None);

        found.Should().BeEquivalentTo([new RepositoryDefinition { Name = "Directory trees", OperatingSystem = "Debian 12" }]);
        _log.Warnings.Should().Equal(
            "target has no rsync: it can be neither a source host nor a staging host.",
            "target has no OpenSSH client: it cannot be a staging host.");
    }

    [Fact]
    public async Task Rsync_that_is_too_old_is_warned_of()
    {
        await Discovery(new FakeHosts("operatingSystem=x\nrsync=rsync  version 3.0.9  protocol version 30\nssh=OpenSSH_9.2p1, OpenSSL\n"))
            .FindRepositories(Samples.Target, CancellationToken.None);

        _log.Warnings.Should().Equal("target has rsync 3.0.9, which is too old for a source host or a staging host: install 3.1 or newer.");
    }

    [Fact]
    public async Task Source_configs_are_those_of_the_list()
    {
        var hosts = new FakeHosts("""
            list=/etc/dlpx/directories.conf
            user=alice
            line=# What may be linked:
            found=missing
            line=Orders=/srv//orders/
            found=directory
            line=/gone
            found=missing
            line=a\\n b=/srv/a=b
            found=directory
            line=x=y
            found=missing

            """);

        var found = await Discovery(hosts).FindSourceConfigs(Samples.Source, Samples.Repository, CancellationToken.None);

        hosts.Call.ShouldBe("discover-source-configs", Samples.Source);
        found.Should().BeEquivalentTo(
            [
                new SourceConfigDefinition { Name = "Orders", Path = "/srv/orders" },
                new SourceConfigDefinition { Name = "a\\n b", Path = "/srv/a=b" },
            ]);
        _log.Lines.Should().Equal(
            (LogLevel.Warning, "source: '/gone' of /etc/dlpx/directories.conf is skipped: the directory does not exist."),
            (LogLevel.Warning, "source: 'x=y' of /etc/dlpx/directories.conf is skipped: the path is not absolute."));
    }

    [Theory]
    [InlineData("missing")]
    [InlineData("unreadable")]
    public async Task Source_configs_of_a_host_without_a_list_are_none(string state)
    {
        var found = await Discovery(new FakeHosts($"list=/etc/list\nuser=alice\nunread={state}\n"))
            .FindSourceConfigs(Samples.Source, Samples.Repository, CancellationToken.None);

        found.Should().BeEmpty();
        _log.Lines.Should().Equal((LogLevel.Information, $"source: the list of directories /etc/list is {state}."));
    }

    [Fact]
    public async Task Script_that_prints_less_than_it_should_is_named()
    {
        var find = () => Discovery(new FakeHosts("line=/srv\nfound=directory\n"))
            .FindSourceConfigs(Samples.Source, Samples.Repository, CancellationToken.None);

        await find.Should().ThrowAsync<InvalidDataException>().WithMessage("discover-source-configs.sh printed no list.");
    }

    [Fact]
    public async Task Script_that_fails_tells_the_user_its_exit_code_and_output()
    {
        var find = () => Discovery(new FakeHosts(exitCode: 1, stderr: "\nbash: no\n"))
            .FindRepositories(Samples.Source, CancellationToken.None);

        var thrown = (await find.Should().ThrowAsync<UserException>().WithMessage("discover-repository.sh failed with exit code 1.")).Which;
        (thrown.Action, thrown.Output).Should().Be((UserException.DefaultAction, "bash: no"));
    }

    private HostDiscovery Discovery(FakeHosts hosts) => new(hosts.Libs, _log);
}
