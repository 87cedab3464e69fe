using System.Diagnostics;

namespace Delphix.Virtualization.EndToEnd.Support;

/// <summary>Where new plugins are built: one compiler for all of them, and a folder of packages that is their own.</summary>
public sealed class Workshop : IDisposable
{
    private readonly DvpProgram _dvp = new();
    private readonly string _packages;

    public Workshop() => _packages = MakePackages(System.IO.Directory.CreateDirectory(Combine("nuget")).FullName);

    public string Directory => _dvp.Temporary;

    public string Combine(string name) => Path.Combine(Directory, name);

    /// <summary>Runs a bash script. Whatever it left in the background ends with it.</summary>
    public Task<(int ExitCode, string Output)> RunAsync(string script) => _dvp.RunAsync(Prepared(script));

    /// <summary>Starts a bash script whose input and output are the caller's.</summary>
    public Process Start(string script) => _dvp.Start($"exec 2>&1\n{Prepared(script)}", hasInput: true);

    public void Dispose() => _dvp.Dispose();

    private string Prepared(string script) => $"""
        set -euo pipefail
        trap 'kill $(jobs -p) 2>/dev/null || true' EXIT
        export NUGET_PACKAGES='{_packages}' NuGetAudit=false UseSharedCompilation=true
        # What is built is too small to gain from a second processor, or from code that is compiled again because it runs often.
        export DOTNET_PROCESSOR_COUNT=1 DOTNET_TC_CallCountingDelayMs=10000
        {script}
        """;

    // What the user's folder has, but for this SDK, of which that may have an older build. So nothing is downloaded.
    private static string MakePackages(string folder)
    {
        var known = Environment.GetEnvironmentVariable("NUGET_PACKAGES") is { Length: > 0 } named
            ? named
            : Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".nuget", "packages");
        foreach (var package in System.IO.Directory.EnumerateDirectories(known)
            .Where(package => !Path.GetFileName(package).StartsWith("delphix.", StringComparison.Ordinal)))
            System.IO.Directory.CreateSymbolicLink(Path.Combine(folder, Path.GetFileName(package)), package);
        return folder;
    }
}
