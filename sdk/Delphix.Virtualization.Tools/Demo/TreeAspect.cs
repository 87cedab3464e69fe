namespace Delphix.Virtualization.Tools.Demo;

/// <summary>In what an item differs between two trees.</summary>
internal enum TreeAspect
{
    /// <summary>Expected, but not there.</summary>
    Missing,

    /// <summary>There, but not expected.</summary>
    Extra,
    Type,
    Mode,
    Owner,
    ModificationTime,
    LinkTarget,
    Device,
    Size,
    Content,

    /// <summary>ACLs are among them.</summary>
    ExtendedAttributes,

    /// <summary>Holes that were filled.</summary>
    Holes,

    /// <summary>Which other paths are the same file.</summary>
    HardLink,
}
