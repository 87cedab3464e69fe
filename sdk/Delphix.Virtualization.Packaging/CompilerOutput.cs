using System.Globalization;
using System.Text.RegularExpressions;

namespace Delphix.Virtualization.Packaging;

/// <summary>Takes the errors and warnings out of what <c>dotnet publish</c> prints.</summary>
internal static partial class CompilerOutput
{
    /// <summary>
    /// The errors in the order in which they were printed; when there is none to be recognized, one that points at the output.
    /// </summary>
    internal static IReadOnlyList<BuildFault> Faults(string output, string projectFile)
    {
        var faults = Find(output, "error");
        return faults.Count > 0 ? faults : [new BuildFault(projectFile, null, null, "dotnet publish failed. See its output.")];
    }

    /// <summary>The warnings in the order in which they were printed.</summary>
    internal static IReadOnlyList<BuildFault> Warnings(string output) => Find(output, "warning");

    private static List<BuildFault> Find(string output, string severity) =>
    [
        .. output.Split('\n', StringSplitOptions.TrimEntries)
            .Select(line => Line().Match(line))
            .Where(match => match.Success && match.Groups["severity"].Value == severity)
            .Select(ToFault)
            .Distinct(),
    ];

    private static BuildFault ToFault(Match match) => new(
        match.Groups["file"].Value,
        Number(match.Groups["line"]),
        Number(match.Groups["column"]),
        $"{match.Groups["code"].Value}: {match.Groups["message"].Value}");

    private static int? Number(Group group) => group.Success ? int.Parse(group.Value, CultureInfo.InvariantCulture) : null;

    // path(line,column[,line,column]): error CODE: message [project]; or warning CODE.
    [GeneratedRegex(
        @"^(?<file>.+?)(\((?<line>\d+)(,(?<column>\d+))?[\d,-]*\))?\s*: "
            + @"(?<severity>error|warning) (?<code>\w+)\s*: (?<message>.*?)(\s\[[^\]]*\])?$",
        RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture)]
    private static partial Regex Line();
}
