using System.Text.Json.Serialization;
using Delphix.Virtualization.Schemas;
using Microsoft.Extensions.Logging;

namespace Delphix.Virtualization.Testing.Tests.Conformance;

/// <summary>A plugin that keeps all rules, or breaks one of them in one line.</summary>
internal static class CheckedPlugin
{
    /// <summary>The name of the rule that the plugin breaks; null for none. Operations are made anew for each call, in this flow.</summary>
    internal static AsyncLocal<string?> Broken { get; } = new();

    internal static PluginSchemas Schemas { get; } = PluginSchemas.Parse("""
        {
          "repositoryDefinition": {
            "type": "object", "required": ["name"], "properties": { "name": { "type": "string" } },
            "nameField": "name", "identityFields": ["name"]
          },
          "sourceConfigDefinition": {
            "type": "object", "required": ["name"], "properties": { "name": { "type": "string" } },
            "nameField": "name", "identityFields": ["name"]
          },
          "linkedSourceDefinition": {
            "type": "object", "required": ["path", "password"],
            "properties": {
              "path": { "type": "string", "format": "unixpath" },
              "password": { "type": "string", "format": "password" },
              "label": { "type": "string", "default": "tree" }
            }
          },
          "virtualSourceDefinition": { "type": "object", "properties": {} },
          "snapshotDefinition": { "type": "object", "properties": {} },
          "snapshotParametersDefinition": { "type": "object", "properties": { "resync": { "type": "boolean" } } }
        }
        """);

    internal static Plugin Create() => Broken.Value == "complete"
        ? new Plugin().AddOperations<CheckedDiscovery>().AddOperations<CheckedIngestion>()
        : new Plugin().AddOperations<CheckedDiscovery>().AddOperations<CheckedIngestion>().AddOperations<CheckedProvisioning>();

    internal static bool Breaks(string rule) => Broken.Value == rule;
}

[SchemaDefinition("repositoryDefinition")]
internal sealed record CheckedRepository([property: JsonPropertyName("name")] string Name);

[SchemaDefinition("sourceConfigDefinition")]
internal sealed record CheckedSourceConfig([property: JsonPropertyName("name")] string Name);

[SchemaDefinition("linkedSourceDefinition")]
internal sealed record CheckedLinkedSource(
    [property: JsonPropertyName("path")] string Path,
    [property: JsonPropertyName("password")] string Password,
    [property: JsonPropertyName("label")] string? Label = null);

[SchemaDefinition("virtualSourceDefinition")]
internal sealed record CheckedVirtualSource;

[SchemaDefinition("snapshotDefinition")]
internal sealed record CheckedSnapshot;

[SchemaDefinition("snapshotParametersDefinition")]
internal sealed record CheckedSnapshotParameters([property: JsonPropertyName("resync")] bool? Resync = null);

internal sealed class CheckedDiscovery
{
    [Discovery.Repository]
    public static IReadOnlyList<CheckedRepository> FindRepositories(RemoteConnection sourceConnection) => [new("one")];

    [Discovery.SourceConfig]
    public static IReadOnlyList<CheckedSourceConfig> FindSourceConfigs(RemoteConnection sourceConnection, CheckedRepository repository) =>
        CheckedPlugin.Breaks("valid-result") ? null! : [];
}

internal sealed class CheckedIngestion(ILibs libs, ILogger<CheckedIngestion> logger)
{
    private static int _mounts;
    private static bool _copied;

    [Linked.MountSpecification]
    public static MountSpecification Mount(StagedSource<CheckedLinkedSource> stagedSource, CheckedRepository repository)
    {
        var place = CheckedPlugin.Breaks("stable-mounts") ? $"/mnt/{Interlocked.Increment(ref _mounts)}" : "/mnt/one";
        return new MountSpecification([new Mount(stagedSource.StagedConnection.Environment, place)]);
    }

    [Linked.PreSnapshot]
    public async Task CopyAsync(
        StagedSource<CheckedLinkedSource> stagedSource,
        CheckedRepository repository,
        CheckedSourceConfig sourceConfig,
        CheckedSnapshotParameters? optionalSnapshotParameters,
        CancellationToken cancellationToken)
    {
        var resync = CheckedPlugin.Breaks("policy-sync") ? optionalSnapshotParameters!.Resync : optionalSnapshotParameters?.Resync;
        var label = CheckedPlugin.Breaks("optional-values") ? stagedSource.Parameters.Label!.Trim() : stagedSource.Parameters.Label;
        _copied |= CheckedPlugin.Breaks("stateless");
        logger.LogInformation(
            "Copying {Label}, resync: {Resync}{Secret}",
            label,
            resync,
            CheckedPlugin.Breaks("no-secrets") ? stagedSource.Parameters.Password : "");
        var script = CheckedPlugin.Breaks("no-pasting") ? $"cp -a '{stagedSource.Parameters.Path}' ." : "cp -a \"$SOURCE\" .";
        var variables = new Dictionary<string, string> { ["SOURCE"] = stagedSource.Parameters.Path };
        var token = CheckedPlugin.Breaks("cancels") ? CancellationToken.None : cancellationToken;
        try
        {
            await libs.RunBashAsync(stagedSource.StagedConnection, script, variables, check: true, cancellationToken: token);
        }
        catch (LibraryException) when (CheckedPlugin.Breaks("failure-seen"))
        {
            return;
        }

        try
        {
            await libs.RunBashAsync(stagedSource.StagedConnection, "sync -f .", cancellationToken: cancellationToken);
        }
        catch (LibraryException) when (CheckedPlugin.Breaks("user-error, later"))
        {
            throw new InvalidOperationException("A defect.");
        }
    }

    [Linked.PostSnapshot]
    public static CheckedSnapshot Describe(
        StagedSource<CheckedLinkedSource> stagedSource,
        CheckedRepository repository,
        CheckedSourceConfig sourceConfig,
        CheckedSnapshotParameters? optionalSnapshotParameters) =>
        CheckedPlugin.Breaks("user-error") ? throw new InvalidOperationException("A defect.")
        : CheckedPlugin.Breaks("stateless") && !_copied ? throw new UserException("It was not copied.", "Copy it.", "")
        : new();

    [Linked.Status]
    public async Task<Status> LookAsync(
        StagedSource<CheckedLinkedSource> stagedSource,
        CheckedRepository repository,
        CheckedSourceConfig sourceConfig,
        CancellationToken cancellationToken)
    {
        try
        {
            var result = await libs.RunBashAsync(
                stagedSource.StagedConnection, "mountpoint /mnt/one", cancellationToken: cancellationToken);
            return result.ExitCode == 0 ? Status.Active : Status.Inactive;
        }
        catch (LibraryException)
        {
            return CheckedPlugin.Breaks("honest-status") ? Status.Active : Status.Inactive;
        }
    }
}

internal sealed class CheckedProvisioning
{
    private static int _configured;

    [Virtual.MountSpecification]
    public static MountSpecification Mount(VirtualSource<CheckedVirtualSource> virtualSource, CheckedRepository repository) =>
        new([new Mount(virtualSource.Connection.Environment, "/mnt/copy")]);

    [Virtual.Configure]
    public static CheckedSourceConfig Configure(
        VirtualSource<CheckedVirtualSource> virtualSource, CheckedSnapshot snapshot, CheckedRepository repository) =>
        CheckedPlugin.Breaks("repeatable") && Interlocked.Increment(ref _configured) > 1
            ? throw new UserException("It is configured already.", "Delete it first.", "")
            : new("copy");

    [Virtual.Reconfigure]
    public static CheckedSourceConfig Reconfigure(
        VirtualSource<CheckedVirtualSource> virtualSource,
        CheckedRepository repository,
        CheckedSourceConfig sourceConfig,
        CheckedSnapshot snapshot) => sourceConfig;

    [Virtual.Status]
    public static Status Look(
        VirtualSource<CheckedVirtualSource> virtualSource, CheckedRepository repository, CheckedSourceConfig sourceConfig) =>
        CheckedPlugin.Breaks("unmounted") || virtualSource.Mounts.Count > 0
            ? virtualSource.Mounts[0].MountPath.Length > 0 ? Status.Active : Status.Inactive
            : Status.Inactive;

    [Virtual.PostSnapshot]
    public static CheckedSnapshot Describe(
        VirtualSource<CheckedVirtualSource> virtualSource, CheckedRepository repository, CheckedSourceConfig sourceConfig) => new();
}
