namespace DirectoryPlugin.Tests.Support;

/// <summary>The files of this repository.</summary>
internal static class RepositoryFiles
{
    private static string Root { get; } = FindRoot();

    public static string Path(params string[] parts) => System.IO.Path.Combine([Root, .. parts]);

    public static string Read(params string[] parts) => File.ReadAllText(Path(parts));

    /// <summary>All scripts that run on hosts, by name without <c>.sh</c>; the library is not among them.</summary>
    public static IEnumerable<string> Scripts =>
        Directory.EnumerateFiles(Path("scripts"), "*.sh").Select(file => System.IO.Path.GetFileNameWithoutExtension(file)!)
            .Order(StringComparer.Ordinal);

    private static string FindRoot()
    {
        var folder = AppContext.BaseDirectory;
        while (!File.Exists(System.IO.Path.Combine(folder, "DirectoryPlugin.sln")))
            folder = System.IO.Path.GetDirectoryName(folder)
                ?? throw new DirectoryNotFoundException($"No DirectoryPlugin.sln above {AppContext.BaseDirectory}.");
        return folder;
    }
}
