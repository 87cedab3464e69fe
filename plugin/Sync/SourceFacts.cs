using System.Text.RegularExpressions;

namespace DirectoryPlugin.Sync;

/// <summary>
/// What the source host says about itself and about the directory to copy. The plugin uses only what this type checks.
/// </summary>
internal sealed partial record SourceFacts
{
    /// <summary>The line that an answer begins with.</summary>
    internal const string Begin = "dlpx-begin";

    private const string End = "\ndlpx-end";

    // describe_source prints at most this much of them.
    private const int MostMounts = 50000;

    private static readonly string[] Keys =
        ["state", "clock", "proof", "user", "uptime", "machine", "connection", "identity", "blocks", "inodes", "mounts", "rsync"];

    private readonly Dictionary<string, string> _values;

    private SourceFacts(Dictionary<string, string> values, string? rsync, bool isNoisy)
    {
        _values = values;
        Rsync = rsync is null ? null : new RsyncVersion(rsync);
        IsNoisy = isNoisy;
        (MountAround, MountsBelow) = FindMounts();
    }

    /// <summary>Why the directory cannot be copied, as a name of <see cref="ScriptFailure"/>; null when it can.</summary>
    internal string? Failure => this["state"] switch
    {
        "present" => null,
        "not-a-directory" => "source-not-a-directory",
        "unreadable" => "source-unreadable",
        _ => "source-missing",
    };

    /// <summary>The host's rsync; null when it has none.</summary>
    internal RsyncVersion? Rsync { get; }

    /// <summary>Whether login files of the user print something before a command.</summary>
    internal bool IsNoisy { get; }

    /// <summary>The host's time, in seconds since 1970; null when it does not tell.</summary>
    internal long? Clock => ScriptOutput.ParseNumber(this["clock"]) is > 0 and var clock ? clock : null;

    /// <summary>When the host started, by its clock; null when it does not tell.</summary>
    internal long? StartedAt => Clock - ScriptOutput.ParseNumber(this["uptime"]);

    /// <summary>The numeric user.</summary>
    internal string User => this["user"];

    /// <summary>
    /// The content of a file that only the staging user can read; empty when the source host could not read it. It proves that both hosts
    /// are one.
    /// </summary>
    internal string Proof => this["proof"];

    /// <summary>The running kernel: the same only for the same machine.</summary>
    internal string Machine => this["machine"];

    /// <summary>The namespaces of mounts and of the host name, and the directory.</summary>
    internal Identity Identity => Identity.Parse(this["identity"].Trim());

    /// <summary>The address of the source host that the connection reached; empty when the host does not tell.</summary>
    internal string Address => this["connection"].Split(' ') is [_, _, var address, _] ? address : "";

    /// <summary>Bytes that the directory's file system holds; null when that is not known.</summary>
    internal long? UsedBytes => Used("blocks") * 1024;

    /// <summary>Items that it holds; null when that is not known.</summary>
    internal long? UsedItems => Used("inodes");

    /// <summary>The mount point that the directory is in; null together with <see cref="MountsBelow"/>.</summary>
    internal string? MountAround { get; }

    /// <summary>
    /// Where other file systems are mounted in the directory, relative to it, as the kernel writes paths; null when that is not known.
    /// </summary>
    internal IReadOnlyList<string>? MountsBelow { get; }

    private string this[string key] => _values.GetValueOrDefault(key, "");

    /// <summary>Reads what <c>describe_source</c> of <c>scripts/lib/source.sh</c> printed.</summary>
    /// <returns>Null when the answer is not complete: there was no connection, or it broke.</returns>
    internal static SourceFacts? TryParse(string answer)
    {
        var begin = answer.IndexOf(Begin + "\n", StringComparison.Ordinal);
        var end = answer.IndexOf(End, StringComparison.Ordinal);
        if (begin < 0 || end < begin)
            return null;
        var values = new Dictionary<string, string>();
        var last = "";
        foreach (var line in answer[(begin + Begin.Length)..end].Split('\n'))
        {
            // A program may print several lines for a key.
            if (line.Split('=', 2) is [var key, var value] && Keys.Contains(key) && values.TryAdd(key, value))
                last = key;
            else if (last.Length > 0)
                values[last] += "\n" + line;
        }

        var rsync = values.GetValueOrDefault("rsync")?.Trim();
        return new SourceFacts(values, string.IsNullOrEmpty(rsync) ? null : rsync, isNoisy: begin > 0);
    }

    // First comes the directory's path without symlinks, which may have several lines.
    private (string? Around, IReadOnlyList<string>? Below) FindMounts()
    {
        if (this["mounts"].Length >= MostMounts || this["mounts"].TrimStart('\n').Split("\n//", 2) is not [['/', ..] directory, var all])
            return (null, null);
        var folder = MountPoint.Escape(directory.TrimEnd('/')) + "/";
        var mounts = all.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        var around = mounts.Where(mount => folder.StartsWith(mount.TrimEnd('/') + "/", StringComparison.Ordinal));
        var below = mounts.Where(mount => mount.StartsWith(folder, StringComparison.Ordinal) && mount.Length > folder.Length);
        // There is always one around it, where the host tells of mounts.
        return around.MaxBy(mount => mount.Length) is { } nearest
            ? (nearest, [.. below.Select(mount => mount[folder.Length..]).Distinct()])
            : (null, null);
    }

    // A line of df has: file system, all, used, available, percent, mount point. A name may hold blanks, and a dash may stand for
    // a number. Where a name holds such numbers itself, none are believed. A file system whose "all" is 0 does not count.
    private long? Used(string key) =>
        DiskFree().Matches(this[key]) is [var match] && ScriptOutput.ParseNumber(match.Groups["all"].Value) > 0
            ? ScriptOutput.ParseNumber(match.Groups["used"].Value)
            : null;

    [GeneratedRegex(@" +(?<all>[0-9]+|-) +(?<used>[0-9]+|-) +(-?[0-9]+|-) +([0-9]+%|-) +/")]
    private static partial Regex DiskFree();
}
