using Delphix.Virtualization;

namespace ConfigurationPlugin;

/// <summary>
/// Makes copies of configuration files usable. Files need no configuring, so this is the least that a plugin can have: every operation here
/// is a required one.
/// </summary>
public sealed class Provisioning(ILibs libs)
{
    /// <summary>Storage is mounted where the user said.</summary>
    [Virtual.MountSpecification]
    public static MountSpecification Mount(VirtualSource virtualSource, RepositoryDefinition repository) =>
        new(new Mount(virtualSource.Connection.Environment, virtualSource.Parameters.MountLocation));

    /// <summary>The mounted files are usable as they are.</summary>
    [Virtual.Configure]
    public static SourceConfigDefinition Configure(
        VirtualSource virtualSource, SnapshotDefinition snapshot, RepositoryDefinition repository) =>
        Describe(virtualSource);

    /// <summary>The same as configure, of the VDB's own files.</summary>
    [Virtual.Reconfigure]
    public static SourceConfigDefinition Reconfigure(
        VirtualSource virtualSource, RepositoryDefinition repository, SourceConfigDefinition sourceConfig, SnapshotDefinition snapshot) =>
        Describe(virtualSource);

    /// <summary>Says of the snapshot what the VDB holds.</summary>
    [Virtual.PostSnapshot]
    public async Task<SnapshotDefinition> DescribeSnapshot(
        VirtualSource virtualSource,
        RepositoryDefinition repository,
        SourceConfigDefinition sourceConfig,
        CancellationToken cancellationToken)
    {
        var (files, _) = await Directories.MeasureAsync(libs, virtualSource.Connection, sourceConfig.Path, cancellationToken);
        return new SnapshotDefinition { Path = sourceConfig.Path, Files = files };
    }

    private static SourceConfigDefinition Describe(VirtualSource virtualSource) =>
        new() { Name = virtualSource.Guid, Path = virtualSource.Parameters.MountLocation };
}
