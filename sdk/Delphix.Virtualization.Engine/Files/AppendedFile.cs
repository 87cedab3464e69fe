using System.ComponentModel;
using System.Runtime.InteropServices;
using System.Text;
using Delphix.Virtualization.Packaging.Files;
using Microsoft.Win32.SafeHandles;

namespace Delphix.Virtualization.Engine.Files;

/// <summary>Appends to files that several processes append to at once.</summary>
internal static partial class AppendedFile
{
    private const int WriteOnly = 1;
    private const int Create = 0x40;
    private const int Append = 0x400;
    private const int CloseOnExec = 0x80000;

    /// <summary>Appends a text in one write, so that it stays whole.</summary>
    internal static void Write(string path, string text)
    {
        // .NET's own append mode goes to where the end was when the file was opened, and so overwrites what others append meanwhile.
        PrivateFile.Make(path);
        // Made again here if its folder was just tidied.
        using var handle = Open(path, WriteOnly | Create | Append | CloseOnExec, (int)PrivateFile.Mode);
        if (handle.IsInvalid)
            throw new IOException($"Cannot open {path}: {new Win32Exception(Marshal.GetLastPInvokeError()).Message}.");
        RandomAccess.Write(handle, Encoding.UTF8.GetBytes(text), fileOffset: 0);
    }

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial SafeFileHandle Open(string path, int flags, int mode);
}
