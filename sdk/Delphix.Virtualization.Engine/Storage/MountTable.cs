using System.Globalization;
using System.Text;

namespace Delphix.Virtualization.Engine.Storage;

/// <summary>What is mounted on this machine, read from <c>/proc/self/mountinfo</c>.</summary>
internal sealed class MountTable
{
    private readonly List<MountEntry> _entries;

    private MountTable(List<MountEntry> entries) => _entries = entries;

    /// <summary>Reads the table as it is now.</summary>
    internal static MountTable Read() => Parse(File.ReadLines("/proc/self/mountinfo"));

    /// <summary>Reads lines in the format of mountinfo.</summary>
    internal static MountTable Parse(IEnumerable<string> lines) =>
        new([.. lines.Select(line => line.Split(' ')).Where(fields => fields.Length > 5)
            .Select(fields => new MountEntry(fields[2], Unescape(fields[3]), Unescape(fields[4])))]);

    /// <summary>What is mounted exactly at a path; null for nothing. Of several mounts on top of each other, the visible one.</summary>
    internal MountEntry? At(string path) => _entries.LastOrDefault(entry => entry.MountPoint == path);

    /// <summary>What is mounted at a path or below it.</summary>
    internal IEnumerable<MountEntry> AtOrBelow(string path) =>
        _entries.Where(entry => entry.MountPoint == path || entry.MountPoint.StartsWith(path.TrimEnd('/') + "/", StringComparison.Ordinal));

    // The kernel writes blank, tab, newline and backslash as a backslash with three octal digits.
    private static string Unescape(string field)
    {
        if (!field.Contains('\\'))
            return field;
        var bytes = new List<byte>();
        for (var i = 0; i < field.Length; i++)
        {
            if (field[i] == '\\' && i + 3 < field.Length)
            {
                bytes.Add(Convert.ToByte(field.Substring(i + 1, 3), 8));
                i += 3;
            }
            else
            {
                bytes.AddRange(Encoding.UTF8.GetBytes(field[i].ToString(CultureInfo.InvariantCulture)));
            }
        }

        return Encoding.UTF8.GetString([.. bytes]);
    }
}
