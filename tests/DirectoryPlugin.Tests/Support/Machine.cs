using System.Globalization;

namespace DirectoryPlugin.Tests.Support;

/// <summary>What the machine that the tests run on has and permits.</summary>
internal static class Machine
{
    private const string CapabilitiesLine = "CapEff:";
    private const int SysAdmin = 21;

    /// <summary>See capabilities(7): a container's root often may not.</summary>
    public static bool CanMount { get; } = Environment.IsPrivilegedProcess && HasCapability(SysAdmin);

    /// <summary>The user and group that own nothing.</summary>
    public const int Nobody = 65534;

    /// <summary>Null when a test with storage can run.</summary>
    public static string? WhyNoStorage(string[] programs) =>
        Environment.IsPrivilegedProcess && !CanMount ? "Needs the right to mount, as it runs as root." : WhyMissing(programs);

    /// <summary>Null when all are there.</summary>
    public static string? WhyMissing(string[] programs) =>
        programs.FirstOrDefault(program => Find(program) is null) is { } missing ? $"Needs the program {missing}." : null;

    private static string? Find(string program) =>
        Environment.GetEnvironmentVariable("PATH")!.Split(':').Select(folder => Path.Combine(folder, program)).FirstOrDefault(File.Exists);

    private static bool HasCapability(int number)
    {
        var line = File.ReadLines("/proc/self/status").First(line => line.StartsWith(CapabilitiesLine, StringComparison.Ordinal));
        var set = ulong.Parse(line[CapabilitiesLine.Length..].Trim(), NumberStyles.HexNumber, CultureInfo.InvariantCulture);
        return (set >> number & 1) == 1;
    }
}
