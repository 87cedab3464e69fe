using System.Reflection;
using Delphix.Virtualization.Operations;

namespace Delphix.Virtualization.Tests.Operations;

public sealed class OperationTableTests
{
    /// <summary>The documented table: name, decorator, strategy, whether required, parameters, result, manifest key.</summary>
    private static readonly string[] Reference =
    [
        "discovery.repository | discovery.repository | both | required | sourceConnection | Repositories | hasRepositoryDiscovery",
        "discovery.sourceConfig | discovery.source_config | both | required | sourceConnection, repository | SourceConfigs | "
            + "hasSourceConfigDiscovery",
        "linked.preSnapshot | linked.pre_snapshot | Direct | optional | directSource, repository, sourceConfig, "
            + "optionalSnapshotParameters | Nothing | hasLinkedPreSnapshot",
        "linked.postSnapshot | linked.post_snapshot | Direct | required | directSource, repository, sourceConfig, "
            + "optionalSnapshotParameters | Snapshot | hasLinkedPostSnapshot",
        "linked.preSnapshot | linked.pre_snapshot | Staged | optional | stagedSource, repository, sourceConfig, "
            + "optionalSnapshotParameters | Nothing | hasLinkedPreSnapshot",
        "linked.postSnapshot | linked.post_snapshot | Staged | required | stagedSource, repository, sourceConfig, "
            + "optionalSnapshotParameters | Snapshot | hasLinkedPostSnapshot",
        "linked.startStaging | linked.start_staging | Staged | optional | stagedSource, repository, sourceConfig | Nothing | "
            + "hasLinkedStartStaging",
        "linked.stopStaging | linked.stop_staging | Staged | optional | stagedSource, repository, sourceConfig | Nothing | "
            + "hasLinkedStopStaging",
        "linked.status | linked.status | Staged | optional | stagedSource, repository, sourceConfig | Status | hasLinkedStatus",
        "linked.worker | linked.worker | Staged | optional | stagedSource, repository, sourceConfig | Nothing | hasLinkedWorker",
        "linked.mountSpecification | linked.mount_specification | Staged | required | stagedSource, repository | MountSpecification | "
            + "hasLinkedMountSpecification",
        "linked.sourceSize | linked.source_size | Direct | optional | directSource, repository, sourceConfig | Size | hasLinkedSourceSize",
        "linked.sourceSize | linked.source_size | Staged | optional | stagedSource, repository, sourceConfig | Size | hasLinkedSourceSize",
        "virtual.initialize | virtual.initialize | both | optional | virtualSource, repository | SourceConfig | hasInitialize",
        "virtual.configure | virtual.configure | both | required | virtualSource, snapshot, repository | SourceConfig | "
            + "hasVirtualConfigure",
        "virtual.unconfigure | virtual.unconfigure | both | optional | virtualSource, repository, sourceConfig | Nothing | "
            + "hasVirtualUnconfigure",
        "virtual.reconfigure | virtual.reconfigure | both | required | virtualSource, repository, sourceConfig, snapshot | SourceConfig | "
            + "hasVirtualReconfigure",
        "virtual.cleanup | virtual.cleanup | both | optional | virtualSource, repository, sourceConfig | Nothing | hasVirtualCleanup",
        "virtual.start | virtual.start | both | optional | virtualSource, repository, sourceConfig | Nothing | hasVirtualStart",
        "virtual.stop | virtual.stop | both | optional | virtualSource, repository, sourceConfig | Nothing | hasVirtualStop",
        "virtual.preSnapshot | virtual.pre_snapshot | both | optional | virtualSource, repository, sourceConfig | Nothing | "
            + "hasVirtualPreSnapshot",
        "virtual.postSnapshot | virtual.post_snapshot | both | required | virtualSource, repository, sourceConfig | Snapshot | "
            + "hasVirtualPostSnapshot",
        "virtual.mountSpecification | virtual.mount_specification | both | required | virtualSource, repository | MountSpecification | "
            + "hasVirtualMountSpecification",
        "virtual.status | virtual.status | both | optional | virtualSource, repository, sourceConfig | Status | hasVirtualStatus",
        "virtual.sourceSize | virtual.source_size | both | optional | virtualSource, repository, sourceConfig | Size | "
            + "hasVirtualSourceSize",
        "upgrade.repository | upgrade.repository | both | optional | oldRepository | MigratedData | ",
        "upgrade.sourceConfig | upgrade.source_config | both | optional | oldSourceConfig | MigratedData | ",
        "upgrade.linkedSource | upgrade.linked_source | both | optional | oldLinkedSource | MigratedData | ",
        "upgrade.virtualSource | upgrade.virtual_source | both | optional | oldVirtualSource | MigratedData | ",
        "upgrade.snapshot | upgrade.snapshot | both | optional | oldSnapshot | MigratedData | ",
    ];

    [Fact]
    public void All_rows_are_those_of_the_reference_in_its_order() =>
        OperationTable.All.Select(Describe).Should().Equal(Reference);

    [Theory]
    [InlineData("sourceConnection", "sourceConnection", nameof(OperationParameterKind.Connection))]
    [InlineData("directSource", "directSource", nameof(OperationParameterKind.DirectSource))]
    [InlineData("stagedSource", "stagedSource", nameof(OperationParameterKind.StagedSource))]
    [InlineData("virtualSource", "virtualSource", nameof(OperationParameterKind.VirtualSource))]
    [InlineData("repository", "repository", nameof(OperationParameterKind.Repository))]
    [InlineData("sourceConfig", "sourceConfig", nameof(OperationParameterKind.SourceConfig))]
    [InlineData("snapshot", "snapshot", nameof(OperationParameterKind.Snapshot))]
    [InlineData("optionalSnapshotParameters", "snapshotParameters", nameof(OperationParameterKind.OptionalSnapshotParameters))]
    [InlineData("oldRepository", "oldRepository", nameof(OperationParameterKind.OldData))]
    [InlineData("oldSourceConfig", "oldSourceConfig", nameof(OperationParameterKind.OldData))]
    [InlineData("oldLinkedSource", "oldLinkedSource", nameof(OperationParameterKind.OldData))]
    [InlineData("oldVirtualSource", "oldVirtualSource", nameof(OperationParameterKind.OldData))]
    [InlineData("oldSnapshot", "oldSnapshot", nameof(OperationParameterKind.OldData))]
    public void Parameter_has_one_kind_and_message_name_in_every_row(string name, string messageName, string kind) =>
        OperationTable.All.SelectMany(row => row.Parameters).Where(parameter => parameter.Name == name)
            .Should().NotBeEmpty().And.OnlyContain(parameter => parameter.MessageName == messageName && parameter.Kind.ToString() == kind);

    [Fact]
    public void Migrations_are_the_upgrade_rows() =>
        OperationTable.All.Where(row => row.IsMigration).Select(row => row.Name).Should().Equal(
            "upgrade.repository", "upgrade.sourceConfig", "upgrade.linkedSource", "upgrade.virtualSource", "upgrade.snapshot");

    [Theory]
    [InlineData(PluginStrategy.Staged, "stagedSource")]
    [InlineData(PluginStrategy.Direct, "directSource")]
    public void Find_operation_of_both_strategies_gives_the_row_of_the_one_asked_for(PluginStrategy strategy, string parameter) =>
        OperationTable.Find("linked.preSnapshot", strategy)!.Parameters[0].Name.Should().Be(parameter);

    [Theory]
    [InlineData("linked.startStaging")]
    [InlineData("linked.nonsense")]
    [InlineData("Linked.PreSnapshot")]
    [InlineData("linked.pre_snapshot")]
    public void Find_operation_that_direct_plugins_lack_gives_null(string name) =>
        OperationTable.Find(name, PluginStrategy.Direct).Should().BeNull();

    [Fact]
    public void Attributes_agree_with_rows_both_ways() =>
        Attributes().Select(attribute => attribute.OperationName).Should().OnlyHaveUniqueItems()
            .And.BeEquivalentTo(OperationTable.All.Select(row => row.Name).Distinct());

    [Fact]
    public void Attributes_are_named_like_their_operations()
    {
        foreach (var attribute in Attributes())
        {
            var type = attribute.GetType();
            var name = type.Name[..^"Attribute".Length];
            attribute.OperationName.Should().Be($"{Camel(type.DeclaringType!.Name)}.{Camel(name)}");
        }
    }

    [Fact]
    public void Attributes_that_take_an_id_are_those_of_migrations() =>
        Attributes().Where(attribute => attribute is MigrationAttribute { Id: "1.0" }).Select(attribute => attribute.OperationName)
            .Should().BeEquivalentTo(OperationTable.All.Where(row => row.IsMigration).Select(row => row.Name));

    [Fact]
    public void Attributes_may_be_put_once_and_on_methods_only() =>
        Attributes().Select(attribute => attribute.GetType().GetCustomAttribute<AttributeUsageAttribute>()!)
            .Should().OnlyContain(usage => usage.ValidOn == AttributeTargets.Method && !usage.AllowMultiple);

    private static string Describe(PluginOperation row) => string.Join(
        " | ",
        row.Name,
        row.DocumentedName,
        row.Strategy?.ToString() ?? "both",
        row.IsRequired ? "required" : "optional",
        string.Join(", ", row.Parameters.Select(parameter => parameter.Name)),
        row.Result,
        row.ManifestKey);

    private static List<OperationAttribute> Attributes() =>
        [.. from type in typeof(OperationAttribute).Assembly.GetTypes()
            where type.IsSubclassOf(typeof(OperationAttribute)) && !type.IsAbstract
            select (OperationAttribute)Activator.CreateInstance(type, type.IsSubclassOf(typeof(MigrationAttribute)) ? ["1.0"] : [])!];

    private static string Camel(string name) => char.ToLowerInvariant(name[0]) + name[1..];
}
