using System.ComponentModel;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Delphix.Virtualization.Packaging.Files;

/// <summary>Files that are either wholly there or not there at all, also after a power cut.</summary>
internal static partial class DurableFile
{
    /// <summary>
    /// Writes a file for its owner alone: to a temporary file beside <paramref name="path"/>, which is flushed and renamed; then the folder
    /// is flushed.
    /// </summary>
    /// <param name="path">The file. Its folder is there.</param>
    /// <param name="content">All of its content.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="IOException">The file could not be written; the old one, if any, is as it was.</exception>
    internal static Task WritePrivateAsync(string path, ReadOnlyMemory<byte> content, CancellationToken cancellationToken) =>
        cancellationToken.IsCancellationRequested
            ? Task.FromCanceled(cancellationToken)
            : WriteAsync(
                path,
                PrivateFile.Create,
                file =>
                {
                    // Not by way of another thread, for the reason that LocalFile gives.
                    file.Write(content.Span);
                    return Task.CompletedTask;
                });

    /// <summary>Does the same with a file that others may read as the umask says, and whose content is written piece by piece.</summary>
    internal static Task WriteAsync(string path, Func<Stream, Task> writeAsync) =>
        WriteAsync(path, file => new FileStream(file, FileMode.CreateNew, FileAccess.Write, FileShare.None, bufferSize: 0), writeAsync);

    private static async Task WriteAsync(string path, Func<string, FileStream> create, Func<Stream, Task> writeAsync)
    {
        var folder = Path.GetDirectoryName(path)!;
        var temporary = TemporaryFor(path);
        try
        {
            using (var file = create(temporary))
            {
                await writeAsync(file);
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

    /// <summary>Deletes temporary files that dead writers left. The caller makes sure that nobody writes the file now.</summary>
    internal static void DeleteTemporaries(string path)
    {
        if (Path.GetDirectoryName(path) is { } folder && Directory.Exists(folder))
        {
            foreach (var left in Directory.EnumerateFiles(folder, $"{TemporaryPrefix(path)}*"))
                File.Delete(left);
        }
    }

    /// <summary>A path beside a file for what is not whole yet.</summary>
    internal static string TemporaryFor(string path) =>
        Path.Combine(Path.GetDirectoryName(path)!, $"{TemporaryPrefix(path)}{Guid.NewGuid():N}");

    private static string TemporaryPrefix(string path) => $".{Path.GetFileName(path)}.";

    // .NET cannot open a folder, so libc does. And its own flush does not report errors of fsync.
    private static void FlushFolder(string folder)
    {
        using var handle = Open(folder, CloseOnExec);
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

    private const int CloseOnExec = 0x80000;

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial SafeFileHandle Open(string path, int flags);

    [LibraryImport("libc", EntryPoint = "fsync", SetLastError = true)]
    private static partial int Fsync(SafeFileHandle handle);
}
