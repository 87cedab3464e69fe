namespace Delphix.Virtualization.Tools.Init;

/// <summary>Writes a new plugin into its root directory: all of it, or nothing.</summary>
internal static class PluginFolder
{
    /// <param name="root">The root directory; it is made where it does not exist.</param>
    /// <param name="files">The files.</param>
    /// <exception cref="UserException">Something of the same name is there already, or the directory cannot be written.</exception>
    internal static void Write(string root, IReadOnlyList<TemplateFile> files)
    {
        string[] names = [.. files.Select(file => file.Path.Split('/')[0]).Distinct()];
        string[] taken = [.. names.Where(name => Path.Exists(Path.Combine(root, name)))];
        if (taken.Length > 0)
        {
            throw new UserException(
                $"{root} already has {string.Join(", ", taken)}.",
                "Nothing was written. Choose an empty directory with --root-dir, or remove what is there.",
                "");
        }

        if (File.Exists(root))
            throw new UserException($"{root} is not a directory.", "Nothing was written. Choose another with --root-dir.", "");
        var isNew = !Directory.Exists(root);
        var written = new List<string>();
        string? draft = null;
        try
        {
            Directory.CreateDirectory(root);
            draft = Directory.CreateDirectory(Path.Combine(root, $".dvp-init-{Path.GetRandomFileName()}")).FullName;
            foreach (var file in files)
            {
                var path = Path.Combine(draft, file.Path);
                Directory.CreateDirectory(Path.GetDirectoryName(path)!);
                File.WriteAllBytes(path, file.Contents);
            }

            foreach (var name in names)
            {
                Directory.Move(Path.Combine(draft, name), Path.Combine(root, name));
                written.Add(Path.Combine(root, name));
            }
        }
        catch (Exception e)
        {
            // Only what was made here is removed, and the root only where nothing else has come into it.
            foreach (var path in written)
                Remove(path);
            if (draft is not null)
                Directory.Delete(draft, recursive: true);
            if (isNew && Directory.Exists(root) && !Directory.EnumerateFileSystemEntries(root).Any())
                Directory.Delete(root);
            if (e is IOException or UnauthorizedAccessException)
            {
                throw new UserException(
                    $"{root} cannot be written: {e.Message}", "Nothing was written. Choose another directory with --root-dir.", "", e);
            }

            throw;
        }

        Directory.Delete(draft);
    }

    private static void Remove(string path)
    {
        if (Directory.Exists(path))
            Directory.Delete(path, recursive: true);
        else
            File.Delete(path);
    }
}
