using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;

namespace Delphix.Virtualization.Bridge.Tests;

/// <summary>What a plugin host is when its certificate expires while it runs: it proves itself with that one.</summary>
internal sealed class ExpiredHost : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly X509Certificate2 _certificate;
    private readonly Task _serving;

    /// <param name="certificates">The folder with its certificate.</param>
    public ExpiredHost(string certificates)
    {
        _certificate = X509Certificate2.CreateFromPemFile(Path.Combine(certificates, "host.crt"), Path.Combine(certificates, "host.key"));
        _listener.Start();
        _serving = ServeAsync();
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    public async ValueTask DisposeAsync()
    {
        _listener.Dispose();
        await _serving.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _certificate.Dispose();
    }

    private async Task ServeAsync()
    {
        using var client = await _listener.AcceptTcpClientAsync();
        await using var tls = new SslStream(client.GetStream());
        await tls.AuthenticateAsServerAsync(_certificate);
        // Until the other side closes the connection.
        await tls.CopyToAsync(Stream.Null);
    }
}
