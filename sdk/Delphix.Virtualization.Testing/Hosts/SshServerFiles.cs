using System.Globalization;
using System.Text;
using Delphix.Virtualization.Packaging.Processes;

namespace Delphix.Virtualization.Testing;

/// <summary>
/// The files of a <see cref="PrivateSshServer"/>: throw-away keys, configuration, log and process id, all in one directory.
/// </summary>
internal sealed class SshServerFiles(string directory)
{
    public string HostKey => Path.Combine(directory, "host_key");

    public string ClientKey => Path.Combine(directory, "client_key");

    public string Configuration => Path.Combine(directory, "sshd_config");

    public string Log => Path.Combine(directory, "sshd.log");

    public string ProcessId => Path.Combine(directory, "sshd.pid");

    /// <summary>
    /// The home directory of every session: the user's own, with login files that may take long, is not part of the host that is played.
    /// </summary>
    public string Home => Path.Combine(directory, "home");

    private string AuthorizedKeys => Path.Combine(directory, "authorized_keys");

    public async Task CreateKeysAsync(CancellationToken cancellationToken)
    {
        await CreateKeyAsync(HostKey, "dvp-host", cancellationToken);
        await CreateKeyAsync(ClientKey, "dvp-client", cancellationToken);
        File.Copy($"{ClientKey}.pub", AuthorizedKeys);
    }

    /// <summary>Type and key, as in a known_hosts file.</summary>
    public string ReadPublicHostKey() => string.Join(' ', File.ReadAllText($"{HostKey}.pub").Split(' ').Take(2));

    public async Task WriteConfigurationAsync(
        string address, int port, IEnumerable<KeyValuePair<string, string>> environment, string? forcedCommand, bool knowsPenalties,
        CancellationToken cancellationToken)
    {
        List<string> lines =
        [
            string.Create(CultureInfo.InvariantCulture, $"Port {port}"),
            $"ListenAddress {address}",
            $"HostKey {Quote(HostKey)}",
            $"AuthorizedKeysFile {Quote(AuthorizedKeys.Replace("%", "%%", StringComparison.Ordinal))}",
            $"PidFile {Quote(ProcessId)}",
            "LogLevel VERBOSE",
            "PubkeyAuthentication yes",
            "PasswordAuthentication no",
            "KbdInteractiveAuthentication no",
            "PermitRootLogin prohibit-password",
            "UsePAM no",
            // This key exchange is most of what a connection costs.
            "KexAlgorithms -sntrup761*",
            // The keys lie in a private directory, but below a temporary directory that everybody may write to.
            "StrictModes no",
            // Many tests log in at once; by default sshd begins to turn logins away at ten.
            "MaxStartups 100",
            "AllowTcpForwarding no",
            "X11Forwarding no",
            "PrintMotd no",
            "PrintLastLog no",
            // Only the first SetEnv counts, so all go into one.
            $"SetEnv {string.Join(' ', environment.Select(variable => Quote($"{variable.Key}={variable.Value}")))}",
        ];
        if (forcedCommand is not null)
            lines.Add($"ForceCommand {forcedCommand}");
        if (knowsPenalties)
            lines.Add("PerSourcePenalties no");
        await File.WriteAllLinesAsync(Configuration, lines, cancellationToken);
    }

    /// <summary>The server that runs with these files; null when it has ended, and its id may be another process'.</summary>
    public ProcessIdentity? FindServer()
    {
        if (!File.Exists(ProcessId) || !int.TryParse(File.ReadAllText(ProcessId), CultureInfo.InvariantCulture, out var id))
            return null;
        // sshd writes its own text over its arguments, with the path in it.
        return ProcessTree.CommandLine(id)?.Contains(Configuration, StringComparison.Ordinal) == true ? ProcessTree.Identify(id) : null;
    }

    /// <summary>What sshd logged from an offset on, up to its last few kilobytes.</summary>
    public string ReadLog(long from)
    {
        const int Most = 4096;
        if (!File.Exists(Log))
            return string.Empty;
        using var file = File.OpenHandle(Log, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        var length = RandomAccess.GetLength(file);
        from = Math.Max(from, length - Most);
        var text = new byte[Math.Max(0, length - from)];
        return Encoding.UTF8.GetString(text, 0, RandomAccess.Read(file, text, from)).Trim();
    }

    private static async Task CreateKeyAsync(string path, string comment, CancellationToken cancellationToken) =>
        await Tool.RunAsync("ssh-keygen", ["-q", "-t", "ed25519", "-N", "", "-C", comment, "-f", path], cancellationToken);

    private static string Quote(string value) => value.AsSpan().IndexOfAny('\n', '\r', '\0') >= 0
        ? throw new ArgumentException(
            $"sshd's configuration cannot hold a value with line breaks: {PathBytes.Show(PathBytes.FromText(value))}", nameof(value))
        : $"\"{value.Replace(@"\", @"\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal)}\"";
}
