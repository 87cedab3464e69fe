namespace DirectoryPlugin.Sync;

/// <summary>What an exit code of rsync means, together with what it said. The codes are those of its manual.</summary>
internal static class RsyncFailure
{
    private const int LastSignal = 128;

    /// <summary>The failure's name in <see cref="ScriptFailure"/>.</summary>
    internal static string Name(int code, string stderr)
    {
        var lines = ErrorText.Lines(stderr);
        // When its ssh ends first, rsync ends with the exit code of ssh and not with its own code for a broken connection (12). Only what
        // rsync itself prints counts: its writing process and the rsync at the source print the same after rsync was killed.
        if (code > LastSignal && lines.Any(IsBrokenForRsync))
            code = 12;
        return code switch
        {
            // This is the exit code of head, which writes what rsync prints to a file below the scratch path.
            1 when lines.Any(line => line.StartsWith("head: ", StringComparison.Ordinal)) => "scratch-full",
            1 or 2 or 4 => "rsync-incompatible",
            3 or 11 or 23 when ScriptFailure.ExplainStorage("", KeptAttributes.WithoutRefusals(stderr)) is not null => "storage-failed",
            23 when Said("set_acl: ", "(95)") => "acls-not-kept",
            23 when KeptAttributes.AreRefused(stderr) => "attributes-not-kept",
            // rsync put a hard link in the place of a folder, and then still looked for the folder's ACL.
            23 when Said("get_acl: ", ", ACL_TYPE_DEFAULT): Permission denied (13)") => "folder-replaced",
            12 => "connection-broke",
            // rsync printed more errors than run_rsync takes, and then could not write any more.
            13 => "rsync-endless",
            // 19: the function watch of rsync.sh ended it.
            19 or 30 => "rsync-silent",
            20 => "copy-interrupted",
            23 when Said("change_dir", "failed: No such file or directory (2)") => "source-missing",
            23 when Said("", "Text file busy (26)") => "program-running",
            23 when Begins("filename overflows max-path len by ") => "path-too-long",
            11 => "files-not-written",
            23 when Begins("rsync: [receiver] ") || Begins("rsync: [generator] ") => "files-not-written",
            23 => "files-not-read",
            127 => "source-rsync-missing",
            > LastSignal and < 255 => "rsync-killed",
            255 => SshFailure.OfConnection(stderr),
            _ => "rsync-failed",
        };

        static bool IsBrokenForRsync(string line) =>
            line.StartsWith("rsync: connection unexpectedly closed", StringComparison.Ordinal)
            && !line.EndsWith("[receiver]", StringComparison.Ordinal)
            && !line.EndsWith("[sender]", StringComparison.Ordinal);

        // Before release 3.2, rsync does not say which of its processes it is.
        bool Said(string what, string end) => lines.Any(line =>
            line.StartsWith("rsync: ", StringComparison.Ordinal)
            && line.Contains(what, StringComparison.Ordinal)
            && line.EndsWith(end, StringComparison.Ordinal));

        bool Begins(string text) => lines.Any(line => line.StartsWith(text, StringComparison.Ordinal));
    }
}
