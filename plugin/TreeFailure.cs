using System.Text.RegularExpressions;

namespace DirectoryPlugin;

/// <summary>Which item of a VDB's tree <c>configure.sh</c> could not change, and what to do about it.</summary>
internal static partial class TreeFailure
{
    private const string Immutable = "If lsattr shows that it, or its folder, is immutable (i), remove that with 'chattr -i'.";
    private const string ReadOnly = "Read-only file system";
    private const string Leave = "To leave symlinks as they are, set rerootSymlinks to false.";

    /// <summary>Explains which symlink could not be re-rooted. In each folder, tar makes new symlinks, and mv replaces the old.</summary>
    internal static (string Message, string Action) ExplainSymlink(string? source, string? mount, string? path, string stderr)
    {
        var failed = SymlinkFailure().Match(stderr);
        var folder = path is { Length: > 0 } && mount is not null
            ? Path.GetRelativePath(path.StartsWith(mount, StringComparison.Ordinal) ? mount : "/", path)
            : ".";
        var item = failed.Success ? Path.Combine(folder == "." ? "" : folder, failed.Groups["name"].Value) : folder;
        return failed.Groups["reason"].Value switch
        {
            "File name too long" => (
                $"The symlink '{item}' below {mount} would be longer than the storage permits, once it is re-rooted.",
                $"Use a shorter mount location, or shorten the symlink. {Leave}"),
            "Operation not permitted" => (
                $"The symlink '{item}' below {mount} cannot be re-rooted.",
                $"Check that the target user may change it. {Immutable} {Leave}"),
            _ when ErrorText.Lines(stderr).Any(line => line.EndsWith(": Operation not permitted", StringComparison.Ordinal)) => (
                $"No symlinks can be re-rooted in the folder '{item}' below {mount}.",
                $"Check that the target user may change it. {Immutable} {Leave}"),
            _ => (
                $"The symlinks into {source} cannot be re-rooted: the first that failed is '{item}' below {mount}.",
                $"{ScriptFailure.Reason}. "
                + $"Re-rooting needs GNU tar on the target host, and room in the storage for the new symlinks of a folder. {Leave}"),
        };
    }

    internal static (string Message, string Action) ExplainOwner(string? owner, string? mount, string stderr)
    {
        // The engine hides what the variable holds, so the message has its parts.
        var to = owner?.Split(':') switch
        {
            ["", var group] => $"group {group}",
            [var user, var group] => $"user {user} and group {group}",
            _ => $"user {owner}",
        };
        var failures = OwnerFailure().Matches(stderr);
        // chown names each item of a read-only subvolume. The shortest path is that of the subvolume.
        if (failures is [var first, ..] && first.Groups["reason"].Value == ReadOnly)
        {
            var shortest = failures.Where(failure => failure.Groups["reason"].Value == ReadOnly).MinBy(failure => failure.Length)!;
            var item = shortest.Groups["item"].Value;
            return ($"The owner of '{item}' below {mount} cannot be set to {to}: it is read-only.", Writable(Path.Join(mount, item)));
        }

        return failures is [var failed, ..]
            ? ($"The owner of '{failed.Groups["item"]}' below {mount} cannot be set to {to}.",
                $"Check that the target user may change owners. {Immutable}")
            : ($"The owner of the items cannot be set to {to}.",
                "Check ownerUid and ownerGid, and that the target user may change owners.");
    }

    private static string Writable(string path) =>
        $"If {path} is a subvolume, change that with 'btrfs property set -ts {path} ro false', then try again. "
        + "If all of the storage is read-only, check the disk of the engine directory.";

    [GeneratedRegex(@"^(?:tar: \./(?<name>.+): Cannot .+|mv: .+ '(?:\./)?(?<name>.+)'): (?<reason>.+)$", RegexOptions.Multiline)]
    private static partial Regex SymlinkFailure();

    [GeneratedRegex(
        @"^chown: changing ownership of '(?:\./)?(?<item>.+)': (?<reason>Operation not permitted|Read-only file system)$",
        RegexOptions.Multiline)]
    private static partial Regex OwnerFailure();
}
