using System.Collections.Generic;
using System.Linq;
using static Delphix.Virtualization.Operations.OperationParameterKind;
using static Delphix.Virtualization.Operations.OperationResultKind;

namespace Delphix.Virtualization.Operations;

/// <summary>
/// The plugin operations as the platform documents them, the one copy that attributes, analyzers, the artifact's manifest,
/// the runtime and the engine's workflows read. The source is the platform's "Plugin Operations" reference.
/// </summary>
public static class OperationTable
{
    private static readonly OperationParameter SourceConnection = new("sourceConnection", "sourceConnection", Connection);
    private static readonly OperationParameter TheDirectSource = new("directSource", "directSource", OperationParameterKind.DirectSource);
    private static readonly OperationParameter TheStagedSource = new("stagedSource", "stagedSource", OperationParameterKind.StagedSource);
    private static readonly OperationParameter TheVirtualSource = new("virtualSource", "virtualSource", OperationParameterKind.VirtualSource);
    private static readonly OperationParameter TheRepository = new("repository", "repository", Repository);
    private static readonly OperationParameter TheSourceConfig = new("sourceConfig", "sourceConfig", OperationParameterKind.SourceConfig);
    private static readonly OperationParameter TheSnapshot = new("snapshot", "snapshot", OperationParameterKind.Snapshot);
    private static readonly OperationParameter SnapshotParameters = new("optionalSnapshotParameters", "snapshotParameters", OptionalSnapshotParameters);

    /// <summary>Every row, in the order of the reference.</summary>
    public static IReadOnlyList<PluginOperation> All { get; } =
    [
        Required("discovery.repository", "discovery.repository", null, "hasRepositoryDiscovery", Repositories, SourceConnection),
        Required("discovery.sourceConfig", "discovery.source_config", null, "hasSourceConfigDiscovery", SourceConfigs, SourceConnection, TheRepository),
        Optional("linked.preSnapshot", "linked.pre_snapshot", PluginStrategy.Direct, "hasLinkedPreSnapshot", Nothing, TheDirectSource, TheRepository, TheSourceConfig, SnapshotParameters),
        Required("linked.postSnapshot", "linked.post_snapshot", PluginStrategy.Direct, "hasLinkedPostSnapshot", OperationResultKind.Snapshot, TheDirectSource, TheRepository, TheSourceConfig, SnapshotParameters),
        Optional("linked.preSnapshot", "linked.pre_snapshot", PluginStrategy.Staged, "hasLinkedPreSnapshot", Nothing, TheStagedSource, TheRepository, TheSourceConfig, SnapshotParameters),
        Required("linked.postSnapshot", "linked.post_snapshot", PluginStrategy.Staged, "hasLinkedPostSnapshot", OperationResultKind.Snapshot, TheStagedSource, TheRepository, TheSourceConfig, SnapshotParameters),
        Optional("linked.startStaging", "linked.start_staging", PluginStrategy.Staged, "hasLinkedStartStaging", Nothing, TheStagedSource, TheRepository, TheSourceConfig),
        Optional("linked.stopStaging", "linked.stop_staging", PluginStrategy.Staged, "hasLinkedStopStaging", Nothing, TheStagedSource, TheRepository, TheSourceConfig),
        Optional("linked.status", "linked.status", PluginStrategy.Staged, "hasLinkedStatus", Status, TheStagedSource, TheRepository, TheSourceConfig),
        Optional("linked.worker", "linked.worker", PluginStrategy.Staged, "hasLinkedWorker", Nothing, TheStagedSource, TheRepository, TheSourceConfig),
        Required("linked.mountSpecification", "linked.mount_specification", PluginStrategy.Staged, "hasLinkedMountSpecification", MountSpecification, TheStagedSource, TheRepository),
        Optional("linked.sourceSize", "linked.source_size", PluginStrategy.Direct, "hasLinkedSourceSize", Size, TheDirectSource, TheRepository, TheSourceConfig),
        Optional("linked.sourceSize", "linked.source_size", PluginStrategy.Staged, "hasLinkedSourceSize", Size, TheStagedSource, TheRepository, TheSourceConfig),
        Optional("virtual.initialize", "virtual.initialize", null, "hasInitialize", OperationResultKind.SourceConfig, TheVirtualSource, TheRepository),
        Required("virtual.configure", "virtual.configure", null, "hasVirtualConfigure", OperationResultKind.SourceConfig, TheVirtualSource, TheSnapshot, TheRepository),
        Optional("virtual.unconfigure", "virtual.unconfigure", null, "hasVirtualUnconfigure", Nothing, TheVirtualSource, TheRepository, TheSourceConfig),
        Required("virtual.reconfigure", "virtual.reconfigure", null, "hasVirtualReconfigure", OperationResultKind.SourceConfig, TheVirtualSource, TheRepository, TheSourceConfig, TheSnapshot),
        Optional("virtual.cleanup", "virtual.cleanup", null, "hasVirtualCleanup", Nothing, TheVirtualSource, TheRepository, TheSourceConfig),
        Optional("virtual.start", "virtual.start", null, "hasVirtualStart", Nothing, TheVirtualSource, TheRepository, TheSourceConfig),
        Optional("virtual.stop", "virtual.stop", null, "hasVirtualStop", Nothing, TheVirtualSource, TheRepository, TheSourceConfig),
        Optional("virtual.preSnapshot", "virtual.pre_snapshot", null, "hasVirtualPreSnapshot", Nothing, TheVirtualSource, TheRepository, TheSourceConfig),
        Required("virtual.postSnapshot", "virtual.post_snapshot", null, "hasVirtualPostSnapshot", OperationResultKind.Snapshot, TheVirtualSource, TheRepository, TheSourceConfig),
        Required("virtual.mountSpecification", "virtual.mount_specification", null, "hasVirtualMountSpecification", MountSpecification, TheVirtualSource, TheRepository),
        Optional("virtual.status", "virtual.status", null, "hasVirtualStatus", Status, TheVirtualSource, TheRepository, TheSourceConfig),
        Optional("virtual.sourceSize", "virtual.source_size", null, "hasVirtualSourceSize", Size, TheVirtualSource, TheRepository, TheSourceConfig),
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
        string name, string documentedName, PluginStrategy? strategy, string manifestKey, OperationResultKind result, params OperationParameter[] parameters) =>
        new(name, documentedName, strategy, true, manifestKey, result, parameters);

    private static PluginOperation Optional(
        string name, string documentedName, PluginStrategy? strategy, string manifestKey, OperationResultKind result, params OperationParameter[] parameters) =>
        new(name, documentedName, strategy, false, manifestKey, result, parameters);

    private static PluginOperation Migration(string name, string documentedName, string parameter) =>
        new(name, documentedName, null, false, null, MigratedData, [new OperationParameter(parameter, parameter, OldData)]);
}
