namespace Delphix.Virtualization.Packaging.Files;

/// <summary>Folders that only their owner may enter, whatever the umask is.</summary>
internal static class PrivateFolder
{
    /// <summary>The mode of such a folder.</summary>
    internal const UnixFileMode Mode = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    /// <summary>Makes a folder, with the folders above it that are missing. One that is there stays as it is.</summary>
    /// <exception cref="UserException">Another user has just made it, or one above it.</exception>
    internal static void Make(string path)
    {
        if (Directory.Exists(path))
        {
            if (FileFacts.TryRead(path) is { IsAnothers: true })
                throw MadeByAnother(path);
            return;
        }

        if (Path.GetDirectoryName(path) is { } parent)
            Make(parent);
        Directory.CreateDirectory(path, Mode);
        // In a folder like /tmp, another user may have been quicker.
        if (FileFacts.TryRead(path) is not { IsFolder: true, IsOwn: true })
            throw MadeByAnother(path);

        File.SetUnixFileMode(path, Mode);
    }

    private static UserException MadeByAnother(string path) =>
        new($"{path} has just been made by another user.", "Choose a directory that other users cannot write to.", "");
}
