using System.Globalization;
using System.Text.RegularExpressions;
using Delphix.Virtualization.Packaging.Processes;

namespace Delphix.Virtualization.Testing;

/// <summary>The sshd that is installed on this machine.</summary>
/// <param name="Path">Absolute: sshd starts itself again for each connection and insists on it.</param>
/// <param name="KnowsPenalties">
/// Since OpenSSH 9.8 an address that connects often is locked out for a while; only then the option that turns this off exists.
/// </param>
internal sealed partial record SshServerProgram(string Path, bool KnowsPenalties)
{
    private const string PrivilegeSeparationDirectory = "/run/sshd";

    /// <exception cref="InvalidOperationException">There is none.</exception>
    public static async Task<SshServerProgram> FindAsync(CancellationToken cancellationToken)
    {
        var path = Find(Environment.GetEnvironmentVariable("PATH"));
        // Older ones take -V for an unknown option, and print their version in the usage all the same.
        var version = await Tool.TryRunAsync(path, ["-V"], cancellationToken);
        return new SshServerProgram(path, VersionPattern().Match(version.Error) is { Success: true } match && IsAtLeast(match, 9, 8));
    }

    /// <summary>As root, sshd will not run without its empty directory, which only the system's own service creates at boot.</summary>
    public static void PrepareSystem()
    {
        if (!Environment.IsPrivilegedProcess || Directory.Exists(PrivilegeSeparationDirectory))
            return;
        Directory.CreateDirectory(PrivilegeSeparationDirectory);
        LinuxCalls.SetMode(PrivilegeSeparationDirectory, (UnixFileMode)Convert.ToInt32("755", fromBase: 8));
    }

    internal static string Find(string? searchPath, IEnumerable<string>? systemFolders = null) =>
        Tool.Find("sshd", searchPath, systemFolders)
            ?? throw new InvalidOperationException(
                "sshd is not installed on this machine. Install it with: apt-get install openssh-server");

    private static bool IsAtLeast(Match match, int major, int minor)
    {
        int Number(int group) => int.Parse(match.Groups[group].Value, CultureInfo.InvariantCulture);
        return new Version(Number(1), Number(2)) >= new Version(major, minor);
    }

    [GeneratedRegex(@"OpenSSH_(\d+)\.(\d+)")]
    private static partial Regex VersionPattern();
}
