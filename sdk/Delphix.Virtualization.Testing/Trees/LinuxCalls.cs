using System.ComponentModel;
using System.Runtime.InteropServices;
using System.Text;

namespace Delphix.Virtualization.Testing;

/// <summary>The few system calls that .NET does not offer, or not without rounding.</summary>
internal static class LinuxCalls
{
    private const int CurrentDirectory = -100;
    private const int DoNotFollowSymlinks = 0x100;
    private const int LongestPath = 4096;
    private const int KillSignal = 9;

    public static void CreateHardLink(string existing, string path) => Check(link(Encode(existing), Encode(path)), path);

    public static void CreateFifo(string path, UnixFileMode mode) => Check(mkfifo(Encode(path), (uint)mode), path);

    public static void SetMode(string path, UnixFileMode mode) => Check(chmod(Encode(path), (uint)mode), path);

    /// <summary>Of the item itself, also when it is a symlink.</summary>
    public static void SetOwner(string path, uint user, uint group) => Check(lchown(Encode(path), user, group), path);

    /// <summary>Sets access and modification time of the item itself, also when it is a symlink.</summary>
    public static void SetTimes(string path, long seconds, long nanoseconds)
    {
        var time = new TimeSpecification { Seconds = (nint)seconds, Nanoseconds = (nint)nanoseconds };
        Check(utimensat(CurrentDirectory, Encode(path), [time, time], DoNotFollowSymlinks), path);
    }

    /// <summary>Creates a directory that only this user may enter, under a name that did not exist.</summary>
    /// <param name="prefix">The start of its path.</param>
    public static string CreateUniqueDirectory(string prefix)
    {
        var template = Encode($"{prefix}XXXXXX");
        Check(mkdtemp(template) == 0 ? -1 : 0, prefix);
        return Encoding.UTF8.GetString(template, 0, template.Length - 1);
    }

    /// <summary>The absolute path without any symlink in it.</summary>
    public static string ResolvePath(string path)
    {
        var resolved = new byte[LongestPath];
        Check(realpath(Encode(path), resolved) == 0 ? -1 : 0, path);
        return Encoding.UTF8.GetString(resolved, 0, Array.IndexOf(resolved, (byte)0));
    }

    /// <summary>Ends one process at once; one that is already gone is fine.</summary>
    public static void Kill(int processId)
    {
        const int NoSuchProcess = 3;
        if (kill(processId, KillSignal) != 0 && Marshal.GetLastPInvokeError() != NoSuchProcess)
            Check(-1, $"process {processId}");
    }

    private static byte[] Encode(string path) => Encoding.UTF8.GetBytes(path + '\0');

    private static void Check(int result, string subject)
    {
        if (result == 0)
            return;
        var error = Marshal.GetLastPInvokeError();
        throw new IOException($"{subject}: {Marshal.GetPInvokeErrorMessage(error)}", new Win32Exception(error));
    }

    [DllImport("libc", SetLastError = true)]
    private static extern int link(byte[] existing, byte[] path);

    [DllImport("libc", SetLastError = true)]
    private static extern int mkfifo(byte[] path, uint mode);

    [DllImport("libc", SetLastError = true)]
    private static extern int chmod(byte[] path, uint mode);

    [DllImport("libc", SetLastError = true)]
    private static extern int lchown(byte[] path, uint user, uint group);

    [DllImport("libc", SetLastError = true)]
    private static extern int utimensat(int directory, byte[] path, TimeSpecification[] times, int flags);

    [DllImport("libc", SetLastError = true)]
    private static extern nint mkdtemp([In, Out] byte[] template);

    [DllImport("libc", SetLastError = true)]
    private static extern nint realpath(byte[] path, [In, Out] byte[] resolved);

    [DllImport("libc", SetLastError = true)]
    private static extern int kill(int processId, int signal);

    [StructLayout(LayoutKind.Sequential)]
    private struct TimeSpecification
    {
        public nint Seconds;
        public nint Nanoseconds;
    }
}
