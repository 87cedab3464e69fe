using Delphix.Virtualization.Packaging.Processes;

namespace Delphix.Virtualization.Engine.Files;

/// <summary>
/// Removes a folder with all that it holds, whatever names and modes its items have. What is mounted below is left alone.
/// </summary>
internal static class FolderRemoval
{
    /// <exception cref="IOException">Not everything could be removed.</exception>
    internal static async Task RunAsync(string folder, CancellationToken cancellationToken)
    {
        // Only root may delete from directories that are read-only; find opens each one before it steps into it.
        if (!Environment.IsPrivilegedProcess)
            await Tool.TryRunAsync(
                "find", [folder, "-xdev", "-type", "d", "!", "-perm", "-u=rwx", "-exec", "chmod", "u+rwx", "{}", ";"], cancellationToken);
        // .NET cannot delete items whose names are not valid UTF-8.
        await Tool.RunAsync("rm", ["--recursive", "--force", "--one-file-system", "--", folder], cancellationToken);
    }
}
