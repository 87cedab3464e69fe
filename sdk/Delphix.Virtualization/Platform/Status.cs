namespace Delphix.Virtualization;

/// <summary>Whether a dataset is in working order on its host.</summary>
public enum Status
{
    /// <summary>It is.</summary>
    Active,

    /// <summary>It is not.</summary>
    Inactive,
}
