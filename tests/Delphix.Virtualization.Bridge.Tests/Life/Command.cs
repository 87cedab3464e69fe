using System.Diagnostics;

namespace Delphix.Virtualization.Bridge.Tests.Life;

/// <summary>Programs that an engine runs on its own machine.</summary>
internal static class Command
{
    /// <exception cref="InvalidOperationException">It failed; the message has what it printed.</exception>
    public static async Task RunAsync(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardError = true })!;
        var error = await process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        if (process.ExitCode != 0)
            throw new InvalidOperationException($"{program} {string.Join(' ', arguments)}: {error}");
    }
}
