using System.Text.RegularExpressions;

namespace DirectoryPlugin;

/// <summary>Which item of a VDB's tree <c>configure.sh</c> could not change, and what to do about it.</summary>
internal static partial class TreeFailure
{
    private const string Immutable = "If lsattr shows that it, or its folder, is immutable (i), remove that with 'chattr -i'.";
    private const string Leave = "To leave symlinks as they are, set rerootSymlinks to false.";

    /// <summary>Of one folder, tar makes the new symlinks first, and mv puts them in the place of the old ones.</summary>
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
            _ when stderr.Contains("Operation not permitted", StringComparison.Ordinal) => (
                $"No symlinks can be re-rooted in the folder '{item}' below {mount}.",
                $"Check that the target user may change it. {Immutable} {Leave}"),
            _ => (
                $"The symlinks into {source} cannot be re-rooted: the first that failed is '{item}' below {mount}.",
                $"{ScriptFailure.Reason}. "
                + $"Re-rooting needs GNU tar on the target host, and room in the storage for the new symlinks of a folder. {Leave}"),
        };
    }

    internal static (string Message, string Action) ExplainOwner(string? owner, string? mount, string stderr) =>
        OwnerFailure().Match(stderr) is { Success: true } failed
            ? ($"The owner of '{failed.Groups["item"]}' below {mount} cannot be set to {owner}.",
                $"Check that the target user may change owners. {Immutable}")
            : ($"The owner of the items cannot be set to {owner}.",
                "Check ownerUid and ownerGid, and that the target user may change owners.");

    [GeneratedRegex(@"^(?:tar: \./(?<name>.+): Cannot .+|mv: .+ '(?:\./)?(?<name>.+)'): (?<reason>.+)$", RegexOptions.Multiline)]
    private static partial Regex SymlinkFailure();

    [GeneratedRegex(@"^chown: changing ownership of '(?:\./)?(?<item>.+)': Operation not permitted$", RegexOptions.Multiline)]
    private static partial Regex OwnerFailure();
}
