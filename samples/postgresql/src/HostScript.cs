using Delphix.Virtualization;

namespace PostgresqlPlugin;

/// <summary>Runs the scripts of <c>scripts/</c>, which are embedded here, on hosts. All values travel in variables.</summary>
internal static class HostScript
{
    // Each script but those of discovery has this line.
    private const string Library = ". \"${BASH_SOURCE[0]%/*}/server.sh\"\n";

    /// <summary>Runs a script.</summary>
    /// <param name="libs">The platform libraries.</param>
    /// <param name="connection">The host, and as whom.</param>
    /// <param name="name">The name of its file, without <c>.sh</c>.</param>
    /// <param name="variables">Its variables.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>What it printed.</returns>
    /// <exception cref="UserException">It failed.</exception>
    internal static async Task<string> RunAsync(
        ILibs libs,
        RemoteConnection connection,
        string name,
        IReadOnlyDictionary<string, string> variables,
        CancellationToken cancellationToken)
    {
        var ended = await libs.RunBashAsync(connection, Text(name), variables, cancellationToken: cancellationToken);
        return ended.ExitCode == 0 ? ended.Stdout : throw ScriptFailure.Explain(name, ended, connection, variables);
    }

    /// <summary>The text of a script, which needs no other file. An engine's log calls it by its first line.</summary>
    internal static string Text(string name) => $"# {name}.sh\n{Read(name).Replace(Library, Read("server"), StringComparison.Ordinal)}";

    private static string Read(string name)
    {
        using var reader = new StreamReader(typeof(HostScript).Assembly.GetManifestResourceStream($"{name}.sh")!);
        return reader.ReadToEnd();
    }
}
