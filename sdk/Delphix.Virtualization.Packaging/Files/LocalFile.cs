namespace Delphix.Virtualization.Packaging.Files;

/// <summary>
/// Reads files of this machine as a whole, before it returns. What .NET calls an asynchronous read of a file is the same read on another
/// thread, and everything that called for it waits: each of these methods is then compiled further, as the command runs, which takes more
/// time than all that a command reads.
/// </summary>
internal static class LocalFile
{
    /// <summary>Reads a file's bytes.</summary>
    internal static Task<byte[]> ReadAllBytesAsync(string path, CancellationToken cancellationToken) =>
        cancellationToken.IsCancellationRequested
            ? Task.FromCanceled<byte[]>(cancellationToken)
            : Task.FromResult(File.ReadAllBytes(path));

    /// <summary>Reads a file's text.</summary>
    internal static Task<string> ReadAllTextAsync(string path, CancellationToken cancellationToken) =>
        cancellationToken.IsCancellationRequested
            ? Task.FromCanceled<string>(cancellationToken)
            : Task.FromResult(File.ReadAllText(path));
}
