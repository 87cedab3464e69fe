using System.Reflection;
using Delphix.Virtualization;

namespace DirectoryPlugin;

/// <summary>Runs the scripts of <c>scripts/</c>, which are embedded here, on hosts. What a user typed travels in variables, never in a script's text.</summary>
internal static class HostScript
{
    private static readonly Assembly Plugin = typeof(HostScript).Assembly;

    private static readonly string Library = string.Concat(
        Plugin.GetManifestResourceNames().Where(name => name.StartsWith("scripts/lib/", StringComparison.Ordinal)).Order(StringComparer.Ordinal).Select(Read));

    /// <summary>Runs a script that should succeed.</summary>
    /// <param name="libs">The platform libraries.</param>
    /// <param name="connection">The host.</param>
    /// <param name="name">The script's file name without <c>.sh</c>.</param>
    /// <param name="variables">Its variables, without their prefix <c>DLPX_</c>.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>What it printed for the plugin.</returns>
    /// <exception cref="UserException">Its exit code is not 0; <see cref="ScriptFailure"/> says what that means.</exception>
    internal static async Task<ScriptOutput> RunAsync(
        ILibs libs, RemoteConnection connection, string name, Dictionary<string, string> variables, CancellationToken cancellationToken)
    {
        var prefixed = variables.ToDictionary(variable => "DLPX_" + variable.Key, variable => variable.Value);
        var result = await libs.RunBashAsync(connection, Library + Read($"scripts/{name}.sh"), prefixed, cancellationToken: cancellationToken);
        return result.ExitCode == 0 ? new ScriptOutput(name, result.Stdout) : throw ScriptFailure.Explain(name, result, variables);
    }

    private static string Read(string resource)
    {
        using var stream = Plugin.GetManifestResourceStream(resource) ?? throw new InvalidOperationException($"The plugin has no {resource}.");
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
