using System.Diagnostics;
using System.Globalization;
using Delphix.Virtualization.Tools.Demo;

namespace Delphix.Virtualization.Engine.Tests.Support;

/// <summary>A user of this machine who may do nothing. Only root can be another user.</summary>
internal static class OtherUser
{
    public const uint Id = 65534;

    /// <summary>Gives an item to the user.</summary>
    public static void Own(string path) => LinuxCalls.SetOwner(path, Id, Id);

    /// <summary>Runs a script as the user.</summary>
    public static async Task<(int ExitCode, string Output)> RunAsync(string script, params string[] arguments)
    {
        var id = Id.ToString(CultureInfo.InvariantCulture);
        string[] asUser = [$"--reuid={id}", $"--regid={id}", "--clear-groups", "--inh-caps=-all"];
        using var process = Process.Start(new ProcessStartInfo("setpriv", [.. asUser, "bash", "-c", script, "bash", .. arguments])
        {
            WorkingDirectory = "/",
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        var error = process.StandardError.ReadToEndAsync();
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return (process.ExitCode, output + await error);
    }
}
