namespace Delphix.Virtualization.Packaging.Files;

/// <summary>
/// Reads whole files of this machine on the thread that asks for them: the task that comes back has ended. .NET's asynchronous reads are
/// the same reads on another thread. Each method that awaits one would then be compiled with what it takes to go on later, and that takes
/// a short command longer than the reads themselves.
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
