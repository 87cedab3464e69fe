using System.Diagnostics;
using System.Globalization;
using Delphix.Virtualization.Engine.Catalog;
using Delphix.Virtualization.Packaging.Processes;

namespace Delphix.Virtualization.Engine.Hosts;

/// <summary>A host reached by the OpenSSH client; all calls share one connection.</summary>
internal sealed class SshConnection : HostConnection
{
    private readonly string _address;
    private readonly List<string> _options;

    // Short, as the path of a socket may have 107 bytes at the most, and for this process alone, so that it can end its own connection.
    private readonly DirectoryInfo _sockets = Directory.CreateTempSubdirectory("dvp-ssh-");

    internal SshConnection(EnvironmentObject environment, string knownHosts, bool acceptNewHostKey)
    {
        _address = environment.Address;
        _options =
        [
            // The user's ssh_config may be made for people at a terminal, which would break a script, or hang. An older ssh does not know
            // all of these.
            "-T",
            "-o", "IgnoreUnknown=*",
            "-o", "SessionType=default",
            "-o", "StdinNull=no",
            "-o", "ForkAfterAuthentication=no",
            "-o", "RemoteCommand=none",
            "-o", "PermitLocalCommand=no",
            "-o", "ClearAllForwardings=yes",
            // Nor does the host need the user's keys, Kerberos tickets and screen.
            "-a", "-k", "-x",
            "-o", "BatchMode=yes",
            "-o", "ConnectTimeout=10",
            "-o", "ServerAliveInterval=15",
            "-o", "ServerAliveCountMax=4",
            "-o", "ControlMaster=auto",
            "-o", $"ControlPath={Escape(_sockets.FullName)}/%C",
            "-o", "ControlPersist=60",
            "-o", "LogLevel=ERROR",
            "-o", $"StrictHostKeyChecking={(acceptNewHostKey ? "accept-new" : "yes")}",
            // The first file is the one that ssh writes new keys to: the engine's own, never the user's.
            "-o", $"UserKnownHostsFile=\"{Escape(knownHosts)}\" ~/.ssh/known_hosts ~/.ssh/known_hosts2",
            "-p", environment.Port.ToString(CultureInfo.InvariantCulture),
            "-l", environment.User,
        ];
        if (environment.IdentityFile is { } identity)
            _options.AddRange(["-o", "IdentitiesOnly=yes", "-i", Escape(identity)]);
    }

    internal override string Name => _address;

    internal override IReadOnlyList<string> SshArguments => [.. _options, "--", _address];

    /// <summary>Where the socket of the shared connection is.</summary>
    internal string SocketFolder => _sockets.FullName;

    public override async ValueTask DisposeAsync()
    {
        if (_sockets.EnumerateFileSystemInfos().Any())
            await Tool.TryRunAsync("ssh", [.. _options, "-O", "exit", "--", _address], CancellationToken.None);
        _sockets.Delete(recursive: true);
    }

    protected override ProcessStartInfo StartInfo(bool useLoginShell) =>
        // The user's login shell, which sshd starts, has read its files already. --norc keeps this bash from reading .bashrc again.
        new("ssh", [.. SshArguments, $"exec bash {(useLoginShell ? "--login" : "--norc")} -c '{Receiver}'"]);

    protected override LibraryException NotReached(int exitCode, string stderr) =>
        new(LibraryError.ConnectionFailed, exitCode == 255
            ? $"{_address} cannot be reached over SSH: {stderr}"
            : $"bash could not be started on {_address} (exit code {exitCode}): {stderr}");

    // To ssh, a percent sign begins a placeholder.
    private static string Escape(string path) => path.Replace("%", "%%", StringComparison.Ordinal);
}
