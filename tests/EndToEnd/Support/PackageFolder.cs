namespace Delphix.Virtualization.EndToEnd.Support;

/// <summary>
/// A folder of packages that has what the user's has, but for this SDK's, which there may be of an older build. So new plugins are built with the SDK
/// under test, and nothing is downloaded.
/// </summary>
internal static class PackageFolder
{
    /// <returns>The environment variables that have NuGet use it.</returns>
    internal static Dictionary<string, string> Make(string directory)
    {
        var known = Environment.GetEnvironmentVariable("NUGET_PACKAGES") is { Length: > 0 } named
            ? named
            : Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".nuget", "packages");
        var folder = Directory.CreateDirectory(Path.Combine(directory, "nuget")).FullName;
        foreach (var package in Directory.EnumerateDirectories(known).Where(package => !Path.GetFileName(package).StartsWith("delphix.", StringComparison.Ordinal)))
            Directory.CreateSymbolicLink(Path.Combine(folder, Path.GetFileName(package)), package);
        return new() { ["NUGET_PACKAGES"] = folder, ["NuGetAudit"] = "false" };
    }
}
