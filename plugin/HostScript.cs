using System.Collections.Frozen;
using System.Text.RegularExpressions;
using Delphix.Virtualization;

namespace DirectoryPlugin;

/// <summary>
/// Runs the scripts of <c>scripts/</c>, which are embedded here, on hosts. What a user typed travels in variables, never in a script's
/// text.
/// </summary>
internal static partial class HostScript
{
    private const string Folder = "scripts/";

    /// <summary>Each script by its name, as one text that needs no other file. An engine's log calls it by its first line.</summary>
    internal static readonly FrozenDictionary<string, string> Scripts = ReadScripts();

    /// <summary>Runs a script that should succeed.</summary>
    /// <param name="libs">The platform libraries.</param>
    /// <param name="connection">The host.</param>
    /// <param name="name">The script's file name without <c>.sh</c>.</param>
    /// <param name="variables">Its variables, without their prefix <c>DLPX_</c>.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>What it printed for the plugin.</returns>
    /// <exception cref="UserException">It failed; <see cref="ScriptFailure"/> says what that means.</exception>
    internal static async Task<ScriptOutput> RunAsync(
        ILibs libs, RemoteConnection connection, string name, Dictionary<string, string> variables, CancellationToken cancellationToken) =>
        Output(name, await TryAsync(libs, connection, name, variables, cancellationToken), variables);

    /// <summary>Runs a script that may fail.</summary>
    internal static Task<RunResult> TryAsync(
        ILibs libs, RemoteConnection connection, string name, Dictionary<string, string> variables, CancellationToken cancellationToken)
    {
        var prefixed = variables.ToDictionary(variable => "DLPX_" + variable.Key, variable => variable.Value);
        return libs.RunBashAsync(connection, Scripts[name], prefixed, cancellationToken: cancellationToken);
    }

    /// <summary>What a script printed for the plugin, if it did not fail.</summary>
    /// <exception cref="UserException">It failed.</exception>
    internal static ScriptOutput Output(string name, RunResult result, Dictionary<string, string> variables) =>
        result.ExitCode == 0 ? new ScriptOutput(name, result.Stdout) : throw ScriptFailure.Explain(name, result, variables);

    private static FrozenDictionary<string, string> ReadScripts()
    {
        var files = typeof(HostScript).Assembly.GetManifestResourceNames().Where(name => name.StartsWith(Folder, StringComparison.Ordinal))
            .ToDictionary(name => name[Folder.Length..], Read);
        return files.Keys.Where(file => !file.Contains('/'))
            .ToFrozenDictionary(file => Path.GetFileNameWithoutExtension(file), file => $"# {file}\n{Assemble(file, files)}");
    }

    // The first line that includes a library file is replaced by the text of that file; later ones are removed. A command that reads a file
    // into a variable is replaced by the quoted text of that file.
    private static string Assemble(string script, Dictionary<string, string> files)
    {
        var included = new HashSet<string>();
        return Expand(files[script]);

        string Expand(string text) => Include().Replace(Value().Replace(text, Quote), Insert);

        string Insert(Match line) => included.Add(line.Groups["file"].Value) ? Expand(File(line)) : "";

        string Quote(Match value) => $"'{File(value).Replace("'", @"'\''", StringComparison.Ordinal)}'";

        string File(Match match) => files["lib/" + match.Groups["file"].Value];
    }

    private static string Read(string resource)
    {
        using var reader = new StreamReader(typeof(HostScript).Assembly.GetManifestResourceStream(resource)!);
        return reader.ReadToEnd();
    }

    [GeneratedRegex("""^\. "\$\{BASH_SOURCE\[0\]%/\*\}/(?:lib/)?(?<file>[a-z-]+\.sh)"\n""", RegexOptions.Multiline)]
    private static partial Regex Include();

    [GeneratedRegex("""(?<==)\$\(<"\$\{BASH_SOURCE\[0\]%/\*\}/(?:lib/)?(?<file>[a-z-]+\.awk)"\)$""", RegexOptions.Multiline)]
    private static partial Regex Value();
}
