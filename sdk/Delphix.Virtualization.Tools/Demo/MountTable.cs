using System.Text;

namespace Delphix.Virtualization.Tools.Demo;

/// <summary>The mounts this process sees, as the kernel lists them.</summary>
internal static class MountTable
{
    private const string File = "/proc/self/mountinfo";

    /// <summary>The mount points at a directory or anywhere below it, in the byte-per-character form of <see cref="PathBytes"/>.</summary>
    /// <param name="directory">Absolute and without symlinks.</param>
    public static IReadOnlyList<string> PointsAtOrBelow(string directory)
    {
        var path = PathBytes.FromText(directory);
        return [.. System.IO.File.ReadLines(File, Encoding.Latin1).Select(MountPointOf).Where(point => point == path || point.StartsWith($"{path}/", StringComparison.Ordinal))];
    }

    /// <summary>The fifth field of a line; see proc(5).</summary>
    internal static string MountPointOf(string line)
    {
        const int MountPointField = 4;
        return Decode(line.Split(' ')[MountPointField]);
    }

    /// <summary>Blanks, line ends and backslashes are written as three octal digits.</summary>
    private static string Decode(string field)
    {
        var decoded = new StringBuilder(field.Length);
        for (var i = 0; i < field.Length; i++)
        {
            if (field[i] == '\\' && i + 3 < field.Length)
            {
                decoded.Append((char)Convert.ToInt32(field.Substring(i + 1, 3), fromBase: 8));
                i += 3;
            }
            else
                decoded.Append(field[i]);
        }

        return decoded.ToString();
    }
}
