namespace DirectoryPlugin.Sync;

/// <summary>Why ssh could not connect, according to what it printed.</summary>
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
    internal static string Name(string stderr)
    {
        // When ssh cannot open a connection, it says why. So if it said nothing, it lost an open connection.
        if (stderr.Trim().Length == 0)
            return "connection-lost";
        var found = Causes.FirstOrDefault(cause => cause.Said.Any(text => stderr.Contains(text, StringComparison.Ordinal)));
        return found.Failure ?? "connection-failed";
    }
}
