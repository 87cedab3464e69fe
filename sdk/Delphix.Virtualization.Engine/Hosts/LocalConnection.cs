using System.Diagnostics;

namespace Delphix.Virtualization.Engine.Hosts;

/// <summary>The engine's own machine, as the user that the engine runs as.</summary>
internal sealed class LocalConnection : HostConnection
{
    internal override string Name => "the engine's own machine";

    internal override IReadOnlyList<string> SshArguments => [];

    public override ValueTask DisposeAsync() => ValueTask.CompletedTask;

    protected override ProcessStartInfo StartInfo(bool useLoginShell) =>
        // A session of its own: Ctrl-C at the engine's terminal must reach the engine, which then ends the script in order.
        new("setsid", ["--wait", "bash", .. (string[])(useLoginShell ? ["--login"] : []), "-c", Receiver]);

    protected override LibraryException NotReached(int exitCode, string stderr) =>
        new(LibraryError.ConnectionFailed, $"bash could not be started on {Name} (exit code {exitCode}): {stderr}");
}
