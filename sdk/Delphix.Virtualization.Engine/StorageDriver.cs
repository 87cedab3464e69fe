namespace Delphix.Virtualization.Engine;

/// <summary>How an engine stores datasets. The first use of an engine directory chooses, and the choice stays.</summary>
public enum StorageDriver
{
    /// <summary>The best that the machine offers.</summary>
    Auto,

    /// <summary>Copy-on-write subvolumes of btrfs; needs root.</summary>
    Btrfs,

    /// <summary>Full copies; works everywhere.</summary>
    Copy,
}
