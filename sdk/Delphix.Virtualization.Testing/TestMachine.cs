using System.Globalization;
using Delphix.Virtualization.Packaging.Processes;

namespace Delphix.Virtualization.Testing;

/// <summary>What the machine that tests run on has and permits. A test that cannot run there is to be skipped with the reason.</summary>
public static class TestMachine
{
    /// <summary>The id of the user and the group that own nothing.</summary>
    public const int Nobody = 65534;

    private const string CapabilitiesLine = "CapEff:";
    private const int SysAdmin = 21;
    private static readonly string[] EnginePrograms = ["rsync", "ssh", "sshd", "setsid", "btrfs", "mkfs.btrfs"];

    /// <summary>Whether this process may mount; root in a container often may not.</summary>
    public static bool CanMount { get; } = Environment.IsPrivilegedProcess && HasCapability(SysAdmin);

    /// <summary>Why a test that gives files away, acts as other users or mounts cannot run; null when it can.</summary>
    public static string? WhyNotRoot()
    {
        if (!Environment.IsPrivilegedProcess)
            return "Needs root: it changes owners, acts as another user or mounts.";
        return CanMount ? null : "Needs the right to mount.";
    }

    /// <summary>Why a test that needs programs cannot run; null when all are there.</summary>
    /// <param name="programs">Their names.</param>
    public static string? WhyMissing(params IReadOnlyList<string> programs) =>
        programs.FirstOrDefault(program => !Tool.IsInstalled(program)) is { } missing ? $"Needs the program {missing}." : null;

    /// <summary>Why a <see cref="TestEngine"/> cannot mount storage; null when it can.</summary>
    public static string? WhyNoEngine() => WhyNotRoot() ?? WhyMissing(EnginePrograms);

    // See capabilities(7).
    private static bool HasCapability(int number)
    {
        var line = File.ReadLines("/proc/self/status").First(line => line.StartsWith(CapabilitiesLine, StringComparison.Ordinal));
        var set = ulong.Parse(line[CapabilitiesLine.Length..].Trim(), NumberStyles.HexNumber, CultureInfo.InvariantCulture);
        return (set >> number & 1) == 1;
    }
}
