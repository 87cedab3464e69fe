namespace Delphix.Virtualization.Engine.Catalog;

/// <summary>Whether a dataset is in use.</summary>
public enum DatasetState
{
    /// <summary>A job is making it.</summary>
    Creating,

    /// <summary>It is in use, and mounted if its plugin asks for that.</summary>
    Enabled,

    /// <summary>It is set aside: not mounted, data kept.</summary>
    Disabled,

    /// <summary>A job is deleting it.</summary>
    Deleting,
}
