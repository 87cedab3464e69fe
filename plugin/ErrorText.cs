using System.Text.RegularExpressions;

namespace DirectoryPlugin;

/// <summary>
/// What programs printed about a failure. A file may have a name such as "No space left on device", so the names are taken out before the
/// text is searched.
/// </summary>
internal static partial class ErrorText
{
    /// <summary>The lines without the names in them. A name has no line end: rsync, ssh and coreutils write that in another way.</summary>
    internal static string[] Lines(string stderr) => WithoutNames(stderr).Split('\n');

    /// <summary>The whole text without the names. Where a name is in quotes, the quotes stay.</summary>
    internal static string WithoutNames(string stderr) =>
        Name().Replace(stderr, name => name.Value is [('"' or '\'') and var quote, ..] ? $"{quote}{quote}" : "");

    // A name may have quotes in it: the last one of the line ends it. Some messages have names without quotes.
    [GeneratedRegex(
        """
        ".*"|(?<=^|[\s(])'.*'(?=$|[\s:),])
        |(?<=_file\().*(?=,[ ]ACL_TYPE_)
        |(?<=^cannot[ ]delete[ ]non-empty[ ]directory:[ ]|^filename[ ]overflows[ ]max-path[ ]len[ ]by[ ][0-9]+:[ ]).*
        |(?<=^Warning:[ ]Identity[ ]file[ ]).*(?=[ ]not[ ]accessible:[ ])|(?<=^no[ ]such[ ]identity:[ ]).*(?=:[ ])
        """,
        RegexOptions.Multiline | RegexOptions.IgnorePatternWhitespace)]
    private static partial Regex Name();
}
