using System.Collections.Frozen;
using System.Text.RegularExpressions;
using Delphix.Virtualization;
using DirectoryPlugin.Sync;

namespace DirectoryPlugin;

/// <summary>
/// Says what the failure of a script means, and what to do about it.
/// A script names its failure, and prints the values that belong to it.
/// </summary>
internal static partial class ScriptFailure
{
    // Far less than the platform accepts as the whole text of an error.
    private const int LongestOutput = 16 * 1024;
    private const int LastSignal = 64;
    private const string Killed = "Find out what killed it on its host, such as a lack of memory, then try again.";

    /// <summary>How an action begins where the output alone says why.</summary>
    internal const string Reason = "Look at the output for the reason";

    // How lines of the rsync at the source begin. Before release 3.2 it does not print [sender].
    private static readonly string[] SourceSays = ["[sender]", "read errors mapping", "send_files failed"];

    private static readonly FrozenDictionary<string, Explanation> Explanations = new Dictionary<string, Explanation>
    {
        ["storage-not-mounted"] = it => (
            $"The engine's storage is not mounted at {it["MOUNT_PATH"]}.",
            "Enable the dataset again: the engine then mounts its storage, or says what is in the way."),
        ["storage-not-own"] = it => (
            $"What is mounted at {it["MOUNT_PATH"]} is not the storage that was configured.",
            "Enable the dataset again: the engine then mounts its storage, or says what is in the way."),
        ["mount-path-not-own"] = it => (
            $"{it["MOUNT_PATH"]} leads to a folder that has another path.",
            "Choose a mount location without symlinks on its way, and see who may change the folders above it."),
        ["scratch-not-own"] = it => (
            $"The folder {Path.Join(it["SCRATCH_PATH"], it["GUID"])} cannot be used: it has to belong to the user of this host "
            + "that the engine logs in as, and nobody else may write to it.",
            $"{Reason}. If another user made this folder, find out why, and remove it."),
        ["mounted-below"] = it => (
            $"Something is mounted below {it["MOUNT_PATH"]}, and would be changed with the tree.",
            $"Unmount it, then try again: 'findmnt -R {it["MOUNT_PATH"]}' shows what is mounted."),
        ["storage-not-readable"] = it => (
            $"The storage at {it["MOUNT_PATH"]}, or a folder in it, cannot be read by {it["user"]}.",
            "The output names it. Give this user the right to read it, or use root on this host: only root keeps folders that their own "
            + "owner may not read and enter."),
        ["storage-not-flushed"] = it => ExplainStorage(it["MOUNT_PATH"], it.Stderr) ?? (
            $"What was written at {it["MOUNT_PATH"]} could not be brought to the disk.",
            $"{Reason}, then try again."),
        ["storage-failed"] = it => ExplainStorage(it["MOUNT_PATH"], it.Stderr)!.Value,
        ["storage-not-writable"] = it => ExplainStorage(it["MOUNT_PATH"], it.Stderr) ?? (
            $"Items could not be deleted below {it["MOUNT_PATH"]}.",
            $"{Reason}, check the rights of the staging user, then sync again. No snapshot was taken."),
        ["scratch-full"] = it => (
            $"What rsync printed could not be written below the scratch path {it["SCRATCH_PATH"]} of the staging host.",
            "The output has the reason: most often the disk there is full. Make room on it, then sync again. No snapshot was taken."),
        ["storage-too-small"] = it => (
            IsMore(it["bytes"], it["ROOM_BYTES"])
                ? $"The storage at {it["MOUNT_PATH"]} is too small: the source takes {it["bytes"]} bytes, {it["ROOM_BYTES"]} are free."
                : $"The storage at {it["MOUNT_PATH"]} is too small: the source has {it["items"]} items, "
                    + $"there is room for {it["ROOM_ITEMS"]}.",
            "Give the engine more storage, for example by deleting snapshots that are not needed, or exclude what is not needed."),
        ["sync-running"] = _ => ("Another sync of this dataset is running.", "Wait until it has ended."),
        ["record-missing"] = _ => ("There is no record of what the sync captured.", "Start the sync again."),
        ["source-not-absolute"] = it => (
            $"The source path '{it["SOURCE_PATH"]}' is not absolute.",
            "Set the path of the source config to a full path, such as /srv/files."),
        ["source-missing"] = it => (
            $"{it["SOURCE_PATH"]} does not exist on {it["SOURCE_ADDRESS"]}.",
            "Check the path of the source config."),
        ["source-not-a-directory"] = it => (
            $"{it["SOURCE_PATH"]} on {it["SOURCE_ADDRESS"]} is not a directory.",
            "Check the path of the source config."),
        ["source-unreadable"] = it => (
            $"{it["SOURCE_PATH"]} on {it["SOURCE_ADDRESS"]} cannot be read by {it["SOURCE_USER"]}.",
            "Give the user the right to read it, or link with another user."),
        ["source-empty"] = it => (
            $"{it["SOURCE_PATH"]} on {it["SOURCE_ADDRESS"]} is empty, or all of it is excluded: the sync would empty the dataset.",
            "Check whether a disk of the source host is not mounted. If the directory is meant to be empty, set allowEmptySource."),
        ["source-unmounted"] = it => (
            $"Nothing is mounted any more at {it["SOURCE_ADDRESS"]} in {it["GONE_MOUNTS"]}, from where {it["SOURCE_PATH"]} had items: "
            + $"the sync would delete {it["deleted"]} items, most of the dataset.",
            "Mount the disk again on the source host. If it was removed for good, set allowEmptySource for one sync."),
        ["source-inside"] = it => (
            $"The mount location {it["MOUNT_PATH"]} lies in the source {it["SOURCE_PATH"]}, or the source in it: "
            + "the dataset would be copied into itself.",
            "Choose a mount location outside of the source path."),
        ["staging-rsync-missing"] = _ => (
            "rsync is not installed on the staging host.",
            $"Install rsync {RsyncVersion.Oldest} or newer there."),
        ["source-rsync-missing"] = it => (
            $"rsync is not installed on {it["SOURCE_ADDRESS"]}.",
            $"Install rsync {RsyncVersion.Oldest} or newer there."),
        ["staging-rsync-unusable"] = it => (
            $"rsync of the staging host cannot be used: {it["fault"]}.",
            $"Install rsync {RsyncVersion.Oldest} or newer on the staging host."),
        ["source-rsync-unusable"] = it => (
            $"rsync of {it["SOURCE_ADDRESS"]} cannot be used: {it["fault"]}.",
            $"Install rsync {RsyncVersion.Oldest} or newer there."),
        ["ssh-missing"] = _ => (
            "The OpenSSH client is not installed on the staging host.",
            "Install it there, for example with 'apt-get install openssh-client'."),
        ["host-unknown"] = it => (
            $"The host name {it["SOURCE_ADDRESS"]} is not known on the staging host.",
            MoreThanAddress().IsMatch(it["SOURCE_ADDRESS"] ?? "")
                ? "Set sourceAddress to the host name or the IP address alone: without brackets, user, port, path and blanks."
                : "Check the source address, and the staging host's name service."),
        ["connection-refused"] = it => (
            $"{it["SOURCE_ADDRESS"]} does not accept connections on port {it["SSH_PORT"]}.",
            "Check that an SSH server listens there, the port, and firewalls between the hosts."),
        ["connection-timed-out"] = it => (
            $"{it["SOURCE_ADDRESS"]} does not answer on port {it["SSH_PORT"]}.",
            "Check that the host is up, the source address, and firewalls between the hosts."),
        ["login-refused"] = it => (
            $"{Refusal(it)}.",
            $"Put the staging user's public key into the authorized_keys of {it["SOURCE_USER"]} on {it["SOURCE_ADDRESS"]}, "
            + "or name another key with identityFile."),
        ["key-missing"] = it => (
            $"{Refusal(it)}: the private key is not there on the staging host.",
            "The output names the file: check identityFile, or the IdentityFile in the staging user's ssh_config."),
        ["key-unprotected"] = it => (
            $"{Refusal(it)}: "
            + "ssh ignores the private key, as other users of the staging host may read it.",
            "The output names the file: take the rights of others away from it, for example with 'chmod 600'."),
        ["key-unreadable"] = it => (
            $"{Refusal(it)}: the staging user cannot read the private key.",
            "The output names the file: make the staging user its owner, or name another key with identityFile."),
        ["key-invalid"] = it => (
            $"{Refusal(it)}: ssh cannot read what is in the private key's file.",
            "The output names the file: check that it is a private key, complete, and not the public one, whose name ends with .pub."),
        ["key-locked"] = it => (
            $"{Refusal(it)}: "
            + "the private key has a passphrase, and nobody is there to type it.",
            "Name a key without a passphrase with identityFile, or take it away with 'ssh-keygen -p'."),
        ["account-without-shell"] = it => (
            $"The account {it["SOURCE_USER"]} on {it["SOURCE_ADDRESS"]} has no shell, so that no program can be run in it.",
            "Give it a shell, for example with 'chsh -s /bin/sh', or link with another user."),
        ["account-for-files-only"] = it => (
            $"The account {it["SOURCE_USER"]} on {it["SOURCE_ADDRESS"]} may only transfer files, and run no program.",
            "Allow it to run programs: look for a ForceCommand in sshd_config and a command in authorized_keys. "
            + "Or link with another user."),
        ["account-expired"] = it => (
            $"The account {it["SOURCE_USER"]} on {it["SOURCE_ADDRESS"]}, or its password, has expired.",
            "Log in there as this user and set a new password, or have the account extended."),
        ["account-without-commands"] = it => (
            $"{it["SOURCE_ADDRESS"]} did not run what it was asked to as {it["SOURCE_USER"]}, but something else.",
            "The output is what that said. Look for a command in authorized_keys, a ForceCommand in sshd_config, "
            + "a shell that is not for running programs, and login files that end the shell."),
        ["source-silent"] = it => (
            $"{it["SOURCE_ADDRESS"]} did not answer within {SyncOptions.AnswerSeconds / 60} minutes.",
            $"Check that the host is not overloaded, that no disk or network share at {it["SOURCE_PATH"]} hangs, "
            + "and that the login files of the source user wait for nothing, then start the sync again."),
        ["source-endless"] = it => (
            $"{it["SOURCE_ADDRESS"]} answers with more output than a login should print.",
            $"Log in there as {it["SOURCE_USER"]} and look at what is printed: most often a login file prints it. Let it print nothing."),
        ["rsync-silent"] = it => (
            $"rsync of the staging host and of {it["SOURCE_ADDRESS"]} sent each other nothing for {it["SILENCE"]} minutes.",
            $"Check that no rsync is stopped, and that no disk or network share at {it["SOURCE_PATH"]} hangs, then start the sync again; "
            + "what was copied is not copied again."),
        ["rsync-endless"] = it => (
            $"rsync printed too much about {it["SOURCE_PATH"]}: more than 64 MiB of errors, or than 4 GiB about what differs.",
            "The output has the last of them: correct the cause, or exclude these files. No snapshot was taken."),
        ["host-key-unknown"] = it => (
            $"The host key of {it["SOURCE_ADDRESS"]} is not known on the staging host.",
            "Add it to the staging user's known_hosts, or set acceptNewHostKey to accept the key at the first contact."),
        ["host-key-changed"] = it => (
            $"The host key of {it["SOURCE_ADDRESS"]} has changed since the last contact.",
            "Find out why. If the host was installed anew, remove the old key: the output names the file."),
        ["connection-failed"] = it => ($"The SSH connection to {it["SOURCE_ADDRESS"]} failed.", $"{Reason}."),
        ["connection-lost"] = it => ($"The SSH connection to {it["SOURCE_ADDRESS"]} was lost.", $"{Reason}, then start the sync again."),
        ["connection-broke"] = it => (
            $"The connection to {it["SOURCE_ADDRESS"]} broke while files were being copied.",
            "Start the sync again; what was copied is not copied again."),
        ["copy-interrupted"] = _ => ("The copy was interrupted.", "Start the sync again; what was copied is not copied again."),
        ["rsync-incompatible"] = _ => (
            "rsync on the source host and on the staging host do not understand each other.",
            $"Check that both hosts have rsync {RsyncVersion.Oldest} or newer, and that the login files of the source user print nothing."),
        ["acls-not-kept"] = it => (
            $"The storage at {it["MOUNT_PATH"]} takes some ACLs and refuses others.",
            $"{Reason}, and check the file system of the storage."),
        ["attributes-not-kept"] = it => (
            $"The storage at {it["MOUNT_PATH"]} takes some extended attributes and refuses others.",
            $"{Reason}, and check the file system of the storage."),
        ["program-running"] = it => (
            $"A program of the dataset below {it["MOUNT_PATH"]} is running, so its file cannot be written.",
            "The output names the file: end the program on the staging host, then sync again. No snapshot was taken."),
        // Only the comparison lists the dataset. The output of a copy has a line with its mode.
        ["path-too-long"] = it => (
            $"A path in {it["SOURCE_PATH"]}"
            + (it["mode"] is null ? $", or in the dataset at {it["MOUNT_PATH"]}," : "")
            + " is too long for rsync, which takes less than 4,096 bytes.",
            "The output has its beginning: "
            + (it["mode"] is null ? "find out which of both has it. Delete it in the dataset; " : "")
            + "at the source, shorten or exclude it. No snapshot was taken."),
        ["folder-replaced"] = _ => (
            "Folders of the source or of the dataset were replaced by files or symlinks while they were copied.", "Start the sync again."),
        ["files-not-written"] = it => (
            $"Some files could not be written below {it["MOUNT_PATH"]}.",
            "The output names them: check the rights of the staging user and what the storage supports. No snapshot was taken."),
        ["files-not-read"] = it => (
            $"Some files of {it["SOURCE_PATH"]} could not be copied.",
            "The output names them: make them readable for the source user, or exclude them. No snapshot was taken."),
        ["rsync-killed"] = it => ($"rsync on the staging host was killed (exit code {it["code"]}).", Killed),
        ["rsync-failed"] = it => ($"rsync failed with exit code {it["code"]}.", $"{Reason}. No snapshot was taken."),
        ["tree-differs"] = it => (
            $"What is mounted at {it["MOUNT_PATH"]} is not what the snapshot holds: the names, types, sizes or times in its root differ.",
            "Use another snapshot, and check the engine's storage: the data of this one is not complete, or not its own."),
        ["counts-differ"] = it => (
            $"What is mounted at {it["MOUNT_PATH"]} is not what the snapshot holds: "
            + $"the snapshot has {it["FILES"]} files, {it["DIRECTORIES"]} directories and {it["BYTES"]} bytes, "
            + $"and {it["MOUNT_PATH"]} has {it["files"]} files, {it["directories"]} directories and {it["bytes"]} bytes.",
            "Use another snapshot, and check the engine's storage: the data of this one is not complete, or not its own."),
        ["trial-not-removed"] = it => (
            $"The folder {it["folder"]} in {it["MOUNT_PATH"]}, which re-rooting symlinks uses, is there already and cannot be removed.",
            $"{Reason}, then remove it by hand. If it has a read-only subvolume: 'btrfs property set -ts PATH ro false'."),
        ["symlinks-not-rerooted"] = it => TreeFailure.ExplainSymlink(
            it["SOURCE_PATH"]?.Replace("\n", " or "), it["MOUNT_PATH"], it["folder"], it.Stderr),
        ["owners-not-set"] = it => TreeFailure.ExplainOwner(it["OWNER"], it["MOUNT_PATH"], it.Stderr),
        ["guid-not-a-name"] = it => (
            $"'{it["GUID"]}' is not the name of a folder.",
            "Report this to the people who run the engine: it gave the dataset an identifier that it should not have."),
        ["mount-in-use"] = it => (
            $"{it["mount"]} cannot be unmounted.",
            $"{Reason}, end what uses it, then try again."),
        ["folder-not-removed"] = it => (
            $"{it["folder"]} cannot be removed.",
            $"{Reason}, remove what is in the way there, then try again."),
    }.ToFrozenDictionary();

    /// <summary>The names of all failures.</summary>
    internal static IEnumerable<string> Names => Explanations.Keys;

    /// <summary>The exception for a script that failed.</summary>
    /// <param name="script">Its name.</param>
    /// <param name="result">How it ended.</param>
    /// <param name="variables">The variables that it got.</param>
    internal static UserException Explain(string script, RunResult result, IReadOnlyDictionary<string, string> variables)
    {
        var printed = new ScriptOutput(script, result.Stdout);
        if (Name(printed, result.Stderr) is { } failure && Explain(failure, printed.Find, variables, result.Stderr) is { } explained)
            return explained;
        var (message, action) = ExplainSignal(script, result.ExitCode)
            ?? ($"{script}.sh failed with exit code {result.ExitCode}.", UserException.DefaultAction);
        return new UserException(message, action, End(result.Stderr));
    }

    /// <summary>The name of the failure that a script printed; null when it printed none.</summary>
    internal static string? Name(ScriptOutput printed, string stderr) => printed.Find("failure") is "rsync-failed"
        ? RsyncFailure.Name((int)printed.Number("code"), stderr)
        : printed.Find("failure");

    /// <summary>The exception for a failure that has a name.</summary>
    /// <param name="failure">Its name.</param>
    /// <param name="find">The values that belong to it.</param>
    /// <param name="variables">The variables that the script got.</param>
    /// <param name="stderr">What the programs printed.</param>
    /// <returns>Null for a name that is not in the table.</returns>
    internal static ScriptException? Explain(
        string failure, Func<string, string?> find, IReadOnlyDictionary<string, string> variables, string stderr)
    {
        if (!Explanations.TryGetValue(failure, out var explain))
            return null;
        var (message, action) = explain(new Values(find, variables, stderr));
        return new ScriptException(failure, Printable.Of(message), Printable.Of(action), End(stderr));
    }

    /// <summary>
    /// Why the storage could not be written, according to what the programs printed; null when the storage is not the reason.
    /// </summary>
    internal static (string Message, string Action)? ExplainStorage(string? mount, string stderr)
    {
        var lines = ErrorText.Lines(stderr);
        var full = lines.Where(line => Full().IsMatch(line)).ToList();
        // When bytes run out, a write fails. When only items run out, bytes may be left: then a program fails to make an item.
        if (full.Any(line => line.Contains("writ", StringComparison.Ordinal)))
            return ($"The storage at {mount} is full.",
                "Free space in the engine's storage, for example by deleting snapshots that are not needed, then try again.");
        if (full.Count > 0)
            return ($"The storage at {mount} cannot hold more items.",
                "Give the engine storage with more inodes, or exclude what is not needed, then try again.");
        if (lines.Any(IsBroken))
            return ($"The storage at {mount} gives errors.",
                "Check the disk of the engine directory, which may be full or broken. "
                + "Once it works again, unmount all that the engine has mounted from it, "
                + "then start again: the engine mounts what it needs.");
        if (lines.Any(line => ReadOnly().IsMatch(line)))
            return ($"What is at {mount}, or a part of it, is read-only.",
                "The output names items in it. If they are in a subvolume, change that with 'btrfs property set -ts PATH ro false', "
                + "where PATH is the subvolume, then try again. "
                + "If all of the storage is read-only, check the disk of the engine directory.");
        return null;
    }

    private static string Refusal(Values it) => $"{it["SOURCE_ADDRESS"]} does not let {it["SOURCE_USER"]} in";

    private static bool IsMore(string? number, string? room) =>
        ScriptOutput.ParseNumber(number ?? "") > ScriptOutput.ParseNumber(room ?? "");

    private static (string, string)? ExplainSignal(string script, int exitCode) => exitCode is > 128 and <= 128 + LastSignal
        ? ($"{script}.sh, or a program that it ran, was killed by signal {exitCode - 128}.",
            Killed)
        : null;

    // The sender prints the errors of the source's disk: they do not count here. Storage in an image file gives errors
    // from the moment when the disk below it is full until it is mounted again.
    private static bool IsBroken(string line) =>
        line.EndsWith("Input/output error", StringComparison.Ordinal) && line.StartsWith("sync: ", StringComparison.Ordinal)
        || line.StartsWith("rsync: ", StringComparison.Ordinal)
        && line.EndsWith("Input/output error (5)", StringComparison.Ordinal)
        && !SourceSays.Any(text => line.Contains(text, StringComparison.Ordinal));

    // There may be a line for each of many files. The last lines say how the program ended.
    private static string End(string output)
    {
        output = output.Trim();
        return output.Length <= LongestOutput
            ? Printable.Of(output)
            : "(The beginning is left out.)\n" + Printable.Of(output[^LongestOutput..]);
    }

    // The reason is the last that a line says.
    [GeneratedRegex(@"^\S+: .*(No space left on device( \(28\))?|Disk quota exceeded( \(122\))?)$")]
    private static partial Regex Full();

    [GeneratedRegex(@"^\S+: .*Read-only file system( \(30\))?$")]
    private static partial Regex ReadOnly();

    // Such as [::1], user@host, ssh://host and host:22.
    [GeneratedRegex(@"[][@/\s]|^[^:]*:[^:]*$")]
    private static partial Regex MoreThanAddress();

    private delegate (string Message, string Action) Explanation(Values it);

    // A lower case name is a value that the script printed with its failure; an upper case name is a variable that the script got.
    private sealed record Values(Func<string, string?> Find, IReadOnlyDictionary<string, string> Given, string Stderr)
    {
        public string? this[string name] => Find(name) ?? Given.GetValueOrDefault(name);
    }
}
