using Delphix.Virtualization.Packaging.Processes;

namespace Delphix.Virtualization.Testing.Tests;

/// <summary>Bash for what .NET's file API cannot do; the directory is $1.</summary>
internal static class Script
{
    public static async Task<string> RunAsync(string text, params string[] arguments) =>
        (await Tool.RunAsync("bash", ["-euc", text, "bash", .. arguments], CancellationToken.None)).Text;
}
