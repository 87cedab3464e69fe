namespace Delphix.Virtualization.Engine.Catalog;

/// <summary>Whether a dataset is in use.</summary>
public enum DatasetState
{
    /// <summary>A job is making it.</summary>
    Creating,

    /// <summary>It is mounted and in use.</summary>
    Enabled,

    /// <summary>It is set aside: not mounted, data kept.</summary>
    Disabled,

    /// <summary>A job is deleting it.</summary>
    Deleting,
}
