using System.Diagnostics;

namespace Delphix.Virtualization.Engine.Tests.Support;

/// <summary>A process that has a folder as its working directory, until it is disposed.</summary>
internal sealed class BusyFolder : IDisposable
{
    private readonly Process _process;

    private BusyFolder(Process process) => _process = process;

    public static async Task<BusyFolder> UseAsync(string folder)
    {
        var process = Process.Start(new ProcessStartInfo("bash", ["-c", "echo here; read -r _"])
        {
            WorkingDirectory = folder,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        })!;
        (await process.StandardOutput.ReadLineAsync()).Should().Be("here");
        return new BusyFolder(process);
    }

    public void Dispose()
    {
        _process.StandardInput.Close();
        _process.WaitForExit();
        _process.Dispose();
    }
}
