namespace Delphix.Virtualization;

/// <summary>Where the engine is to mount a dataset's storage.</summary>
/// <param name="Mounts">
/// The mounts, each at an absolute path; none of them null. A staged dSource needs at least one, a VDB may have none.
/// </param>
/// <param name="OwnershipSpecification">Who is to own the storage; null: the environment user. Unix only.</param>
public sealed record MountSpecification(IReadOnlyList<Mount> Mounts, OwnershipSpecification? OwnershipSpecification = null)
{
    /// <summary>A specification of a single mount.</summary>
    /// <param name="mount">The mount.</param>
    /// <param name="ownershipSpecification">Who is to own the storage; null: the environment user. Unix only.</param>
    public MountSpecification(Mount mount, OwnershipSpecification? ownershipSpecification = null)
        : this([mount], ownershipSpecification)
    {
    }
}
