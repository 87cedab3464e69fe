namespace Delphix.Virtualization.Testing;

/// <summary>In what an item differs between two trees.</summary>
public enum TreeAspect
{
    /// <summary>Expected, but not there.</summary>
    Missing,

    /// <summary>There, but not expected.</summary>
    Extra,

    /// <summary>Another type of item, such as a file in place of a directory.</summary>
    Type,

    /// <summary>Other mode bits.</summary>
    Mode,

    /// <summary>Another user or group.</summary>
    Owner,

    /// <summary>Another time of the last change.</summary>
    ModificationTime,

    /// <summary>A symlink that leads elsewhere.</summary>
    LinkTarget,

    /// <summary>Another device.</summary>
    Device,

    /// <summary>Another size.</summary>
    Size,

    /// <summary>Other content.</summary>
    Content,

    /// <summary>ACLs are among them.</summary>
    ExtendedAttributes,

    /// <summary>Holes that were filled.</summary>
    Holes,

    /// <summary>Which other paths are the same file.</summary>
    HardLink,
}
