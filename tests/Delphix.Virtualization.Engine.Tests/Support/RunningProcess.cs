using System.Globalization;

namespace Delphix.Virtualization.Engine.Tests.Support;

/// <summary>What /proc says of processes.</summary>
internal static class RunningProcess
{
    /// <summary>Whether a process runs; one that ended and that nobody has asked for yet does not.</summary>
    public static bool Exists(int id)
    {
        try
        {
            var stat = File.ReadAllText(string.Create(CultureInfo.InvariantCulture, $"/proc/{id}/stat"));
            return stat[(stat.LastIndexOf(')') + 2)..][0] is not ('Z' or 'X');
        }
        catch (IOException)
        {
            return false;
        }
    }

    /// <summary>The ids of running processes whose command line has a text.</summary>
    public static IReadOnlyList<int> WithCommandLine(string text) => With("cmdline", text);

    /// <summary>The ids of running processes that were started with a variable, such as <c>NAME=value</c>.</summary>
    public static IReadOnlyList<int> WithEnvironment(string variable) => With("environ", variable);

    private static List<int> With(string file, string text)
    {
        var found = new List<int>();
        foreach (var directory in Directory.EnumerateDirectories("/proc"))
        {
            if (!int.TryParse(Path.GetFileName(directory), CultureInfo.InvariantCulture, out var id) || !Exists(id))
                continue;
            try
            {
                if (File.ReadAllText($"{directory}/{file}").Contains(text, StringComparison.Ordinal))
                    found.Add(id);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                // It ended meanwhile, or is somebody else's.
            }
        }

        return found;
    }
}
