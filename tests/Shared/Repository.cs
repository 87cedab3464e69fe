namespace Delphix.Virtualization.TestSupport;

/// <summary>This repository, which the tests run in.</summary>
internal static class Repository
{
    /// <summary>Its folder.</summary>
    public static string Root { get; } = Find();

    private static string Find()
    {
        var root = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(root.FullName, "DirectoryPlugin.sln")))
            root = root.Parent ?? throw new InvalidOperationException("The tests do not run inside the repository.");
        return root.FullName;
    }
}
