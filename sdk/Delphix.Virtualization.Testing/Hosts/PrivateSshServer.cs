using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text.RegularExpressions;

namespace Delphix.Virtualization.Testing;

/// <summary>
/// A real sshd that only this user reaches: on loopback, with throw-away keys and an empty home directory, gone with everything it started
/// when it is disposed.
/// </summary>
public sealed class PrivateSshServer : IAsyncDisposable
{
    private const int Attempts = 5;
    private const string MarkVariable = "DVP_PRIVATE_SSHD";

    private static readonly TimeSpan PollInterval = TimeSpan.FromMilliseconds(10);

    // Seen through this server, the machine is another host, where the user may make one: what comes from it does travel over SSH.
    private static readonly string[] HostOfItsOwn =
        ["sh", "-c", "! unshare --uts true 2>/dev/null || exec unshare --uts -- \"$@\"; exec \"$@\"", "sh"];

    private readonly SshServerFiles _files;
    private readonly SshServerProgram _program;
    private readonly PrivateSshServerOptions _options;
    private Process? _process;
    private ProcessIdentity? _listener;

    private PrivateSshServer(SshServerFiles files, SshServerProgram program, PrivateSshServerOptions options) =>
        (_files, _program, _options) = (files, program, options);

    /// <summary>The address that it listens at: the loopback one.</summary>
    public string Address { get; } = IPAddress.Loopback.ToString();

    /// <summary>The port that it listens at.</summary>
    public int Port { get; private set; }

    /// <summary>The only account that can log in: the one that runs this process.</summary>
    public string UserName { get; } = Environment.UserName;

    /// <summary>The private key to log in with.</summary>
    public string IdentityFile => _files.ClientKey;

    /// <summary>The path of the server's log.</summary>
    public string LogFile => _files.Log;

    /// <summary>The home directory of every session, empty at first.</summary>
    public string HomeDirectory => _files.Home;

    /// <summary>The line for a known_hosts file.</summary>
    public string HostKeyLine => string.Create(CultureInfo.InvariantCulture, $"[{Address}]:{Port} {_files.ReadPublicHostKey()}");

    /// <summary>In the environment of every session, so that what a session left behind is found again.</summary>
    internal string Mark { get; } = $"{MarkVariable}={Guid.NewGuid():N}";

    /// <summary>Whether it runs.</summary>
    public bool IsRunning => _process is { HasExited: false };

    /// <summary>Starts a server; it accepts connections when this returns.</summary>
    /// <param name="directory">Where its keys, configuration and log go: a private directory without another server's files.</param>
    /// <param name="options">Null takes the defaults.</param>
    /// <param name="cancellationToken">Ends a server that is still starting.</param>
    /// <exception cref="InvalidOperationException">sshd is not installed, or ended at once; its log is in the message.</exception>
    public static async Task<PrivateSshServer> StartAsync(
        string directory, PrivateSshServerOptions? options = null, CancellationToken cancellationToken = default)
    {
        var program = await SshServerProgram.FindAsync(cancellationToken);
        SshServerProgram.PrepareSystem();
        var files = new SshServerFiles(Path.GetFullPath(directory));
        Directory.CreateDirectory(files.Home);
        await files.CreateKeysAsync(cancellationToken);
        var server = new PrivateSshServer(files, program, options ?? new PrivateSshServerOptions());
        for (var attempt = 1; attempt <= Attempts; attempt++)
        {
            // Between finding a free port and sshd taking it somebody else may: then another one is tried.
            server.Port = FindFreePort();
            if (await server.TryLaunchAsync(cancellationToken))
                return server;
        }

        throw new InvalidOperationException($"sshd found its port taken {Attempts} times in a row.");
    }

    /// <summary>Ends the server and all sessions at once, as a host that goes down.</summary>
    public async Task StopAsync(CancellationToken cancellationToken = default)
    {
        if (_process is null)
            return;
        await ProcessTree.KillAsync(_listener, Mark, _options.Timeout, _options.TimeProvider, cancellationToken);
        await _process.WaitForExitAsync(cancellationToken);
        _process.Dispose();
        _process = null;
    }

    /// <summary>Starts a stopped server again with the same keys on the same port.</summary>
    public async Task StartAgainAsync(CancellationToken cancellationToken = default)
    {
        if (_process is not null)
            throw new InvalidOperationException("The server was not stopped.");
        if (!await TryLaunchAsync(cancellationToken))
            throw new InvalidOperationException($"Port {Port} was taken while the server was stopped.");
    }

    /// <summary>Lets the server run when this process has ended. <see cref="EndAsync"/> ends it.</summary>
    internal void Leave()
    {
        _process?.Dispose();
        _process = null;
    }

    /// <summary>Ends a server that was left, if it still runs, and all its sessions.</summary>
    internal static async Task EndAsync(string directory, CancellationToken cancellationToken)
    {
        var files = new SshServerFiles(Path.GetFullPath(directory));
        var mark = File.Exists(files.Configuration)
            ? Regex.Match(await File.ReadAllTextAsync(files.Configuration, cancellationToken), $"{MarkVariable}=[0-9a-f]+").Value
            : "";
        // The mark is written before the server starts.
        if (mark.Length == 0)
            return;
        var options = new PrivateSshServerOptions();
        await ProcessTree.KillAsync(files.FindServer(), mark, options.Timeout, options.TimeProvider, cancellationToken);
    }

    /// <summary>Ends the server and all sessions.</summary>
    public async ValueTask DisposeAsync() => await StopAsync();

    /// <returns>False when the port is taken.</returns>
    private async Task<bool> TryLaunchAsync(CancellationToken cancellationToken)
    {
        var mark = Mark.Split('=');
        IEnumerable<KeyValuePair<string, string>> environment = [new("HOME", _files.Home), new(mark[0], mark[1]), .. _options.Environment];
        await _files.WriteConfigurationAsync(
            Address, Port, environment, _options.ForcedCommand, _program.KnowsPenalties, cancellationToken);
        File.Delete(_files.ProcessId);
        var logStart = File.Exists(LogFile) ? new FileInfo(LogFile).Length : 0;
        // In a session of its own, so that a Ctrl+C at the terminal stops it only through us, and so that its sessions can be found by it.
        var start = new ProcessStartInfo("setsid", [.. HostOfItsOwn, _program.Path, "-D", "-f", _files.Configuration, "-E", LogFile])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        _process = Process.Start(start) ?? throw new InvalidOperationException("setsid was not started.");
        _process.StandardInput.Close();
        _listener = ProcessTree.Identify(_process.Id);
        try
        {
            if (await WaitUntilReadyAsync(logStart, cancellationToken))
                return true;
        }
        catch
        {
            await StopAsync(CancellationToken.None);
            throw;
        }

        await StopAsync(CancellationToken.None);
        return false;
    }

    private async Task<bool> WaitUntilReadyAsync(long logStart, CancellationToken cancellationToken)
    {
        var started = _options.TimeProvider.GetTimestamp();
        while (!await IsReadyAsync(cancellationToken))
        {
            if (_process!.HasExited)
            {
                var log = _files.ReadLog(logStart);
                if (log.Contains("Address already in use", StringComparison.Ordinal))
                    return false;
                var error = await _process.StandardError.ReadToEndAsync(cancellationToken);
                throw new InvalidOperationException(
                    $"sshd ended with exit code {_process.ExitCode} before it accepted a connection: {$"{error}\n{log}".Trim()}");
            }

            if (_options.TimeProvider.GetElapsedTime(started) > _options.Timeout)
                throw new TimeoutException(
                    $"sshd accepted no connection on port {Port} within {_options.Timeout.TotalSeconds} s: {_files.ReadLog(logStart)}");
            await Task.Delay(PollInterval, _options.TimeProvider, cancellationToken);
        }

        return true;
    }

    /// <summary>sshd writes its id once it listens: a connection alone could be to somebody else's server on a port we lost.</summary>
    private async Task<bool> IsReadyAsync(CancellationToken cancellationToken)
    {
        if (!File.Exists(_files.ProcessId)
            || (await File.ReadAllTextAsync(_files.ProcessId, cancellationToken)).Trim()
                != _process!.Id.ToString(CultureInfo.InvariantCulture))
            return false;
        using var client = new TcpClient();
        try
        {
            await client.ConnectAsync(IPAddress.Loopback, Port, cancellationToken);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    /// <summary>
    /// Below the ports that the kernel gives to outgoing connections, so that none of these takes it while the server is stopped.
    /// </summary>
    internal static int FindFreePort()
    {
        const int Lowest = 20_000;
        const int FirstEphemeral = 32_768;
        for (var attempt = 1; ; attempt++)
        {
            var port = Random.Shared.Next(Lowest, FirstEphemeral);
            using var probe = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
            try
            {
                probe.Bind(new IPEndPoint(IPAddress.Loopback, port));
                return port;
            }
            catch (SocketException) when (attempt < 1000)
            {
                // Taken.
            }
        }
    }
}
