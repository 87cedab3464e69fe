using System.Globalization;
using System.Text;

namespace DirectoryPlugin.Sync;

/// <summary>Why the source host did not say what it is, according to what ssh printed.</summary>
/// <param name="Stderr">What it said itself.</param>
/// <param name="Answer">
/// What came from the host instead of an answer, and <c>code=</c> with how ssh ended; as <c>probe.sh</c> prints it.
/// </param>
internal sealed record SshFailure(string Stderr, string Answer)
{
    // probe.sh cuts both texts at these lengths.
    private const int LongestAnswer = 100_000;
    private const int LongestStderr = 50_000;

    private static readonly (string Failure, string[] Said)[] Causes =
    [
        ("host-unknown", ["Could not resolve hostname", "hostname contains invalid characters"]),
        ("connection-refused", ["Connection refused", "No route to host", "Network is unreachable"]),
        ("connection-timed-out", ["timed out", "Timeout"]),
        ("host-key-changed", ["REMOTE HOST IDENTIFICATION HAS CHANGED"]),
        ("host-key-unknown", ["Host key verification failed"]),
        ("login-refused", ["Permission denied", "Too many authentication failures"]),
        ("connection-lost", ["Connection reset", "Connection closed", "closed by remote host", "Broken pipe", "not responding"]),
    ];

    // Why a key did not help, where the login was refused. Of a key that is not there, ssh says first that it is not accessible.
    private static readonly (string Failure, string[] Said)[] KeyCauses =
    [
        ("key-missing", ["not accessible: No such file", "not accessible: Not a directory", "no such identity"]),
        ("key-unprotected", ["UNPROTECTED PRIVATE KEY FILE", "\": bad permissions"]),
        ("key-unreadable", ["not accessible: Permission denied", "\": Permission denied"]),
        ("key-locked", ["incorrect passphrase"]),
        ("key-invalid", ["Load key \""]),
    ];

    // What an account prints that runs no programs.
    private static readonly (string Failure, string[] Said)[] AccountCauses =
    [
        ("account-without-shell", ["account is currently not available", "account is not available", "no shell access"]),
        ("account-for-files-only",
            ["sftp connections only", "only sftp", "restricted to sftp", "restricted to scp", "Not invoked via rsync"]),
        ("account-expired", ["Password change required", "password has expired", "account has expired"]),
    ];

    /// <summary>The failure's name in <see cref="ScriptFailure"/>.</summary>
    internal string Name
    {
        get
        {
            if (Encoding.UTF8.GetByteCount(Answer) >= LongestAnswer || Encoding.UTF8.GetByteCount(Stderr) >= LongestStderr)
                return "source-endless";
            var (said, code) = Answer.LastIndexOf("code=", StringComparison.Ordinal) is >= 0 and var at
                ? (Answer[..at].Trim(), Answer[(at + "code=".Length)..].Trim())
                : (Answer.Trim(), "255");
            // 124 comes from the program timeout, 255 from ssh itself. Any other code is that of the remote command.
            return code switch
            {
                "124" => "source-silent",
                "255" when said.Length == 0 || Stderr.Trim().Length > 0 => OfConnection(Stderr),
                _ when Find(AccountCauses, $"{Stderr}\n{said}") is { } account => account,
                // The login shell is /bin/false, which prints nothing.
                "1" when (Stderr + said).Trim().Length == 0 => "account-without-shell",
                // A signal ended ssh, or the program timeout around it.
                _ when int.TryParse(code, NumberStyles.None, CultureInfo.InvariantCulture, out var status) && status is > 128 and <= 192 =>
                    "connection-lost",
                // The answer began, so the connection broke later.
                _ when said.Contains(SourceFacts.Begin, StringComparison.Ordinal) => "connection-lost",
                _ => "account-without-commands",
            };
        }
    }

    /// <summary>The name of the failure of an ssh that could not connect, or lost its connection.</summary>
    internal static string OfConnection(string stderr)
    {
        // When ssh cannot open a connection, it says why. So if it said nothing, it lost an open connection.
        if (stderr.Trim().Length == 0)
            return "connection-lost";
        stderr = ErrorText.WithoutNames(stderr);
        var cause = Find(Causes, stderr) ?? "connection-failed";
        return cause == "login-refused" ? Find(KeyCauses, stderr) ?? cause : cause;
    }

    /// <summary>
    /// Whether the host would have taken a key that ssh could not use: it has a passphrase, and nobody is there to type it.
    /// </summary>
    internal static bool HasLockedKey(string detailed) =>
        detailed.Split('\n').Any(line => line.StartsWith("debug1: Server accepts key", StringComparison.Ordinal));

    private static string? Find((string Failure, string[] Said)[] causes, string text) =>
        causes.FirstOrDefault(cause => cause.Said.Any(part => text.Contains(part, StringComparison.Ordinal))).Failure;
}
