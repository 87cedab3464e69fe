namespace Delphix.Virtualization.Packaging.Files;

/// <summary>Files that only their owner may read and write, whatever the umask is.</summary>
internal static class PrivateFile
{
    /// <summary>The mode of such a file.</summary>
    internal const UnixFileMode Mode = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    /// <summary>
    /// The <see cref="Exception.HResult"/> where another process holds a file open and shares it with nobody: EWOULDBLOCK, which .NET
    /// passes on as it is.
    /// </summary>
    internal const int HeldByAnother = 11;

    // EEXIST.
    private const int Exists = 17;

    /// <summary>Makes an empty file, with its folder, unless it is there.</summary>
    internal static void Make(string path)
    {
        if (File.Exists(path))
            return;
        PrivateFolder.Make(Path.GetDirectoryName(path)!);
        try
        {
            Create(path).Dispose();
        }
        catch (IOException e) when (e.HResult is Exists or HeldByAnother)
        {
            // Another process was quicker.
        }
    }

    /// <summary>Makes a new file and opens it for writing, without a buffer.</summary>
    /// <exception cref="IOException">It is there already.</exception>
    internal static FileStream Create(string path)
    {
        var options = new FileStreamOptions
        {
            Mode = FileMode.CreateNew,
            Access = FileAccess.Write,
            // Alone, .NET would lock it until it is closed, and who reads it meanwhile would fail.
            Share = FileShare.ReadWrite,
            BufferSize = 0,
            UnixCreateMode = Mode,
        };
        var file = new FileStream(path, options);
        File.SetUnixFileMode(file.SafeFileHandle, Mode);
        return file;
    }
}
