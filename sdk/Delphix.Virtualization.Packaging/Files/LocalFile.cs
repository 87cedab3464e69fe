namespace Delphix.Virtualization.Packaging.Files;

/// <summary>
/// Reads whole files of this machine on the thread that asks for them: the task that comes back has ended. .NET's asynchronous reads are
/// the same reads on another thread. Each method that awaits one would then be compiled with what it takes to go on later, and that takes
/// a short command longer than the reads themselves.
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
