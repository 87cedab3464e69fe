namespace DirectoryPlugin.Sync;

/// <summary>Why ssh could not connect, by what it said.</summary>
internal static class SshFailure
{
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

    /// <summary>The failure's name in <see cref="ScriptFailure"/>.</summary>
    internal static string Name(string stderr) =>
        // Of a connection that it cannot open, ssh says why.
        stderr.Trim().Length == 0 ? "connection-lost" : Causes.FirstOrDefault(cause => cause.Said.Any(text => stderr.Contains(text, StringComparison.Ordinal))).Failure ?? "connection-failed";
}
