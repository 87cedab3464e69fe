using System.Globalization;

namespace Delphix.Virtualization.EndToEnd.Support;

/// <summary>A program that runs on this machine, as /proc tells of it.</summary>
internal sealed record RunningProgram(int Id, int Parent, string Name, string CommandLine)
{
    /// <summary>All that run now, but for zombies.</summary>
    public static IReadOnlyList<RunningProgram> All() =>
    [
        .. from folder in Directory.EnumerateDirectories("/proc")
           let program = int.TryParse(Path.GetFileName(folder), CultureInfo.InvariantCulture, out var id) ? Find(id) : null
           where program is not null
           select program,
    ];

    /// <summary>Null when it has ended.</summary>
    public static RunningProgram? Find(int id)
    {
        // The name in parentheses may hold anything; behind it are the state and the parent.
        var stat = Read(id, "stat");
        var (begin, end) = (stat.IndexOf('(', StringComparison.Ordinal), stat.LastIndexOf(')'));
        if (end < 0 || stat[(end + 2)..].Split(' ') is not [not ("Z" or "X"), var parent, ..])
            return null;
        return new RunningProgram(id, int.Parse(parent, CultureInfo.InvariantCulture), stat[(begin + 1)..end], Read(id, "cmdline").Replace('\0', ' '));
    }

    /// <summary>Whether a variable, with its value, is in its environment.</summary>
    public bool Has(string variable) => Read(Id, "environ").Split('\0').Contains(variable);

    private static string Read(int id, string file)
    {
        try
        {
            return File.ReadAllText($"/proc/{id}/{file}");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // It ended meanwhile.
            return "";
        }
    }
}
