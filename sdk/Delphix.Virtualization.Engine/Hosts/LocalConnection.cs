using System.Diagnostics;

namespace Delphix.Virtualization.Engine.Hosts;

/// <summary>The engine's own machine.</summary>
/// <param name="user">The user to run scripts as, which takes an engine that runs as root; null: the user that the engine runs as.</param>
internal sealed class LocalConnection(string? user = null) : HostConnection
{
    // The user's own environment, as after a login: that of root is for root.
    private const string AsUser = "exec setpriv --reuid \"$1\" --regid \"$(id -g -- \"$1\")\" --init-groups --reset-env bash \"${@:2}\"";

    internal override string Name => "the engine's own machine";

    internal override IReadOnlyList<string> SshArguments => [];

    public override ValueTask DisposeAsync() => ValueTask.CompletedTask;

    protected override ProcessStartInfo StartInfo(bool useLoginShell)
    {
        string[] bash = [.. (string[])(useLoginShell ? ["--login"] : []), "-c", Receiver];
        // A session of its own: Ctrl-C at the engine's terminal must reach the engine, which then ends the script in order.
        return user is null
            ? new("setsid", ["--wait", "bash", .. bash])
            : new("setsid", ["--wait", "bash", "-c", AsUser, "bash", user, .. bash]) { WorkingDirectory = "/" };
    }

    protected override LibraryException NotReached(int exitCode, string stderr) =>
        new(LibraryError.ConnectionFailed, $"bash could not be started on {Name} (exit code {exitCode}): {stderr}");
}
