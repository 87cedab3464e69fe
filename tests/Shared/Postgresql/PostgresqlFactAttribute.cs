namespace Delphix.Virtualization.TestSupport;

/// <summary>A test with an engine that mounts storage, and with the server of PostgreSQL and its user.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class PostgresqlFactAttribute : FactAttribute
{
    /// <summary>The user that Debian's package makes.</summary>
    public const string User = "postgres";

    // Debian's, each in a folder that is named by its version.
    private const string Installations = "/usr/lib/postgresql";

    public PostgresqlFactAttribute() => Skip = WhyNot();

    /// <summary>The folder of an installation's programs; null when there is none.</summary>
    public static string? Programs { get; } = Directory.Exists(Installations)
        ? Directory.EnumerateDirectories(Installations).Select(folder => Path.Combine(folder, "bin"))
            .Where(folder => File.Exists(Path.Combine(folder, "initdb"))).Max()
        : null;

    /// <summary>Why such a test cannot run; null when it can.</summary>
    public static string? WhyNot() => TestMachine.WhyNoEngine() ?? TestMachine.WhyMissing("runuser") ?? WhyNoServer();

    private static string? WhyNoServer()
    {
        if (Programs is null)
            return "Needs the server of PostgreSQL, as in Debian's package postgresql.";
        var isThere = File.ReadLines("/etc/passwd").Any(line => line.StartsWith($"{User}:", StringComparison.Ordinal));
        return isThere ? null : $"Needs the user {User}.";
    }
}
