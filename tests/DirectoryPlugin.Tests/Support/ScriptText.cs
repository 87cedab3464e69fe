using System.Text.RegularExpressions;

namespace DirectoryPlugin.Tests.Support;

/// <summary>A script of <c>scripts/</c> and the library files that it includes, as text.</summary>
internal sealed partial record ScriptText(string Name)
{
    /// <summary>What is in its file.</summary>
    public string File { get; } = RepositoryFiles.Read("scripts", $"{Name}.sh");

    /// <summary>The comment that it begins with, without the lines for shellcheck.</summary>
    public IReadOnlyList<string> Header =>
        [.. File.Split('\n').TakeWhile(line => line.StartsWith('#') && !line.StartsWith("# shellcheck", StringComparison.Ordinal))];

    /// <summary>The library files that it includes, each behind those that it includes itself.</summary>
    public IReadOnlyList<string> Library => [.. Included(File).Distinct()];

    /// <summary>What the plugin sends to a host: the script with the library files in the place of the lines that include them.</summary>
    public string Assembled => HostScript.Scripts[Name];

    /// <summary>The names of the failures that its header lists.</summary>
    public IReadOnlyList<string> ListedFailures =>
        [.. Header.SkipWhile(line => !line.StartsWith("# failures: ", StringComparison.Ordinal)).SelectMany(
            line => Failure().Matches(line.Replace("# failures: ", "# ", StringComparison.Ordinal))
                .Select(match => match.Groups[1].Value))];

    /// <summary>The names of the failures with which it may end, by itself or in a function that it uses.</summary>
    public IReadOnlyList<string> PossibleFailures =>
        [.. Parts().SelectMany(part => Fail().Matches(part).Select(match => match.Groups[1].Value)).Distinct()];

    /// <summary>The functions of a library file.</summary>
    public static IReadOnlyList<string> FunctionsOf(string file) =>
        [.. Function().Matches(Read(file)).Select(match => match.Groups["name"].Value)];

    /// <summary>Whether it, or a function that it uses, uses a function.</summary>
    public bool Uses(string function) => Parts().Any(part => Calls(part, function));

    // The script itself, and the functions that it uses, also those that these use.
    private List<string> Parts()
    {
        var unused = Function().Matches(string.Concat(Library.Select(Read)))
            .ToDictionary(match => match.Groups["name"].Value, match => match.Groups["body"].Value);
        List<string> parts = [Include().Replace(File, "")];
        for (var i = 0; i < parts.Count; i++)
        {
            foreach (var name in unused.Keys.Where(name => Calls(parts[i], name)).ToList())
            {
                parts.Add(unused[name]);
                unused.Remove(name);
            }
        }

        return parts;
    }

    private static bool Calls(string part, string function) =>
        part.Split('\n').Any(
            line => !line.TrimStart().StartsWith('#') && Regex.IsMatch(line, $@"(?<![\w./$-]){Regex.Escape(function)}(?![\w.=-])"));

    private static IEnumerable<string> Included(string text) =>
        Include().Matches(text).Select(line => line.Groups[1].Value).SelectMany(file => Included(Read(file)).Append(file));

    private static string Read(string file) => RepositoryFiles.Read("scripts", "lib", file);

    [GeneratedRegex("""^\. "\$\{BASH_SOURCE\[0\]%/\*\}/(?:lib/)?([a-z-]+\.sh)"\n""", RegexOptions.Multiline)]
    private static partial Regex Include();

    [GeneratedRegex(
        @"^(?<name>\w+)\(\) (?:[{(]\n(?<body>.*?)^[})]|\{ (?<body>[^\n]*) \}$)", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Function();

    [GeneratedRegex(@"\bfail ([a-z][a-z-]+)")]
    private static partial Regex Fail();

    [GeneratedRegex(@"(?:^#|;) +([a-z]+(?:-[a-z]+)+)")]
    private static partial Regex Failure();
}
