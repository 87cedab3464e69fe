using System.Globalization;

namespace Delphix.Virtualization.Engine.Hosts;

/// <summary>Makes a dSource's storage equal to a directory of a host: <c>RunSyncAsync</c>. The engine's own machine runs rsync.</summary>
/// <param name="host">The source host.</param>
/// <param name="directory">The absolute path of the directory there.</param>
/// <param name="volume">The folder that holds the storage.</param>
/// <param name="tell">Receives what the user should know of a copy that succeeded.</param>
internal sealed class DirectorySync(HostConnection host, string directory, string volume, Action<string> tell)
{
    private const int Vanished = 24;

    // A message is for people: one line for each of a million files is cut.
    private const int LongestOutput = 4000;

    /// <summary>For how long rsync may get nothing from the source.</summary>
    internal TimeSpan Silence { get; init; } = TimeSpan.FromHours(1);

    /// <summary>Copies. What fails may have copied a part.</summary>
    /// <param name="excludePaths">Paths that are left out.</param>
    /// <param name="symLinksToFollow">Symlinks whose targets are copied in their place.</param>
    /// <param name="cancellationToken">Ends rsync at both ends.</param>
    /// <exception cref="LibraryException">The copy failed, or a path is not valid.</exception>
    internal async Task RunAsync(
        IEnumerable<string> excludePaths, IEnumerable<string> symLinksToFollow, CancellationToken cancellationToken)
    {
        var excluded = excludePaths.Select(path => SyncPath.Parse(nameof(excludePaths), path)).Distinct().ToList();
        var followed = symLinksToFollow.Select(path => SyncPath.Parse(nameof(symLinksToFollow), path)).Distinct()
            .Where(link => !excluded.Any(path => link == path || link.IsBelow(path))).OrderBy(link => link.Depth).ToList();
        // What is followed is copied by itself, after what it lies in.
        List<SyncPath> parts = [SyncPath.Root, .. followed];
        var inspected = await InspectAsync([.. parts.Select(SourceOf)], cancellationToken);
        // Wherever the source is, rsync runs here, and is ended here.
        await using var here = new LocalConnection();
        var vanished = 0;
        foreach (var (part, (state, place)) in parts.Zip(inspected))
        {
            var variables = Variables(part, state, place);
            Add(variables, "DVP_RULE", RulesFor(part, excluded, followed));
            var result = await here.RunAsync(
                new HostCommand { Script = EmbeddedScript.Read("pull.sh"), Variables = variables }, cancellationToken);
            if (result.ExitCode is not (0 or Vanished))
                throw Failure(part, result);
            if (result.ExitCode == Vanished)
                vanished += result.Stderr.Split('\n').Count(line => line.StartsWith("file has vanished", StringComparison.Ordinal));
        }

        if (vanished > 0)
            tell(string.Create(CultureInfo.InvariantCulture, $"{vanished} files vanished from {directory} while it was copied."));
    }

    private Dictionary<string, string> Variables(SyncPath part, string state, string place)
    {
        var variables = new Dictionary<string, string>
        {
            ["DVP_SOURCE"] = SourceOf(part),
            ["DVP_STATE"] = state,
            ["DVP_PLACE"] = place,
            ["DVP_VOLUME"] = volume,
            ["DVP_TARGET"] = part == SyncPath.Root ? volume : $"{volume}/{part.Value}",
            ["DVP_SILENCE"] = Silence.TotalSeconds.ToString("F0", CultureInfo.InvariantCulture),
        };
        Add(variables, "DVP_SSH", host.SshArguments);
        return variables;
    }

    // A link that is followed is neither copied as a link nor deleted as something that the source lacks.
    private static List<string> RulesFor(SyncPath part, List<SyncPath> excluded, List<SyncPath> followed) =>
    [
        .. excluded.Where(path => path.IsBelow(part)).Select(path => $"- {path.PatternBelow(part)}"),
        .. followed.Where(link => link.IsBelow(part))
            .SelectMany(link => (string[])[$"- {link.PatternBelow(part)}", $"P {link.PatternBelow(part)}"]),
    ];

    private string SourceOf(SyncPath part) => part == SyncPath.Root ? directory : $"{directory.TrimEnd('/')}/{part.Value}";

    private async Task<List<(string State, string Place)>> InspectAsync(List<string> paths, CancellationToken cancellationToken)
    {
        var variables = new Dictionary<string, string>();
        Add(variables, "DVP_PATH", paths);
        var result = await host.RunAsync(
            new HostCommand { Script = EmbeddedScript.Read("inspect-paths.sh"), Variables = variables }, cancellationToken);
        if (result.ExitCode != 0)
            throw Error(LibraryError.CopyFailed, $"{directory} cannot be looked at", result.Stderr);
        var lines = result.Stdout.Split('\n');
        if (lines[0] != "true")
            throw Error(LibraryError.NotSupported, "rsync is not installed on it", "");
        var found = lines.Skip(1).Take(paths.Count).Select(line => line.Split(' ')).Select(words => (State: words[0], Place: words[1]))
            .ToList();
        for (var i = 0; i < paths.Count; i++)
            Check(paths[i], found[i].State, isLink: i > 0);
        return found;
    }

    private void Check(string path, string state, bool isLink)
    {
        var fault = (state, isLink) switch
        {
            ("directory", _) or ("file", true) => null,
            ("missing", false) => $"there is no directory {path}",
            ("missing", true) => $"the symlink {path} leads to nothing, or is not there",
            ("unreadable", _) => $"{path} cannot be read by the user that rsync logs in as",
            _ => $"{path} is not a {(isLink ? "directory and not a file" : "directory")}",
        };
        if (fault is not null)
            throw Error(LibraryError.CopyFailed, fault, "");
    }

    private LibraryException Failure(SyncPath part, RunResult result) => result.ExitCode switch
    {
        // The remote end was never reached, died, or fell silent.
        10 or 12 or 19 or 30 or 35 or 255 =>
            Error(LibraryError.ConnectionFailed, $"the connection for the copy of {SourceOf(part)} broke", result.Stderr),
        64 => Error(LibraryError.InvalidArgument, $"{part.Value} cannot be followed", result.Stderr),
        65 => Error(LibraryError.InvalidArgument, $"{SourceOf(part)} cannot be copied", result.Stderr),
        70 => Error(LibraryError.NotSupported, "the engine's own machine lacks a program", result.Stderr),
        var code => Error(
            LibraryError.CopyFailed,
            string.Create(CultureInfo.InvariantCulture, $"rsync could not copy all of {SourceOf(part)} (exit code {code})"),
            result.Stderr),
    };

    private LibraryException Error(int id, string what, string output)
    {
        output = output.Trim();
        if (output.Length > LongestOutput)
            output = "..." + output[^LongestOutput..];
        return new LibraryException(id, $"RunSyncAsync from {host.Name}: {what}{(output.Length > 0 ? ": " + output : ".")}");
    }

    private static void Add(Dictionary<string, string> variables, string name, IReadOnlyList<string> values)
    {
        variables[name + "_COUNT"] = values.Count.ToString(CultureInfo.InvariantCulture);
        for (var i = 0; i < values.Count; i++)
            variables[string.Create(CultureInfo.InvariantCulture, $"{name}_{i}")] = values[i];
    }
}
