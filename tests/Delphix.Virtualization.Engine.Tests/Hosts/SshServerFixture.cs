using Delphix.Virtualization.Engine.Catalog;
using Delphix.Virtualization.Engine.Hosts;
using Delphix.Virtualization.Engine.Tests.Support;

namespace Delphix.Virtualization.Engine.Tests.Hosts;

/// <summary>A host behind a private sshd, and a connection to it.</summary>
public sealed class SshServerFixture : IAsyncLifetime, IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    internal PrivateSshServer Server { get; private set; } = null!;

    internal HostConnection Connection { get; private set; } = null!;

    // A percent sign, a blank and a quote in the path, which ssh would take for something else.
    internal string KnownHosts => _directory.Combine("100%h engine", "known_hosts");

    internal EnvironmentObject Environment => Samples.Environment() with
    {
        Address = Server.Address,
        Port = Server.Port,
        User = Server.UserName,
        IdentityFile = Server.IdentityFile,
    };

    public async Task InitializeAsync()
    {
        Directory.CreateDirectory(Path.GetDirectoryName(KnownHosts)!);
        Server = await PrivateSshServer.StartAsync(_directory.Combine("sshd"));
        Connection = new SshConnection(Environment, KnownHosts, acceptNewHostKey: true);
    }

    public async Task DisposeAsync()
    {
        await Connection.DisposeAsync();
        await Server.DisposeAsync();
    }

    public void Dispose() => _directory.Dispose();

    internal string PathOf(params string[] parts) => _directory.Combine(parts);
}
