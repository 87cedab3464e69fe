using Delphix.Virtualization.Operations;

namespace Delphix.Virtualization;

/// <summary>The operations of virtual datasets (VDBs).</summary>
public static class Virtual
{
    /// <summary>Takes <c>virtualSource, repository</c>; makes an empty VDB usable and returns its source config.</summary>
    [AttributeUsage(AttributeTargets.Method)]
    public sealed class InitializeAttribute() : OperationAttribute("virtual.initialize");

    /// <summary>Takes <c>virtualSource, snapshot, repository</c>; makes the data of a snapshot usable and returns its source config.</summary>
    [AttributeUsage(AttributeTargets.Method)]
    public sealed class ConfigureAttribute() : OperationAttribute("virtual.configure");

    /// <summary>Takes <c>virtualSource, repository, sourceConfig</c>; prepares the removal of the VDB's data from the host.</summary>
    [AttributeUsage(AttributeTargets.Method)]
    public sealed class UnconfigureAttribute() : OperationAttribute("virtual.unconfigure");

    /// <summary>Takes <c>virtualSource, repository, sourceConfig, snapshot</c>; makes the data usable again and returns its source config.</summary>
    [AttributeUsage(AttributeTargets.Method)]
    public sealed class ReconfigureAttribute() : OperationAttribute("virtual.reconfigure");

    /// <summary>Takes <c>virtualSource, repository, sourceConfig</c>; run after unconfigure when a VDB is deleted.</summary>
    [AttributeUsage(AttributeTargets.Method)]
    public sealed class CleanupAttribute() : OperationAttribute("virtual.cleanup");

    /// <summary>Takes <c>virtualSource, repository, sourceConfig</c>; puts the data in a running state.</summary>
    [AttributeUsage(AttributeTargets.Method)]
    public sealed class StartAttribute() : OperationAttribute("virtual.start");

    /// <summary>Takes <c>virtualSource, repository, sourceConfig</c>; shuts the data down.</summary>
    [AttributeUsage(AttributeTargets.Method)]
    public sealed class StopAttribute() : OperationAttribute("virtual.stop");

    /// <summary>Takes <c>virtualSource, repository, sourceConfig</c>; prepares the data for a snapshot.</summary>
    [AttributeUsage(AttributeTargets.Method)]
    public sealed class PreSnapshotAttribute() : OperationAttribute("virtual.preSnapshot");

    /// <summary>Takes <c>virtualSource, repository, sourceConfig</c>; returns what is to be known of the snapshot that was taken.</summary>
    [AttributeUsage(AttributeTargets.Method)]
    public sealed class PostSnapshotAttribute() : OperationAttribute("virtual.postSnapshot");

    /// <summary>Takes <c>virtualSource, repository</c>; returns where storage is to be mounted and who is to own it.</summary>
    [AttributeUsage(AttributeTargets.Method)]
    public sealed class MountSpecificationAttribute() : OperationAttribute("virtual.mountSpecification");

    /// <summary>Takes <c>virtualSource, repository, sourceConfig</c>; returns whether the VDB is healthy; active when absent.</summary>
    [AttributeUsage(AttributeTargets.Method)]
    public sealed class StatusAttribute() : OperationAttribute("virtual.status");

    /// <summary>Takes <c>virtualSource, repository, sourceConfig</c>; returns the dataset's size in bytes.</summary>
    [AttributeUsage(AttributeTargets.Method)]
    public sealed class SourceSizeAttribute() : OperationAttribute("virtual.sourceSize");
}
