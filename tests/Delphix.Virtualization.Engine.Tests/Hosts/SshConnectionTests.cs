using Delphix.Virtualization.Engine.Hosts;
using Delphix.Virtualization.Packaging.Processes;

namespace Delphix.Virtualization.Engine.Tests.Hosts;

public sealed class SshConnectionTests(SshServerFixture fixture) : HostConnectionContract, IClassFixture<SshServerFixture>
{
    private protected override HostConnection Connection => fixture.Connection;

    [Fact]
    public async Task HostKey_that_is_accepted_is_remembered_in_the_engines_own_file()
    {
        await RunAsync("true");

        (await File.ReadAllTextAsync(fixture.KnownHosts)).Should().Contain(fixture.Server.HostKeyLine.Split(' ')[^1]);
    }

    [Fact]
    public async Task SshConfig_for_people_at_a_terminal_is_overridden_and_the_way_to_the_host_is_not()
    {
        var config = fixture.PathOf("ssh_config");
        await File.WriteAllTextAsync(
            config,
            "RequestTTY force\nSessionType none\nStdinNull yes\nForkAfterAuthentication yes\nRemoteCommand tmux "
                + "attach\nPermitLocalCommand yes\nLocalForward 2323 localhost:23\nLogLevel DEBUG3\nHostName real.example\nProxyJump "
                + "jump.example\n");

        var lines = (await Tool.RunAsync("ssh", ["-G", "-F", config, .. Connection.SshArguments], CancellationToken.None)).Text.Split('\n');

        lines.Should().Contain(
            [
                "requesttty false", "sessiontype default", "stdinnull no", "forkafterauthentication no", "permitlocalcommand no",
                "clearallforwardings yes", "loglevel ERROR", "hostname real.example", "proxyjump jump.example",
            ]);
        lines.Should().NotContain(
            line => line.StartsWith("remotecommand", StringComparison.Ordinal)
                || line.StartsWith("localforward", StringComparison.Ordinal));
    }
}
