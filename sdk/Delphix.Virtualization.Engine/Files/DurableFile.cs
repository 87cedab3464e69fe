using System.ComponentModel;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Delphix.Virtualization.Engine.Files;

/// <summary>Files that are either wholly there or not there at all, also after a power cut.</summary>
internal static partial class DurableFile
{
    /// <summary>Writes to a temporary file beside <paramref name="path"/>, flushes it, renames it and flushes the folder.</summary>
    /// <param name="path">The file.</param>
    /// <param name="content">All of its content.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <param name="mode">Who may do what with the file, from the moment it is there; null: what is usual for new files.</param>
    /// <exception cref="IOException">The file could not be written; the old one, if any, is as it was.</exception>
    internal static async Task WriteAsync(string path, ReadOnlyMemory<byte> content, CancellationToken cancellationToken, UnixFileMode? mode = null)
    {
        var folder = Path.GetDirectoryName(path)!;
        var temporary = Path.Combine(folder, $"{TemporaryPrefix(path)}{Guid.NewGuid():N}");
        try
        {
            var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, Share = FileShare.None, BufferSize = 0, UnixCreateMode = mode };
            using (var file = new FileStream(temporary, options))
            {
                await file.WriteAsync(content, cancellationToken);
                Flush(file.SafeFileHandle, temporary);
            }

            File.Move(temporary, path, overwrite: true);
        }
        catch
        {
            File.Delete(temporary);
            throw;
        }

        FlushFolder(folder);
    }

    /// <summary>Deletes a file for good. A file that is not there is no error.</summary>
    internal static void Delete(string path)
    {
        File.Delete(path);
        FlushFolder(Path.GetDirectoryName(path)!);
    }

    /// <summary>Deletes what writers of a file left behind that died. Only for who knows that nobody writes it now.</summary>
    internal static void DeleteTemporaries(string path)
    {
        if (Path.GetDirectoryName(path) is { } folder && Directory.Exists(folder))
        {
            foreach (var left in Directory.EnumerateFiles(folder, $"{TemporaryPrefix(path)}*"))
                File.Delete(left);
        }
    }

    private static string TemporaryPrefix(string path) => $".{Path.GetFileName(path)}.";

    // .NET opens folders only by way of libc, and its own flush keeps errors of fsync to itself.
    private static void FlushFolder(string folder)
    {
        using var handle = Open(folder, DirectoryOnly | CloseOnExec);
        if (handle.IsInvalid)
            throw Failure("open", folder);
        Flush(handle, folder);
    }

    private static void Flush(SafeFileHandle handle, string path)
    {
        if (Fsync(handle) != 0)
            throw Failure("flush", path);
    }

    private static IOException Failure(string verb, string path) =>
        new($"Cannot {verb} {path}: {new Win32Exception(Marshal.GetLastPInvokeError()).Message}.");

    private const int DirectoryOnly = 0x10000;
    private const int CloseOnExec = 0x80000;

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial SafeFileHandle Open(string path, int flags);

    [LibraryImport("libc", EntryPoint = "fsync", SetLastError = true)]
    private static partial int Fsync(SafeFileHandle handle);
}
