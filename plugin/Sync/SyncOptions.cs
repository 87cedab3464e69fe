using System.Globalization;
using System.Text.RegularExpressions;

namespace DirectoryPlugin.Sync;

/// <summary>
/// The options of ssh and rsync that follow from what the user said, as lists for the scripts. No value can become an option of its own.
/// </summary>
internal static partial class SyncOptions
{
    /// <summary>How ssh connects from the staging host to the source host.</summary>
    internal static string Ssh(LinkedSourceDefinition source, string scratchPath)
    {
        // ssh takes % for the beginning of a variable.
        var knownHosts = scratchPath.Replace("%", "%%", StringComparison.Ordinal) + "/known_hosts";
        List<string> options =
        [
            "-oBatchMode=yes", "-oConnectTimeout=15", "-oServerAliveInterval=15", "-oServerAliveCountMax=4", "-oLogLevel=ERROR",
            // All calls of a sync share one connection.
            "-oControlMaster=auto", "-oControlPath=ssh.socket", "-oControlPersist=60",
            // About a fifth faster than the default on processors with AES; the rest is what ssh would offer anyway.
            "-oCiphers=^aes128-gcm@openssh.com",
            // ssh writes accepted keys to the first file: never to the user's own.
            $"-oUserKnownHostsFile=\"{knownHosts}\" ~/.ssh/known_hosts ~/.ssh/known_hosts2",
            $"-oStrictHostKeyChecking={(source.AcceptNewHostKey ? "accept-new" : "yes")}",
            "-p", source.SshPort.ToString(CultureInfo.InvariantCulture),
            "-l", source.Username,
        ];
        // Without a file, ssh offers the keys that it finds by itself.
        if (source.IdentityFile is { Length: > 0 } file)
            options.AddRange(["-oIdentitiesOnly=yes", "-i", file]);
        return ScriptOutput.List(options);
    }

    /// <summary>What rsync leaves out.</summary>
    internal static string Filters(IEnumerable<string> patterns) =>
        // With the prefix of a rule, a pattern that begins like a rule stays a pattern.
        ScriptOutput.List(patterns.Select(pattern => $"--filter=- {pattern}"));

    /// <summary>A pattern that only a text itself matches.</summary>
    internal static string EscapePattern(string text) => text.AsSpan().IndexOfAny("*?[") < 0 ? text : Escape(text);

    /// <summary>A pattern that matches all that is in a folder.</summary>
    internal static string InFolder(string folder) => Escape(folder) + "/*";

    private static string Escape(string text) => Wildcard().Replace(text, @"\$0");

    /// <summary>How rsync compares and copies.</summary>
    internal static string Each(bool comparesSeconds, bool staysOnFileSystem) => ScriptOutput.List(
    [
        "--archive", "--numeric-ids", "--stats", "--no-human-readable", $"--modify-window={(comparesSeconds ? 0 : -1)}",
        // Called --secluded-args now; every version knows the former name.
        "--protect-args",
        .. staysOnFileSystem ? ["--one-file-system"] : (string[])[],
    ]);

    /// <summary>How rsync copies.</summary>
    internal static string Copy(int? bandwidthLimitKiBps)
    {
        List<string> options = ["--hard-links", "--partial", "--force", "--info=progress2,flist2"];
        if (bandwidthLimitKiBps is { } limit)
            options.Add(string.Create(CultureInfo.InvariantCulture, $"--bwlimit={limit}"));
        return ScriptOutput.List(options);
    }

    // Without one of the first three, rsync takes a backslash for itself.
    [GeneratedRegex(@"[*?[\\]")]
    private static partial Regex Wildcard();
}
