using System.Globalization;
using System.Text.RegularExpressions;
using Delphix.Virtualization;

namespace DirectoryPlugin.Sync;

/// <summary>
/// The options of ssh and rsync that follow from what the user said, as lists for the scripts. No value can become an option of its own.
/// </summary>
internal static partial class SyncOptions
{
    /// <summary>How many seconds the source host gets to answer, and then to finish its own list once rsync is done.</summary>
    internal const int AnswerSeconds = 10 * 60;

    private const string Quiet = "-oLogLevel=ERROR";

    // Options that an older OpenSSH does not know: those of 8.7, 8.1 and 7.6.
    private static readonly string[][] New =
    [
        ["-oSessionType=default", "-oStdinNull=no", "-oForkAfterAuthentication=no"],
        // About a fifth faster than the default on processors with AES; the rest is what ssh would offer anyway.
        ["-oCiphers=^aes128-gcm@openssh.com"],
        ["-oRemoteCommand=none"],
    ];

    /// <summary>How ssh connects from the staging host to the source host.</summary>
    internal static string Ssh(LinkedSourceDefinition source, string scratchPath)
    {
        List<string> options =
        [
            // The user's ssh_config may say how to reach the host. Settings of it that are for people at a terminal would hang or break a
            // command, so they are overridden: a terminal, another command or none, the background, no input, forwarded ports.
            .. New.SelectMany(release => release),
            "-T", "-oPermitLocalCommand=no", "-oClearAllForwardings=yes",
            // The source host gets no agent, no Kerberos tickets and no X11: it could use them for itself.
            "-a", "-k", "-x",
            "-oBatchMode=yes", "-oConnectTimeout=15", "-oServerAliveInterval=15", "-oServerAliveCountMax=4", Quiet,
            // All calls of a sync share one connection.
            "-oControlMaster=auto", "-oControlPath=ssh.socket", "-oControlPersist=60",
            // ssh writes accepted keys to the first file: never to the user's own.
            $"-oUserKnownHostsFile={FileName("The scratch path of the staging host", scratchPath, "/known_hosts")} "
                + "~/.ssh/known_hosts ~/.ssh/known_hosts2",
            $"-oStrictHostKeyChecking={(source.AcceptNewHostKey ? "accept-new" : "yes")}",
            "-p", source.SshPort.ToString(CultureInfo.InvariantCulture),
            "-l", source.Username,
        ];
        // Without a file, ssh offers the keys that it finds by itself.
        if (source.IdentityFile is { Length: > 0 } file)
        {
            // With -i, ssh reports a missing file. But it looks for the file before it expands the name, so a % cannot be escaped there.
            var name = FileName("identityFile", file);
            options.AddRange(["-oIdentitiesOnly=yes", .. file.Contains('%') ? [$"-oIdentityFile={name}"] : (string[])["-i", file]]);
        }

        return ScriptOutput.List([.. options, "--", source.SourceAddress]);
    }

    // ssh takes % and ${ for the beginning of a variable, and has a way to write only the former.
    private static string FileName(string what, string path, string end = "") => path.Contains("${", StringComparison.Ordinal)
        ? throw new UserException(
            $"{what} cannot be {Printable.Of(path)}: ssh takes '${{' for the beginning of a variable.", "Use a path without '${'.", "")
        : $"\"{SpecialInQuotes().Replace(path + end, @"\$0").Replace("%", "%%", StringComparison.Ordinal)}\"";

    /// <summary>
    /// The same without what the staging host's ssh is too old for, which it says before it connects; null when it said nothing like that.
    /// </summary>
    internal static string? WithoutUnknown(string options, string stderr)
    {
        // It names the first that it does not know. An ssh that lacks one lacks all of the same release.
        var said = stderr.Replace("Bad SSH2 cipher spec", "Bad configuration option: ciphers", StringComparison.Ordinal);
        var kept = options.Split('\n');
        var unknown = New.FirstOrDefault(release => release.Any(option =>
            kept.Contains(option) && said.Contains($"Bad configuration option: {Name(option)}", StringComparison.OrdinalIgnoreCase)));
        return unknown is null ? null : string.Join('\n', kept.Except(unknown));

        static string Name(string option) => option["-o".Length..option.IndexOf('=', StringComparison.Ordinal)];
    }

    /// <summary>The same, where ssh says each of its steps.</summary>
    internal static string InDetail(string options) => options.Replace(Quiet, "-oLogLevel=DEBUG1", StringComparison.Ordinal);

    /// <summary>What rsync leaves out.</summary>
    internal static string Filters(IEnumerable<string> patterns) =>
        // With the prefix of a rule, a pattern that begins like a rule stays a pattern. It counts for the source alone: in the dataset,
        // nothing that is excluded is protected from deletion, as it would be in a folder that gives way to another item.
        ScriptOutput.List(patterns.Select(pattern => $"--filter=-s {pattern}"));

    /// <summary>A pattern that only a text itself matches.</summary>
    internal static string EscapePattern(string text) => text.AsSpan().IndexOfAny("*?[") < 0 ? text : Escape(text);

    /// <summary>A pattern that matches all that is in a folder.</summary>
    internal static string InFolder(string folder) => Escape(folder) + "/*";

    private static string Escape(string text) => Wildcard().Replace(text, @"\$0");

    /// <summary>How rsync compares and copies.</summary>
    /// <param name="comparesSeconds">Whether times are compared by the second.</param>
    /// <param name="staysOnFileSystem">Whether what is mounted in the source is left out.</param>
    /// <param name="silence">How long rsync of the source may be silent.</param>
    internal static string Each(bool comparesSeconds, bool staysOnFileSystem, TimeSpan silence) => ScriptOutput.List(
    [
        "--archive", "--numeric-ids", "--stats", "--no-human-readable", $"--modify-window={(comparesSeconds ? 0 : -1)}",
        string.Create(CultureInfo.InvariantCulture, $"--timeout={silence.TotalSeconds:F0}"),
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

    [GeneratedRegex("""["]|\\(?=[\\"']|$)""")]
    private static partial Regex SpecialInQuotes();

    // Without one of the first three, rsync takes a backslash for itself.
    [GeneratedRegex(@"[*?[\\]")]
    private static partial Regex Wildcard();
}
