using System.Globalization;

namespace Delphix.Virtualization.Testing;

/// <summary>One item of a captured tree.</summary>
public sealed record TreeEntry
{
    /// <summary>Relative to the root, empty for the root itself, in the byte-per-character form of <see cref="PathBytes"/>.</summary>
    public required string Path { get; init; }

    /// <summary>What it is.</summary>
    public required TreeEntryType Type { get; init; }

    /// <summary>Permission bits with setuid, setgid and sticky, as find prints them: octal.</summary>
    public required string Mode { get; init; }

    /// <summary>Numeric "user:group".</summary>
    public required string Owner { get; init; }

    /// <summary>Seconds since 1970 with exactly nine decimals, as text: nothing is rounded.</summary>
    public required string ModificationTime { get; init; }

    /// <summary>How many names it has.</summary>
    public required long LinkCount { get; init; }

    /// <summary>Names the inode on this machine; equal for two paths of one tree when they are hard links to one file.</summary>
    public required string Inode { get; init; }

    /// <summary>Bytes; the apparent size of a sparse file.</summary>
    public required long Size { get; init; }

    /// <summary>Bytes on the disk: fewer than <see cref="Size"/> when there are holes.</summary>
    public required long Allocated { get; init; }

    /// <summary>Whether at least half of a larger file is holes; how small files are stored is the file system's own affair.</summary>
    public bool IsSparse => Type == TreeEntryType.File && Size >= 256 * 1024 && Allocated <= Size / 2;

    /// <summary>Byte-per-character like <see cref="Path"/>; empty but for symlinks.</summary>
    public required string LinkTarget { get; init; }

    /// <summary>Device number as hexadecimal "major:minor" of a device node, else null.</summary>
    public string? Device { get; init; }

    /// <summary>
    /// Names and values of all extended attributes as text; empty without any, or when the listing was captured without contents.
    /// </summary>
    public string ExtendedAttributes { get; init; } = "";

    /// <summary>Null but for regular files, and when the listing was captured without contents.</summary>
    public string? Sha256 { get; init; }

    /// <summary>The modification time for people; a time before 1970 stays a number.</summary>
    public string ShownTime =>
        ModificationTime.Split('.') is [var seconds, var fraction]
            && long.TryParse(seconds, CultureInfo.InvariantCulture, out var whole)
            && whole is >= 0 and < 253402300800
        ? $"{DateTimeOffset.FromUnixTimeSeconds(whole):yyyy-MM-dd'T'HH:mm:ss}.{fraction}Z"
        : ModificationTime;
}
