using System.Collections.Frozen;
using Delphix.Virtualization;

namespace DirectoryPlugin;

/// <summary>Runs the scripts of <c>scripts/</c>, which are embedded here, on hosts. What a user typed travels in variables, never in a script's text.</summary>
internal static class HostScript
{
    private const string Folder = "scripts/";

    private static readonly FrozenDictionary<string, string> Scripts = ReadScripts();

    /// <summary>Runs a script that should succeed.</summary>
    /// <param name="libs">The platform libraries.</param>
    /// <param name="connection">The host.</param>
    /// <param name="name">The script's file name without <c>.sh</c>.</param>
    /// <param name="variables">Its variables, without their prefix <c>DLPX_</c>.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>What it printed for the plugin.</returns>
    /// <exception cref="UserException">Its exit code is not 0; <see cref="ScriptFailure"/> says what that means.</exception>
    internal static async Task<ScriptOutput> RunAsync(
        ILibs libs, RemoteConnection connection, string name, Dictionary<string, string> variables, CancellationToken cancellationToken) =>
        Output(name, await TryAsync(libs, connection, name, variables, cancellationToken), variables);

    /// <summary>Runs a script that may fail.</summary>
    internal static Task<RunResult> TryAsync(
        ILibs libs, RemoteConnection connection, string name, Dictionary<string, string> variables, CancellationToken cancellationToken) =>
        libs.RunBashAsync(connection, Scripts[name], variables.ToDictionary(variable => "DLPX_" + variable.Key, variable => variable.Value), cancellationToken: cancellationToken);

    /// <summary>What a script printed for the plugin, if it did not fail.</summary>
    /// <exception cref="UserException">Its exit code is not 0.</exception>
    internal static ScriptOutput Output(string name, RunResult result, Dictionary<string, string> variables) =>
        result.ExitCode == 0 ? new ScriptOutput(name, result.Stdout) : throw ScriptFailure.Explain(name, result, variables);

    // Each script by its name, with all of scripts/lib before it, so that a run is one text.
    private static FrozenDictionary<string, string> ReadScripts()
    {
        var resources = typeof(HostScript).Assembly.GetManifestResourceNames().Order(StringComparer.Ordinal).ToLookup(name => name.StartsWith(Folder + "lib/", StringComparison.Ordinal));
        var library = string.Concat(resources[true].Select(Read));
        return resources[false].ToFrozenDictionary(name => Path.GetFileNameWithoutExtension(name), name => library + Read(name));
    }

    private static string Read(string resource)
    {
        using var reader = new StreamReader(typeof(HostScript).Assembly.GetManifestResourceStream(resource)!);
        return reader.ReadToEnd();
    }
}
