using Returns = Delphix.Virtualization.Operations.OperationResultKind;
using Takes = Delphix.Virtualization.Operations.OperationParameterKind;

namespace Delphix.Virtualization.Operations;

/// <summary>
/// The plugin operations as the platform documents them, the one copy that attributes, analyzers, the artifact's manifest,
/// the runtime and the engine's workflows read. The source is the platform's "Plugin Operations" reference.
/// </summary>
internal static class OperationTable
{
    private static readonly OperationParameter SourceConnection = new("sourceConnection", "sourceConnection", Takes.Connection);
    private static readonly OperationParameter TheDirectSource = new("directSource", "directSource", Takes.DirectSource);
    private static readonly OperationParameter TheStagedSource = new("stagedSource", "stagedSource", Takes.StagedSource);
    private static readonly OperationParameter TheVirtualSource = new("virtualSource", "virtualSource", Takes.VirtualSource);
    private static readonly OperationParameter TheRepository = new("repository", "repository", Takes.Repository);
    private static readonly OperationParameter TheSourceConfig = new("sourceConfig", "sourceConfig", Takes.SourceConfig);
    private static readonly OperationParameter TheSnapshot = new("snapshot", "snapshot", Takes.Snapshot);
    private static readonly OperationParameter SnapshotParameters = new(
        "optionalSnapshotParameters", "snapshotParameters", Takes.OptionalSnapshotParameters);

    /// <summary>Every row, in the order of the reference.</summary>
    public static IReadOnlyList<PluginOperation> All { get; } =
    [
        Required("discovery.repository", "discovery.repository", null, "hasRepositoryDiscovery", Returns.Repositories, SourceConnection),
        Required(
            "discovery.sourceConfig", "discovery.source_config", null, "hasSourceConfigDiscovery", Returns.SourceConfigs, SourceConnection,
            TheRepository),
        Optional(
            "linked.preSnapshot", "linked.pre_snapshot", PluginStrategy.Direct, "hasLinkedPreSnapshot", Returns.Nothing, TheDirectSource,
            TheRepository, TheSourceConfig, SnapshotParameters),
        Required(
            "linked.postSnapshot", "linked.post_snapshot", PluginStrategy.Direct, "hasLinkedPostSnapshot", Returns.Snapshot,
            TheDirectSource, TheRepository, TheSourceConfig, SnapshotParameters),
        Optional(
            "linked.preSnapshot", "linked.pre_snapshot", PluginStrategy.Staged, "hasLinkedPreSnapshot", Returns.Nothing, TheStagedSource,
            TheRepository, TheSourceConfig, SnapshotParameters),
        Required(
            "linked.postSnapshot", "linked.post_snapshot", PluginStrategy.Staged, "hasLinkedPostSnapshot", Returns.Snapshot,
            TheStagedSource, TheRepository, TheSourceConfig, SnapshotParameters),
        Optional(
            "linked.startStaging", "linked.start_staging", PluginStrategy.Staged, "hasLinkedStartStaging", Returns.Nothing, TheStagedSource,
            TheRepository, TheSourceConfig),
        Optional(
            "linked.stopStaging", "linked.stop_staging", PluginStrategy.Staged, "hasLinkedStopStaging", Returns.Nothing, TheStagedSource,
            TheRepository, TheSourceConfig),
        Optional(
            "linked.status", "linked.status", PluginStrategy.Staged, "hasLinkedStatus", Returns.Status, TheStagedSource, TheRepository,
            TheSourceConfig),
        Optional(
            "linked.worker", "linked.worker", PluginStrategy.Staged, "hasLinkedWorker", Returns.Nothing, TheStagedSource, TheRepository,
            TheSourceConfig),
        Required(
            "linked.mountSpecification", "linked.mount_specification", PluginStrategy.Staged, "hasLinkedMountSpecification",
            Returns.MountSpecification, TheStagedSource, TheRepository),
        Optional(
            "linked.sourceSize", "linked.source_size", PluginStrategy.Direct, "hasLinkedSourceSize", Returns.Size, TheDirectSource,
            TheRepository, TheSourceConfig),
        Optional(
            "linked.sourceSize", "linked.source_size", PluginStrategy.Staged, "hasLinkedSourceSize", Returns.Size, TheStagedSource,
            TheRepository, TheSourceConfig),
        Optional("virtual.initialize", "virtual.initialize", null, "hasInitialize", Returns.SourceConfig, TheVirtualSource, TheRepository),
        Required(
            "virtual.configure", "virtual.configure", null, "hasVirtualConfigure", Returns.SourceConfig, TheVirtualSource, TheSnapshot,
            TheRepository),
        Optional(
            "virtual.unconfigure", "virtual.unconfigure", null, "hasVirtualUnconfigure", Returns.Nothing, TheVirtualSource, TheRepository,
            TheSourceConfig),
        Required(
            "virtual.reconfigure", "virtual.reconfigure", null, "hasVirtualReconfigure", Returns.SourceConfig, TheVirtualSource,
            TheRepository, TheSourceConfig, TheSnapshot),
        Optional(
            "virtual.cleanup", "virtual.cleanup", null, "hasVirtualCleanup", Returns.Nothing, TheVirtualSource, TheRepository,
            TheSourceConfig),
        Optional(
            "virtual.start", "virtual.start", null, "hasVirtualStart", Returns.Nothing, TheVirtualSource, TheRepository, TheSourceConfig),
        Optional("virtual.stop", "virtual.stop", null, "hasVirtualStop", Returns.Nothing, TheVirtualSource, TheRepository, TheSourceConfig),
        Optional(
            "virtual.preSnapshot", "virtual.pre_snapshot", null, "hasVirtualPreSnapshot", Returns.Nothing, TheVirtualSource, TheRepository,
            TheSourceConfig),
        Required(
            "virtual.postSnapshot", "virtual.post_snapshot", null, "hasVirtualPostSnapshot", Returns.Snapshot, TheVirtualSource,
            TheRepository, TheSourceConfig),
        Required(
            "virtual.mountSpecification", "virtual.mount_specification", null, "hasVirtualMountSpecification", Returns.MountSpecification,
            TheVirtualSource, TheRepository),
        Optional(
            "virtual.status", "virtual.status", null, "hasVirtualStatus", Returns.Status, TheVirtualSource, TheRepository, TheSourceConfig),
        Optional(
            "virtual.sourceSize", "virtual.source_size", null, "hasVirtualSourceSize", Returns.Size, TheVirtualSource, TheRepository,
            TheSourceConfig),
        Migration("upgrade.repository", "upgrade.repository", "oldRepository"),
        Migration("upgrade.sourceConfig", "upgrade.source_config", "oldSourceConfig"),
        Migration("upgrade.linkedSource", "upgrade.linked_source", "oldLinkedSource"),
        Migration("upgrade.virtualSource", "upgrade.virtual_source", "oldVirtualSource"),
        Migration("upgrade.snapshot", "upgrade.snapshot", "oldSnapshot"),
    ];

    /// <summary>The row of <paramref name="name"/> for plugins of <paramref name="strategy"/>; null when there is none.</summary>
    public static PluginOperation? Find(string name, PluginStrategy strategy) =>
        All.FirstOrDefault(operation => operation.Name == name && operation.AppliesTo(strategy));

    private static PluginOperation Required(
        string name,
        string documentedName,
        PluginStrategy? strategy,
        string manifestKey,
        OperationResultKind result,
        params OperationParameter[] parameters) =>
        new(name, documentedName, strategy, true, manifestKey, result, parameters);

    private static PluginOperation Optional(
        string name,
        string documentedName,
        PluginStrategy? strategy,
        string manifestKey,
        OperationResultKind result,
        params OperationParameter[] parameters) =>
        new(name, documentedName, strategy, false, manifestKey, result, parameters);

    private static PluginOperation Migration(string name, string documentedName, string parameter) =>
        new(name, documentedName, null, false, null, Returns.MigratedData, [new OperationParameter(parameter, parameter, Takes.OldData)]);
}
