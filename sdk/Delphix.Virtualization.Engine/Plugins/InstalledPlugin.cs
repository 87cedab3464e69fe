using System.Text.Json.Nodes;
using Delphix.Virtualization.Engine.Catalog;
using Delphix.Virtualization.Engine.Secrets;
using Delphix.Virtualization.Packaging;
using Delphix.Virtualization.Runtime;
using Delphix.Virtualization.Schemas;

namespace Delphix.Virtualization.Engine.Plugins;

/// <summary>A plugin, loaded from the artifact that was installed.</summary>
internal sealed class InstalledPlugin(
    PluginObject plugin,
    Artifact artifact,
    PluginRuntime runtime,
    PluginSecrets secrets,
    PluginLog log,
    Func<OperationScope, ILibs> libs,
    TimeProvider clock,
    IProgress<OperationCall>? calls) : IDisposable
{
    internal PluginObject Object => plugin;

    internal Artifact Artifact => artifact;

    internal PluginSchemas Schemas => runtime.Schemas;

    internal PluginSecrets Secrets => secrets;

    internal bool Implements(string operation) => runtime.Implements(operation);

    /// <summary>
    /// Looks at a build that comes in: an upgrade runs the data migrations that the manifest has, so one that lacks some would leave data
    /// in its old form, or lose it later.
    /// </summary>
    /// <exception cref="UserException">The artifact was changed after it was built.</exception>
    internal void RequireManifest()
    {
        if (artifact.ManifestFaults(runtime) is { Count: > 0 } faults)
            throw new UserException(
                $"The artifact of '{artifact.Name}' was changed after it was built: its manifest says something else than its code of "
                    + $"{string.Join(", ", faults)}.",
                "Build it again with `dvp build`.",
                "");
    }

    /// <summary>Calls an operation.</summary>
    /// <param name="operation">Its name.</param>
    /// <param name="request">The request message.</param>
    /// <param name="scope">What the call is about.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>The content of <c>returnValue</c>, with its secrets encrypted.</returns>
    internal Task<JsonObject> CallAsync(string operation, JsonObject request, OperationScope scope, CancellationToken cancellationToken) =>
        CallAsync(operation, request, scope, () => secrets.OpenRequestAsync(request, scope.Secrets, cancellationToken), async returned =>
        {
            await secrets.CloseResponseAsync(returned, cancellationToken);
            return returned;
        }, cancellationToken);

    /// <summary>
    /// Brings an object's values into the form of this build: runs migrations on a copy, in their order, and validates the result.
    /// </summary>
    /// <param name="kind">The object's definition.</param>
    /// <param name="values">The values, as an older build stored them.</param>
    /// <param name="migrationIds">The migrations that the older build lacks; those for other kinds do not count.</param>
    /// <param name="older">The secrets of the older build, whose definition may call other values secret.</param>
    /// <param name="scope">What the call is about.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>The new values, with their secrets encrypted.</returns>
    /// <exception cref="SchemaViolationException">They break the definition of this build.</exception>
    internal Task<JsonObject> MigrateAsync(
        DefinitionKind kind,
        JsonObject values,
        IReadOnlyList<string> migrationIds,
        PluginSecrets older,
        OperationScope scope,
        CancellationToken cancellationToken)
    {
        return CallAsync(
            MigrationRunner.OperationOf(kind),
            MigrationMessage.Request(migrationIds, values),
            scope,
            OpenAsync,
            CloseAsync,
            cancellationToken);

        async Task<JsonObject> OpenAsync() =>
            MigrationMessage.Request(migrationIds, await older.RevealAsync(kind, values, cancellationToken, scope.Secrets));

        async Task<JsonObject> CloseAsync(JsonObject returned)
        {
            var migrated = MigrationMessage.ValueOf(returned);
            Schemas.Validate(kind, migrated, $"After the upgrade, the {PluginSchemas.NameOf(kind)} of '{scope.Subject}'");
            var stored = await secrets.ProtectAsync(kind, migrated, cancellationToken);
            var text = stored.ToJsonString();
            if (scope.Secrets.Hide(text) != text)
                scope.Tell?.Invoke(
                    $"The {PluginSchemas.NameOf(kind)} of '{scope.Subject}' now has a value in plain text that was a password, or looks "
                        + "like one.");
            return stored;
        }
    }

    private async Task<JsonObject> CallAsync(
        string operation,
        JsonObject request,
        OperationScope scope,
        Func<Task<JsonObject>> openAsync,
        Func<JsonObject, Task<JsonObject>> closeAsync,
        CancellationToken cancellationToken)
    {
        scope = scope with { Operation = operation, Request = request };
        using var logging = log.Begin(scope);
        var started = clock.GetTimestamp();
        var succeeded = false;
        try
        {
            var opened = await openAsync();
            var response = await runtime.InvokeAsync(operation, opened, libs(scope), cancellationToken);
            var returned = await closeAsync(response["returnValue"]!.AsObject());
            succeeded = true;
            return returned;
        }
        catch (Exception e)
        {
            log.Failed(e);
            if (e is not OperationCanceledException && scope.Secrets.Hide(e) is var shown && shown != e)
                throw shown;
            throw;
        }
        finally
        {
            calls?.Report(new OperationCall(operation, clock.GetElapsedTime(started), succeeded));
        }
    }

    public void Dispose() => log.Dispose();
}
