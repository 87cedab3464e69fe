using System.Globalization;
using System.Text;

namespace Delphix.Virtualization.Engine.Storage;

/// <summary>What is mounted on this machine, read from <c>/proc/self/mountinfo</c>.</summary>
internal sealed class MountTable
{
    private readonly List<MountEntry> _entries;

    private MountTable(List<MountEntry> entries) => _entries = entries;

    /// <summary>Reads the table as it is now.</summary>
    internal static MountTable Read() => Parse(File.ReadAllText("/proc/self/mountinfo"));

    /// <summary>Reads a text in the format of mountinfo, whose lines may hold carriage returns.</summary>
    internal static MountTable Parse(string text) =>
        new([.. text.Split('\n').Select(line => line.Split(' ')).Where(fields => fields.Length > 5)
            .Select(fields => new MountEntry(
                long.Parse(fields[0], CultureInfo.InvariantCulture),
                fields[2],
                Unescape(fields[3]),
                Unescape(fields[4]),
                SourceOf(fields)))]);

    /// <summary>All that is mounted; what hides something else comes after it.</summary>
    internal IReadOnlyList<MountEntry> Entries => _entries;

    /// <summary>The mount of a number; null for none.</summary>
    internal MountEntry? WithId(long id) => _entries.FirstOrDefault(entry => entry.Id == id);

    /// <summary>What is mounted exactly at a path; null for nothing. Of several mounts on top of each other, the visible one.</summary>
    internal MountEntry? At(string path) => AllAt(path).LastOrDefault();

    /// <summary>All that is mounted exactly at a path; the visible one, which hides the others, is the last.</summary>
    internal IEnumerable<MountEntry> AllAt(string path) => _entries.Where(entry => entry.MountPoint == path);

    /// <summary>What is mounted at a path or below it.</summary>
    internal IEnumerable<MountEntry> AtOrBelow(string path) =>
        _entries.Where(entry => entry.MountPoint == path || entry.MountPoint.StartsWith(path.TrimEnd('/') + "/", StringComparison.Ordinal));

    // It comes after a variable number of fields, a dash, and the file system's type.
    private static string SourceOf(string[] fields) =>
        Array.IndexOf(fields, "-", 6) is var dash and > 0 && dash + 2 < fields.Length ? Unescape(fields[dash + 2]) : "";

    // The kernel writes blank, tab, newline and backslash as a backslash with three octal digits.
    internal static string Unescape(string field)
    {
        if (!field.Contains('\\'))
            return field;
        var bytes = Encoding.UTF8.GetBytes(field);
        var decoded = new List<byte>(bytes.Length);
        for (var i = 0; i < bytes.Length; i++)
        {
            if (bytes[i] == '\\' && i + 3 < bytes.Length)
            {
                decoded.Add((byte)(((bytes[i + 1] - '0') << 6) | ((bytes[i + 2] - '0') << 3) | (bytes[i + 3] - '0')));
                i += 3;
            }
            else
            {
                decoded.Add(bytes[i]);
            }
        }

        return Encoding.UTF8.GetString([.. decoded]);
    }
}
