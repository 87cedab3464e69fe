namespace Delphix.Virtualization.Testing;

/// <summary>How many items an edit of a tree touched, each counted once.</summary>
internal sealed record TreeChanges
{
    /// <summary>Files with other contents.</summary>
    public int Changed { get; init; }

    /// <summary>Files and directories under new names.</summary>
    public int Added { get; init; }

    /// <summary>Files and directories.</summary>
    public int Deleted { get; init; }

    public int Renamed { get; init; }

    public int ModesChanged { get; init; }

    public int SymlinksRetargeted { get; init; }

    public int FilesMadeDirectories { get; init; }

    public int DirectoriesMadeFiles { get; init; }

    /// <summary>Names that were a hard link and are now a file of their own with new contents.</summary>
    public int HardLinksSplit { get; init; }

    /// <summary>One line that names what happened at least once.</summary>
    public string Summary
    {
        get
        {
            (int Count, string Text)[] parts =
            [
                (Changed, Changed == 1 ? "file changed" : "files changed"),
                (Added, "added"),
                (Deleted, "deleted"),
                (Renamed, "renamed"),
                (ModesChanged, ModesChanged == 1 ? "mode changed" : "modes changed"),
                (SymlinksRetargeted, SymlinksRetargeted == 1 ? "symlink retargeted" : "symlinks retargeted"),
                (FilesMadeDirectories, "file became a directory"),
                (DirectoriesMadeFiles, "directory became a file"),
                (HardLinksSplit, HardLinksSplit == 1 ? "hard link split" : "hard links split"),
            ];
            var changes = parts.Where(part => part.Count > 0).Select(part => $"{part.Count} {part.Text}").ToList();
            return changes.Count == 0 ? "nothing changed" : string.Join(", ", changes);
        }
    }

    public override string ToString() => Summary;
}
