namespace Delphix.Virtualization;

/// <summary>Whether a dataset is in working order on its host.</summary>
public enum Status
{
    /// <summary>The dataset is in working order.</summary>
    Active,

    /// <summary>The dataset is not in working order: stopped, not mounted, or broken.</summary>
    Inactive,
}
