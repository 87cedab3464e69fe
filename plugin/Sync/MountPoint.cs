using System.Text.RegularExpressions;

namespace DirectoryPlugin.Sync;

/// <summary>
/// Paths as the kernel writes them in <c>/proc/self/mountinfo</c>: blank, tab, line end and backslash are three octal digits.
/// </summary>
internal static partial class MountPoint
{
    internal static string Unescape(string path) => Octal().Replace(path, match => $"{(char)Convert.ToInt32(match.Groups[1].Value, 8)}");

    internal static string Escape(string path) =>
        path.Replace(@"\", @"\134").Replace(" ", @"\040").Replace("\t", @"\011").Replace("\n", @"\012");

    [GeneratedRegex(@"\\([0-7]{3})")]
    private static partial Regex Octal();
}
