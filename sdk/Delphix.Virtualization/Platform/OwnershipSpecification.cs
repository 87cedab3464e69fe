namespace Delphix.Virtualization;

/// <summary>Who is to own the root of mounted storage. Unix only.</summary>
/// <param name="Uid">The numeric user id.</param>
/// <param name="Gid">The numeric group id.</param>
public sealed record OwnershipSpecification(int Uid, int Gid);
