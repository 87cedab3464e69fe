using System.ComponentModel;
using System.Diagnostics;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace DirectoryPlugin.Tests.Support;

/// <summary>A file whose opening waits until this is disposed: see "Leases" in fcntl(2).</summary>
internal sealed class LeasedFile : IDisposable
{
    private const int SetSignal = 10;
    private const int SetLease = 1024;
    private const int GetLease = 1025;
    private const int WriteLease = 1;
    // By default it is ignored; the signal that the kernel would send ends the process.
    private const int UrgentSignal = 23;

    private readonly SafeFileHandle _file;

    private LeasedFile(SafeFileHandle file) => _file = file;

    public static LeasedFile Take(string path)
    {
        var leased = new LeasedFile(File.OpenHandle(path, FileMode.Open, FileAccess.ReadWrite));
        try
        {
            leased.Control(SetSignal, UrgentSignal);
            leased.Control(SetLease, WriteLease);
            return leased;
        }
        catch
        {
            leased.Dispose();
            throw;
        }
    }

    /// <summary>Waits until somebody waits for the file.</summary>
    public async Task UntilOpenedAsync()
    {
        var started = Stopwatch.GetTimestamp();
        while (Control(GetLease, 0) == WriteLease)
        {
            Stopwatch.GetElapsedTime(started).Should().BeLessThan(TimeSpan.FromMinutes(1), "the file should be opened");
            await Task.Delay(5);
        }
    }

    public void Dispose() => _file.Dispose();

    private int Control(int command, nint argument)
    {
        var result = fcntl(_file, command, argument);
        return result >= 0 ? result : throw new Win32Exception(Marshal.GetLastPInvokeError());
    }

    [DllImport("libc", SetLastError = true)]
    private static extern int fcntl(SafeFileHandle file, int command, nint argument);
}
