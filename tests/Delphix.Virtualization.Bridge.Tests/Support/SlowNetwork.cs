using System.Net;
using System.Net.Sockets;

namespace Delphix.Virtualization.Bridge.Tests;

/// <summary>A network on the way to a plugin host, which delays all bytes and lets them through in small pieces.</summary>
internal sealed class SlowNetwork : IAsyncDisposable
{
    private const int PieceBytes = 512;
    private static readonly TimeSpan Delay = TimeSpan.FromMilliseconds(3);

    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _ended = new();
    private readonly Task _accepting;
    private int _pieces;

    public SlowNetwork(IPEndPoint target)
    {
        _listener.Start();
        EndPoint = (IPEndPoint)_listener.LocalEndpoint;
        _accepting = AcceptAsync(target);
    }

    /// <summary>Where it stands for the plugin host.</summary>
    public IPEndPoint EndPoint { get; }

    /// <summary>How many pieces have come through.</summary>
    public int Pieces => Volatile.Read(ref _pieces);

    public async ValueTask DisposeAsync()
    {
        await _ended.CancelAsync();
        _listener.Dispose();
        await _accepting.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _ended.Dispose();
    }

    private async Task AcceptAsync(IPEndPoint target)
    {
        var open = new List<Task>();
        try
        {
            while (true)
                open.Add(ServeAsync(await _listener.AcceptSocketAsync(_ended.Token), target));
        }
        finally
        {
            await Task.WhenAll(open).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task ServeAsync(Socket engine, IPEndPoint target)
    {
        using var near = new NetworkStream(engine, ownsSocket: true);
        using var client = new TcpClient { NoDelay = true };
        await client.ConnectAsync(target, _ended.Token);
        engine.NoDelay = true;
        await Task.WhenAny(PassAsync(near, client.GetStream()), PassAsync(client.GetStream(), near));
    }

    private async Task PassAsync(NetworkStream from, NetworkStream to)
    {
        var piece = new byte[PieceBytes];
        while (await from.ReadAsync(piece, _ended.Token) is > 0 and var count)
        {
            await Task.Delay(Delay, _ended.Token);
            await to.WriteAsync(piece.AsMemory(0, count), _ended.Token);
            Interlocked.Increment(ref _pieces);
        }
    }
}
