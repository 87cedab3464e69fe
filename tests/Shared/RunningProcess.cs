using System.Globalization;

namespace Delphix.Virtualization.TestSupport;

/// <summary>What /proc says of a process.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Parent">The id of the process that started it.</param>
/// <param name="Name">Its program's name.</param>
/// <param name="CommandLine">Its program's arguments, with a space for each NUL.</param>
internal sealed record RunningProcess(int Id, int Parent, string Name, string CommandLine)
{
    /// <summary>All that run.</summary>
    public static IReadOnlyList<RunningProcess> All() =>
        [.. Read("stat").Select(process => Find(process.Id, process.Text)).OfType<RunningProcess>()];

    /// <summary>Null when it does not run any more.</summary>
    public static RunningProcess? Find(int id) =>
        TryRead(string.Create(CultureInfo.InvariantCulture, $"/proc/{id}/stat")) is { } stat ? Find(id, stat) : null;

    /// <summary>Whether a process runs; one that ended and that nobody has asked for yet does not.</summary>
    public static bool Exists(int id) =>
        TryRead(string.Create(CultureInfo.InvariantCulture, $"/proc/{id}/stat")) is { } stat && IsRunning(stat);

    /// <summary>The ids of running processes whose command line has a text.</summary>
    public static IReadOnlyList<int> WithCommandLine(string text) => With("cmdline", text);

    /// <summary>The ids of running processes that were started with a variable, such as <c>NAME=value</c>.</summary>
    public static IReadOnlyList<int> WithEnvironment(string variable) => With("environ", variable);

    /// <summary>The ids of the running processes of a process group.</summary>
    public static IReadOnlyList<int> InGroup(int group) =>
        [.. Read("stat")
            .Where(process => IsRunning(process.Text) && Fields(process.Text)[2] == group.ToString(CultureInfo.InvariantCulture))
            .Select(process => process.Id)];

    /// <summary>The command lines of all processes, with a space for each NUL between arguments.</summary>
    public static IReadOnlyList<string> CommandLines() => [.. Read("cmdline").Select(process => process.Text.Replace('\0', ' '))];

    private static RunningProcess? Find(int id, string stat) =>
        IsRunning(stat) && TryRead(string.Create(CultureInfo.InvariantCulture, $"/proc/{id}/cmdline")) is { } commandLine
            ? new RunningProcess(
                id, int.Parse(Fields(stat)[1], CultureInfo.InvariantCulture),
                stat[(stat.IndexOf('(', StringComparison.Ordinal) + 1)..stat.LastIndexOf(')')], commandLine.Replace('\0', ' '))
            : null;

    private static bool IsRunning(string stat) => Fields(stat)[0] is not ("Z" or "X");

    // Those after the program's name, which may have spaces and parentheses: state, parent, process group.
    private static string[] Fields(string stat) => stat[(stat.LastIndexOf(')') + 2)..].Split(' ');

    private static IReadOnlyList<int> With(string file, string text) =>
        [.. Read(file).Where(process => process.Text.Contains(text, StringComparison.Ordinal) && Exists(process.Id))
            .Select(process => process.Id)];

    private static IEnumerable<(int Id, string Text)> Read(string file)
    {
        foreach (var directory in Directory.EnumerateDirectories("/proc"))
        {
            if (int.TryParse(Path.GetFileName(directory), CultureInfo.InvariantCulture, out var id)
                && TryRead($"{directory}/{file}") is { } text)
                yield return (id, text);
        }
    }

    // Null for a process that ended meanwhile, or is somebody else's.
    private static string? TryRead(string path)
    {
        try
        {
            return File.ReadAllText(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
