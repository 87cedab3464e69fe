namespace Delphix.Virtualization.Packaging.Files;

/// <summary>
/// Reads whole files synchronously; the task that is returned has completed. An asynchronous read in .NET is the same read on another
/// thread. Awaiting it makes the runtime compile more code in each caller, which costs a short command more time than the read.
/// </summary>
internal static class LocalFile
{
    /// <summary>Reads a file's bytes.</summary>
    /// <exception cref="IOException">It cannot be read, or is a pipe or a device, which may never say anything.</exception>
    internal static Task<byte[]> ReadAllBytesAsync(string path, CancellationToken cancellationToken)
    {
        if (cancellationToken.IsCancellationRequested)
            return Task.FromCanceled<byte[]>(cancellationToken);
        RequireFile(path);
        return Task.FromResult(File.ReadAllBytes(path));
    }

    /// <summary>Reads a file's text.</summary>
    /// <exception cref="IOException">It cannot be read, or is a pipe or a device, which may never say anything.</exception>
    internal static Task<string> ReadAllTextAsync(string path, CancellationToken cancellationToken)
    {
        if (cancellationToken.IsCancellationRequested)
            return Task.FromCanceled<string>(cancellationToken);
        RequireFile(path);
        return Task.FromResult(File.ReadAllText(path));
    }

    /// <summary>Refuses what somebody who opens it may wait for without end.</summary>
    /// <exception cref="IOException">It is a pipe or a device.</exception>
    internal static void RequireFile(string path)
    {
        if (FileFacts.IsPipeOrDevice(path))
            throw new IOException($"{path} is a pipe or a device.");
    }
}
