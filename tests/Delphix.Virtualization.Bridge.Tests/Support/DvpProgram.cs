using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Delphix.Virtualization.Bridge.Tests;

/// <summary>The program dvp, which is built beside the tests.</summary>
internal static class DvpProgram
{
    /// <summary>How it is started, with the .NET that runs the tests.</summary>
    public static ProcessStartInfo Start(IEnumerable<string> arguments) => new(Path.Combine(AppContext.BaseDirectory, "dvp"), arguments)
    {
        Environment = { ["DOTNET_ROOT"] = Path.GetFullPath("../../..", RuntimeEnvironment.GetRuntimeDirectory()) },
    };

    /// <summary>Runs it to its end.</summary>
    public static async Task<(int ExitCode, string Output)> RunAsync(params string[] arguments)
    {
        var start = Start(arguments);
        start.RedirectStandardOutput = start.RedirectStandardError = true;
        using var process = Process.Start(start)!;
        var (output, error) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync();
        return (process.ExitCode, $"{await output}{await error}");
    }
}
