using Delphix.Virtualization.Engine.Hosts;

namespace Delphix.Virtualization.Engine.Tests.Hosts;

public sealed class SshConnectionTests(SshServerFixture fixture) : HostConnectionContract, IClassFixture<SshServerFixture>
{
    private protected override HostConnection Connection => fixture.Connection;

    [Fact]
    public async Task HostKey_thatIsAccepted_isRememberedInTheEnginesOwnFile()
    {
        await RunAsync("true");

        (await File.ReadAllTextAsync(fixture.KnownHosts)).Should().Contain(fixture.Server.HostKeyLine.Split(' ')[^1]);
    }
}
