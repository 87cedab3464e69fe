using Delphix.Virtualization.Packaging.Processes;
using Delphix.Virtualization.Tools.Demo;

namespace Delphix.Virtualization.EndToEnd.Support;

/// <summary>A test with real mounts, a real sshd and a real rsync. Skipped, with the reason, where one is missing; CI lacks nothing.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class EndToEndFactAttribute : FactAttribute
{
    /// <summary>Why it is skipped; null: it is not.</summary>
    internal static string? Reason { get; } = FindReason();

    public EndToEndFactAttribute() => Skip = Reason;

    private static string? FindReason()
    {
        if (!Environment.IsPrivilegedProcess)
            return "Needs root: it mounts file systems.";
        foreach (var program in (string[])["rsync", "ssh", "setsid", "btrfs", "mkfs.btrfs"])
        {
            if (!Tool.IsInstalled(program))
                return $"Needs {program}.";
        }

        try
        {
            SshServerProgram.Find(Environment.GetEnvironmentVariable("PATH"));
            return null;
        }
        catch (InvalidOperationException)
        {
            return "Needs sshd.";
        }
    }
}
