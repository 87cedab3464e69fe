using Delphix.Virtualization.Operations;

namespace Delphix.Virtualization;

/// <summary>
/// The operations of dSources. Those of a staged plugin take <c>stagedSource</c>, those of a direct plugin <c>directSource</c>.
/// </summary>
public static class Linked
{
    /// <summary>Brings the source's data in, before the engine takes a snapshot.</summary>
    /// <remarks>
    /// <para>Takes <c>stagedSource</c> or <c>directSource</c>, <c>repository, sourceConfig, optionalSnapshotParameters</c>; returns
    /// nothing.</para>
    /// <para><c>optionalSnapshotParameters</c> is null when a policy runs the sync. The first sync of a dSource is always a resync. When
    /// the operation fails, no snapshot is taken.</para>
    /// </remarks>
    [AttributeUsage(AttributeTargets.Method)]
    public sealed class PreSnapshotAttribute() : OperationAttribute("linked.preSnapshot");

    /// <summary>Says what is to be known of the snapshot that the engine just took.</summary>
    /// <remarks>
    /// <para>Takes <c>stagedSource</c> or <c>directSource</c>, <c>repository, sourceConfig, optionalSnapshotParameters</c>; returns a
    /// <c>SnapshotDefinition</c>.</para>
    /// <para>The same <c>SnapshotDefinition</c> comes back as <c>snapshot</c> when a VDB is made from the snapshot.
    /// <c>optionalSnapshotParameters</c> is null when a policy runs the sync.</para>
    /// </remarks>
    [AttributeUsage(AttributeTargets.Method)]
    public sealed class PostSnapshotAttribute() : OperationAttribute("linked.postSnapshot");

    /// <summary>Makes the staging host ready, once storage is mounted there.</summary>
    /// <remarks>
    /// <para>Takes <c>stagedSource, repository, sourceConfig</c>; returns nothing.</para>
    /// <para>Staged plugins only.</para>
    /// </remarks>
    [AttributeUsage(AttributeTargets.Method)]
    public sealed class StartStagingAttribute() : OperationAttribute("linked.startStaging");

    /// <summary>Leaves nothing of the dSource behind on the staging host, before storage is unmounted.</summary>
    /// <remarks>
    /// <para>Takes <c>stagedSource, repository, sourceConfig</c>; returns nothing.</para>
    /// <para>Staged plugins only. What <see cref="StartStagingAttribute"/> made under the scratch path is removed here.</para>
    /// </remarks>
    [AttributeUsage(AttributeTargets.Method)]
    public sealed class StopStagingAttribute() : OperationAttribute("linked.stopStaging");

    /// <summary>Says whether staging is in working order.</summary>
    /// <remarks>
    /// <para>Takes <c>stagedSource, repository, sourceConfig</c>; returns a <c>Status</c>.</para>
    /// <para>
    /// Staged plugins only. Without it, a dSource in use counts as active. An engine may ask while the dSource is disabled: its mount
    /// has an empty path then.
    /// </para>
    /// </remarks>
    [AttributeUsage(AttributeTargets.Method)]
    public sealed class StatusAttribute() : OperationAttribute("linked.status");

    /// <summary>Watches over staging at a regular interval.</summary>
    /// <remarks>
    /// <para>Takes <c>stagedSource, repository, sourceConfig</c>; returns nothing.</para>
    /// <para>Staged plugins only.</para>
    /// </remarks>
    [AttributeUsage(AttributeTargets.Method)]
    public sealed class WorkerAttribute() : OperationAttribute("linked.worker");

    /// <summary>Says where storage is to be mounted on the staging host.</summary>
    /// <remarks>
    /// <para>Takes <c>stagedSource, repository</c>; returns a <c>MountSpecification</c>.</para>
    /// <para>
    /// Staged plugins only. At least one mount, each at an absolute path; a single one has no shared path. Before anything is mounted, the
    /// mount of <c>stagedSource</c> has an empty path.
    /// </para>
    /// </remarks>
    [AttributeUsage(AttributeTargets.Method)]
    public sealed class MountSpecificationAttribute() : OperationAttribute("linked.mountSpecification");

    /// <summary>Measures the dSource.</summary>
    /// <remarks>
    /// <para>Takes <c>stagedSource</c> or <c>directSource</c>, <c>repository, sourceConfig</c>; returns its size in bytes.</para>
    /// <para>Not negative. The platform documents a positive number, and its SDK passes 0 too.</para>
    /// </remarks>
    [AttributeUsage(AttributeTargets.Method)]
    public sealed class SourceSizeAttribute() : OperationAttribute("linked.sourceSize");
}
