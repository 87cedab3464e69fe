using Delphix.Virtualization.Operations;

namespace Delphix.Virtualization;

/// <summary>The operations of dSources. Those of a staged plugin take <c>stagedSource</c>, those of a direct plugin <c>directSource</c>.</summary>
public static class Linked
{
    /// <summary>Takes <c>stagedSource</c> or <c>directSource</c>, <c>repository, sourceConfig, optionalSnapshotParameters</c>; brings the data in, before the engine takes a snapshot.</summary>
    [AttributeUsage(AttributeTargets.Method)]
    public sealed class PreSnapshotAttribute() : OperationAttribute("linked.preSnapshot");

    /// <summary>Takes what <see cref="PreSnapshotAttribute"/> takes; returns what is to be known of the snapshot that was taken.</summary>
    [AttributeUsage(AttributeTargets.Method)]
    public sealed class PostSnapshotAttribute() : OperationAttribute("linked.postSnapshot");

    /// <summary>Takes <c>stagedSource, repository, sourceConfig</c>; makes the staging host ready. Staged plugins only.</summary>
    [AttributeUsage(AttributeTargets.Method)]
    public sealed class StartStagingAttribute() : OperationAttribute("linked.startStaging");

    /// <summary>Takes <c>stagedSource, repository, sourceConfig</c>; leaves nothing behind on the staging host. Staged plugins only.</summary>
    [AttributeUsage(AttributeTargets.Method)]
    public sealed class StopStagingAttribute() : OperationAttribute("linked.stopStaging");

    /// <summary>Takes <c>stagedSource, repository, sourceConfig</c>; returns whether staging is healthy. Staged plugins only; active when absent.</summary>
    [AttributeUsage(AttributeTargets.Method)]
    public sealed class StatusAttribute() : OperationAttribute("linked.status");

    /// <summary>Takes <c>stagedSource, repository, sourceConfig</c>; run at a regular interval to watch over staging. Staged plugins only.</summary>
    [AttributeUsage(AttributeTargets.Method)]
    public sealed class WorkerAttribute() : OperationAttribute("linked.worker");

    /// <summary>Takes <c>stagedSource, repository</c>; returns where storage is to be mounted. Staged plugins only.</summary>
    [AttributeUsage(AttributeTargets.Method)]
    public sealed class MountSpecificationAttribute() : OperationAttribute("linked.mountSpecification");

    /// <summary>Takes <c>stagedSource</c> or <c>directSource</c>, <c>repository, sourceConfig</c>; returns the dataset's size in bytes.</summary>
    [AttributeUsage(AttributeTargets.Method)]
    public sealed class SourceSizeAttribute() : OperationAttribute("linked.sourceSize");
}
