using System.Collections.Frozen;
using Delphix.Virtualization;

namespace DirectoryPlugin;

/// <summary>Says what the failure of a script means, and what to do about it. A script names its failure, and prints the values that belong to it.</summary>
internal static class ScriptFailure
{
    // Well below what the platform takes for the whole text of an error.
    private const int LongestOutput = 16 * 1024;
    private const int LastSignal = 64;
    private const string Reason = "Look at the output for the reason";

    private static readonly FrozenDictionary<string, Func<Values, (string Message, string Action)>> Explanations =
        new Dictionary<string, Func<Values, (string, string)>>
        {
            ["storage-not-mounted"] = it => (
                $"The engine's storage is not mounted at {it["MOUNT_PATH"]}.",
                "Enable the dataset again: the engine then mounts its storage, or says what is in the way."),
            ["storage-not-own"] = it => (
                $"What is mounted at {it["MOUNT_PATH"]} is not the storage that was configured.",
                "Enable the dataset again: the engine then mounts its storage, or says what is in the way."),
            ["storage-not-readable"] = it => (
                $"The storage at {it["MOUNT_PATH"]} cannot be read by {it["user"]}.",
                "Give this user the right to read the root of the tree, or use another user on this host."),
            ["storage-not-flushed"] = it => ExplainStorage(it["MOUNT_PATH"], it.Stderr) ?? (
                $"What was written at {it["MOUNT_PATH"]} could not be brought to the disk.",
                $"{Reason}, then try again."),
            ["tree-differs"] = it => (
                $"What is mounted at {it["MOUNT_PATH"]} is not what the snapshot holds: the names, types, sizes or times in its root differ.",
                "Use another snapshot, and check the engine's storage: the data of this one is not complete, or not its own."),
            ["counts-differ"] = it => (
                $"What is mounted at {it["MOUNT_PATH"]} is not what the snapshot holds: the snapshot has {it["FILES"]} files, {it["DIRECTORIES"]} directories and "
                + $"{it["BYTES"]} bytes, and {it["MOUNT_PATH"]} has {it["files"]} files, {it["directories"]} directories and {it["bytes"]} bytes.",
                "Use another snapshot, and check the engine's storage: the data of this one is not complete, or not its own."),
            ["symlinks-not-rerooted"] = it => (
                $"The symlinks into {it["SOURCE_PATH"]} cannot be re-rooted.",
                $"{Reason}. Re-rooting needs GNU tar on the target host, and room for all of these symlinks in the storage. "
                + "To leave symlinks as they are, set rerootSymlinks to false."),
            ["owners-not-set"] = it => (
                $"The owner of the items cannot be set to {it["OWNER"]}.",
                "Check ownerUid and ownerGid, and that the target user may change owners."),
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

    /// <summary>The exception for a script that failed.</summary>
    /// <param name="script">Its name.</param>
    /// <param name="result">How it ended.</param>
    /// <param name="variables">What it was given.</param>
    internal static UserException Explain(string script, RunResult result, IReadOnlyDictionary<string, string> variables)
    {
        var values = new Values(new ScriptOutput(script, result.Stdout), variables, result.Stderr);
        var (message, action) = ExplainName(values)
            ?? ExplainSignal(script, result.ExitCode)
            ?? ScriptExitCode.Explain(result, variables)
            ?? ($"{script}.sh failed with exit code {result.ExitCode}.", UserException.DefaultAction);
        return new UserException(message, action, End(result.Stderr.Trim()));
    }

    /// <summary>What is wrong with storage that could not be written, by what the programs said of it; null when it is something else.</summary>
    internal static (string Message, string Action)? ExplainStorage(string? mount, string stderr)
    {
        // Of storage that counts its items, room for bytes may be left: then it is making an item that fails, not writing into one.
        if (IsFull(stderr) && stderr.Contains("writ", StringComparison.Ordinal))
            return ($"The storage at {mount} is full.",
                "Free space in the engine's storage, for example by deleting snapshots that are not needed, then try again.");
        if (IsFull(stderr))
            return ($"The storage at {mount} cannot hold more items.",
                "Give the engine storage with more inodes, or exclude what is not needed, then try again.");
        if (stderr.Split('\n').Any(IsBroken))
            return ($"The storage at {mount} gives errors.",
                "Check the disk of the engine directory, which may be full or broken. Once it is well, unmount all that the engine has mounted from it, "
                + "then start again: the engine mounts what it needs.");
        return null;
    }

    private static (string, string)? ExplainName(Values values) =>
        values["failure"] is { } name && Explanations.TryGetValue(name, out var explain) ? explain(values) : null;

    private static (string, string)? ExplainSignal(string script, int exitCode) => exitCode is > 128 and <= 128 + LastSignal
        ? ($"{script}.sh, or a program that it ran, was killed by signal {exitCode - 128}.",
            "Find out what did that on its host, such as a lack of memory, then try again.")
        : null;

    private static bool IsFull(string stderr) =>
        stderr.Contains("No space left on device", StringComparison.Ordinal) || stderr.Contains("Disk quota exceeded", StringComparison.Ordinal);

    // Of the source's disk, it is the sender that says so. Storage in an image file does so when the disk below it is full, and from then on,
    // until it is mounted anew.
    private static bool IsBroken(string line) =>
        line.EndsWith("Input/output error", StringComparison.Ordinal) && line.StartsWith("sync: ", StringComparison.Ordinal)
        || line.EndsWith("Input/output error (5)", StringComparison.Ordinal) && !line.Contains("[sender]", StringComparison.Ordinal);

    // Any number of files may be such that they cannot be read; the end says how it all ended.
    private static string End(string output) =>
        output.Length <= LongestOutput ? output : "(The beginning is left out.)\n" + output[^LongestOutput..];

    // What the script printed, with names in lower case, and what it was given, with names in upper case.
    private sealed record Values(ScriptOutput Printed, IReadOnlyDictionary<string, string> Given, string Stderr)
    {
        public string? this[string name] => Printed.Find(name) ?? Given.GetValueOrDefault(name);
    }
}
