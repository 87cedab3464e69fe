using Delphix.Virtualization.Operations;

namespace Delphix.Virtualization;

/// <summary>The operations of virtual datasets (VDBs).</summary>
public static class Virtual
{
    /// <summary>Makes an empty VDB usable.</summary>
    /// <remarks>
    /// <para>Takes <c>virtualSource, repository</c>; returns a <c>SourceConfigDefinition</c>.</para>
    /// <para>A plugin without it cannot make empty VDBs.</para>
    /// </remarks>
    [AttributeUsage(AttributeTargets.Method)]
    public sealed class InitializeAttribute() : OperationAttribute("virtual.initialize");

    /// <summary>Makes the data of a snapshot usable on the target host.</summary>
    /// <remarks>
    /// <para>Takes <c>virtualSource, snapshot, repository</c>; returns a <c>SourceConfigDefinition</c>.</para>
    /// <para>The result describes the VDB and comes back as <c>sourceConfig</c>.</para>
    /// </remarks>
    [AttributeUsage(AttributeTargets.Method)]
    public sealed class ConfigureAttribute() : OperationAttribute("virtual.configure");

    /// <summary>Prepares the removal of the VDB's data from the target host.</summary>
    /// <remarks>
    /// <para>Takes <c>virtualSource, repository, sourceConfig</c>; returns nothing.</para>
    /// <para>What configure made under the scratch path is removed here.</para>
    /// </remarks>
    [AttributeUsage(AttributeTargets.Method)]
    public sealed class UnconfigureAttribute() : OperationAttribute("virtual.unconfigure");

    /// <summary>Makes the VDB's own data usable again, after it was rolled back or disabled.</summary>
    /// <remarks>
    /// <para>Takes <c>virtualSource, repository, sourceConfig, snapshot</c>; returns a <c>SourceConfigDefinition</c>.</para>
    /// <para>The result replaces the VDB's <c>sourceConfig</c>.</para>
    /// </remarks>
    [AttributeUsage(AttributeTargets.Method)]
    public sealed class ReconfigureAttribute() : OperationAttribute("virtual.reconfigure");

    /// <summary>Removes the last traces of a VDB that is deleted.</summary>
    /// <remarks>
    /// <para>Takes <c>virtualSource, repository, sourceConfig</c>; returns nothing.</para>
    /// <para>Run after unconfigure. A VDB that is deleted while it is disabled has no mounts.</para>
    /// </remarks>
    [AttributeUsage(AttributeTargets.Method)]
    public sealed class CleanupAttribute() : OperationAttribute("virtual.cleanup");

    /// <summary>Puts the VDB's data in a running state.</summary>
    /// <remarks>
    /// <para>Takes <c>virtualSource, repository, sourceConfig</c>; returns nothing.</para>
    /// </remarks>
    [AttributeUsage(AttributeTargets.Method)]
    public sealed class StartAttribute() : OperationAttribute("virtual.start");

    /// <summary>Shuts the VDB's data down.</summary>
    /// <remarks>
    /// <para>Takes <c>virtualSource, repository, sourceConfig</c>; returns nothing.</para>
    /// </remarks>
    [AttributeUsage(AttributeTargets.Method)]
    public sealed class StopAttribute() : OperationAttribute("virtual.stop");

    /// <summary>Prepares the VDB's data for a snapshot.</summary>
    /// <remarks>
    /// <para>Takes <c>virtualSource, repository, sourceConfig</c>; returns nothing.</para>
    /// <para>When the operation fails, no snapshot is taken.</para>
    /// </remarks>
    [AttributeUsage(AttributeTargets.Method)]
    public sealed class PreSnapshotAttribute() : OperationAttribute("virtual.preSnapshot");

    /// <summary>Says what is to be known of the VDB's snapshot that the engine just took.</summary>
    /// <remarks>
    /// <para>Takes <c>virtualSource, repository, sourceConfig</c>; returns a <c>SnapshotDefinition</c>.</para>
    /// </remarks>
    [AttributeUsage(AttributeTargets.Method)]
    public sealed class PostSnapshotAttribute() : OperationAttribute("virtual.postSnapshot");

    /// <summary>Says where storage is to be mounted on the target host, and who is to own it.</summary>
    /// <remarks>
    /// <para>Takes <c>virtualSource, repository</c>; returns a <c>MountSpecification</c>.</para>
    /// <para>
    /// Each mount at an absolute path; without any, nothing is mounted and all else continues. The mounts of <c>virtualSource</c> are empty
    /// while this is asked. Without an <c>OwnershipSpecification</c> storage belongs to the environment user.
    /// </para>
    /// </remarks>
    [AttributeUsage(AttributeTargets.Method)]
    public sealed class MountSpecificationAttribute() : OperationAttribute("virtual.mountSpecification");

    /// <summary>Says whether the VDB is in working order.</summary>
    /// <remarks>
    /// <para>Takes <c>virtualSource, repository, sourceConfig</c>; returns a <c>Status</c>.</para>
    /// <para>Without it, a VDB in use counts as active. Enable asks it of a VDB that is disabled, which has no mounts.</para>
    /// </remarks>
    [AttributeUsage(AttributeTargets.Method)]
    public sealed class StatusAttribute() : OperationAttribute("virtual.status");

    /// <summary>Measures the VDB.</summary>
    /// <remarks>
    /// <para>Takes <c>virtualSource, repository, sourceConfig</c>; returns its size in bytes.</para>
    /// <para>Not negative. The platform documents a positive number, and its SDK passes 0 too.</para>
    /// </remarks>
    [AttributeUsage(AttributeTargets.Method)]
    public sealed class SourceSizeAttribute() : OperationAttribute("virtual.sourceSize");
}
