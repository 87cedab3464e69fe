using System.Diagnostics;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Delphix.Virtualization.Runtime;
using Delphix.Virtualization.Schemas;

namespace Delphix.Virtualization.Packaging;

/// <summary>Finds data that a release may have stored and that the plugin cannot read any more, by examples.</summary>
/// <param name="project">The plugin.</param>
/// <param name="runtime">What was built of it.</param>
/// <param name="longestMigration">
/// How long the data migrations of one example may take; null: 10 seconds. They reach no host: longer means that they go round in circles.
/// </param>
internal sealed class ReleaseGuard(PluginProject project, PluginRuntime runtime, TimeSpan? longestMigration = null)
{
    // An error shows as much of an example at its start and at its end.
    private const int ShownOfExample = 100;

    private static readonly JsonSerializerOptions Readable = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    // What is stored; snapshot parameters are given anew each time.
    private static readonly DefinitionKind[] Stored =
    [
        DefinitionKind.Repository, DefinitionKind.SourceConfig, DefinitionKind.LinkedSource, DefinitionKind.VirtualSource,
        DefinitionKind.Snapshot,
    ];

    private readonly TimeSpan _longestMigration = longestMigration ?? TimeSpan.FromSeconds(10);

    /// <summary>Tries all releases.</summary>
    /// <returns>What breaks and has no new data migration, and warnings of what breaks in spite of one or cannot be tried.</returns>
    internal async Task<(IReadOnlyList<BuildFault> Faults, IReadOnlyList<string> Warnings)> CheckAsync(CancellationToken cancellationToken)
    {
        var faults = new List<BuildFault>();
        var warnings = new List<string>();
        foreach (var release in await ReleasedSchemas.ReadAllAsync(project.Config, cancellationToken))
        {
            var lost = release.MigrationIds.Except(runtime.MigrationIds).ToList();
            if (lost.Count > 0)
                faults.Add(
                    new BuildFault(
                        project.ProjectFile,
                        null,
                        null,
                        $"the data migrations {string.Join(", ", lost)} of release {release.Version} are gone. Put them back: engines "
                            + "that have it refuse an upgrade without them."));
            foreach (var kind in Stored)
                await CheckAsync(release, kind, faults, warnings, cancellationToken);
        }

        return (faults, warnings);
    }

    private async Task CheckAsync(
        ReleasedSchemas release, DefinitionKind kind, List<BuildFault> faults, List<string> warnings, CancellationToken cancellationToken)
    {
        string[] newIds = [.. runtime.MigrationIds.Except(release.MigrationIds)];
        var hasMigration = runtime.MigrationIdsOf(kind).Intersect(newIds).Any();
        if (!hasMigration && JsonNode.DeepEquals(release.Schemas[kind], runtime.Schemas[kind]))
            return;
        var (examples, unsolved) = new SchemaExamples(release.Schemas, kind).Make();
        if (unsolved.Count > 0)
            warnings.Add(
                $"{PluginSchemas.NameOf(kind)}: no example of what release {release.Version} stored could be made, so changes of it are "
                    + $"not checked: {string.Join("; ", unsolved)}");
        foreach (var example in examples)
        {
            if (await BreaksAsync(kind, example, newIds, hasMigration, cancellationToken) is not { } reason)
                continue;
            var text = Shown(example.ToJsonString(Readable));
            if (hasMigration)
                warnings.Add(
                    $"{PluginSchemas.NameOf(kind)}: {text}, which release {release.Version} may have stored, cannot be upgraded: {reason}");
            else
                faults.Add(
                    new BuildFault(
                        project.Config.SchemaPath,
                        null,
                        null,
                        $"{PluginSchemas.NameOf(kind)}: {text}, which release {release.Version} may have stored, breaks the new schema: "
                            + $"{reason}. Take the change back, or add a data migration: [Upgrade.{kind}(\"ID\")]."));
            return;
        }
    }

    private static string Shown(string example) =>
        example.Length <= 2 * ShownOfExample
            ? example
            : $"{example[..ShownOfExample]} … [{example.Length} characters] … {example[^ShownOfExample..]}";

    // Why an example cannot be read after an upgrade; null when it can.
    private async Task<string?> BreaksAsync(
        DefinitionKind kind, JsonObject example, string[] newIds, bool hasMigration, CancellationToken cancellationToken)
    {
        try
        {
            var upgraded = example;
            if (hasMigration)
            {
                var request = MigrationMessage.Request(newIds, example);
                // A migration that never ends must not keep the build.
                var response = await Task.Run(
                    () => runtime.InvokeAsync(MigrationRunner.OperationOf(kind), request, new PasswordLibs(), cancellationToken),
                    cancellationToken)
                    .WaitAsync(_longestMigration, cancellationToken);
                upgraded = MigrationMessage.ValueOf(response["returnValue"]!);
            }

            runtime.Schemas.Validate(kind, upgraded, "");
            return null;
        }
        catch (SchemaViolationException e)
        {
            return string.Join("; ", e.Faults);
        }
        catch (TimeoutException)
        {
            return $"its data migrations did not end within {_longestMigration.TotalSeconds:0.##} seconds";
        }
        catch (Exception e) when (e is UserException or OperationFailedException or PluginRuntimeException)
        {
            return e.Message;
        }
    }

    // The runtime lets data migrations reach nothing else.
    private sealed class PasswordLibs : ILibs
    {
        public JsonObject UpgradePassword(string password, string? username) => CredentialsSupplier.OfPassword(password, username);

        public Task<RunResult> RunBashAsync(
            RemoteConnection connection,
            string command,
            IReadOnlyDictionary<string, string>? variables,
            bool useLoginShell,
            bool check,
            CancellationToken cancellationToken) => throw new UnreachableException();

        public Task<RunResult> RunPowershellAsync(
            RemoteConnection connection,
            string command,
            IReadOnlyDictionary<string, string>? variables,
            bool check,
            CancellationToken cancellationToken) => throw new UnreachableException();

        public Task<RunResult> RunExpectAsync(
            RemoteConnection connection,
            string command,
            IReadOnlyDictionary<string, string>? variables,
            bool check,
            CancellationToken cancellationToken) =>
            throw new UnreachableException();

        public Task RunSyncAsync(
            RemoteConnection connection,
            string sourceDirectory,
            string? rsyncUser,
            IReadOnlyList<string>? excludePaths,
            IReadOnlyList<string>? symLinksToFollow,
            CancellationToken cancellationToken) =>
            throw new UnreachableException();

        public Task<Credentials> RetrieveCredentialsAsync(JsonObject credentialsSupplier, CancellationToken cancellationToken) =>
            throw new UnreachableException();
    }
}
