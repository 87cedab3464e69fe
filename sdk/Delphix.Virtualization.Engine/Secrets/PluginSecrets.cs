using System.Text.Json.Nodes;
using Delphix.Virtualization.Schemas;

namespace Delphix.Virtualization.Engine.Secrets;

/// <summary>
/// The secrets of one plugin's objects: encrypted wherever the engine keeps them, plain only in the messages that the plugin gets.
/// </summary>
internal sealed class PluginSecrets(SecretBox box, PluginSchemas schemas)
{
    // Where messages have objects of the plugin's definitions.
    private static readonly Dictionary<string, DefinitionKind> Definitions = new()
    {
        ["repository"] = DefinitionKind.Repository,
        ["repositories"] = DefinitionKind.Repository,
        ["sourceConfig"] = DefinitionKind.SourceConfig,
        ["sourceConfigs"] = DefinitionKind.SourceConfig,
        ["linkedSource"] = DefinitionKind.LinkedSource,
        ["virtualSource"] = DefinitionKind.VirtualSource,
        ["snapshot"] = DefinitionKind.Snapshot,
        ["snapshotParameters"] = DefinitionKind.SnapshotParameters,
    };

    /// <summary>A copy of an object's values that may be kept.</summary>
    internal async Task<JsonObject> ProtectAsync(DefinitionKind kind, JsonObject values, CancellationToken cancellationToken)
    {
        var copy = (JsonObject)values.DeepClone();
        await ProtectInPlaceAsync(kind, copy, cancellationToken);
        return copy;
    }

    /// <summary>A copy of an object's values with all that is secret, to compare it with others or to migrate it.</summary>
    /// <param name="kind">The object's definition.</param>
    /// <param name="values">The values.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <param name="mask">Learns the secrets; null: nobody gets to see what is done with them.</param>
    internal async Task<JsonObject> RevealAsync(
        DefinitionKind kind, JsonObject values, CancellationToken cancellationToken, SecretMask? mask = null)
    {
        var copy = (JsonObject)values.DeepClone();
        foreach (var secret in schemas.FindSecrets(kind, copy))
        {
            var text = await box.OpenAsync(secret.Text, cancellationToken);
            mask?.Add(text);
            secret.Node.ReplaceWith(text);
        }

        return copy;
    }

    /// <summary>
    /// A copy of a request with its passwords, for the plugin. Credentials suppliers stay closed: the plugin has to retrieve them.
    /// </summary>
    /// <param name="request">The request.</param>
    /// <param name="mask">Learns the passwords.</param>
    /// <param name="cancellationToken">Ends it.</param>
    internal async Task<JsonObject> OpenRequestAsync(JsonObject request, SecretMask mask, CancellationToken cancellationToken)
    {
        var copy = (JsonObject)request.DeepClone();
        foreach (var secret in ParametersIn(copy).SelectMany(item => schemas.FindSecrets(item.Kind, item.Parameters))
            .Where(secret => !secret.IsOfSupplier))
        {
            var text = await box.OpenAsync(secret.Text, cancellationToken);
            mask.Add(text);
            secret.Node.ReplaceWith(text);
        }

        return copy;
    }

    /// <summary>Encrypts the secrets in what the plugin returned.</summary>
    internal async Task CloseResponseAsync(JsonObject returnValue, CancellationToken cancellationToken)
    {
        foreach (var (kind, parameters) in ParametersIn(returnValue))
            await ProtectInPlaceAsync(kind, parameters, cancellationToken);
    }

    private async Task ProtectInPlaceAsync(DefinitionKind kind, JsonObject values, CancellationToken cancellationToken)
    {
        foreach (var secret in schemas.FindSecrets(kind, values))
            secret.Node.ReplaceWith(await box.EncryptAsync(secret.Text, cancellationToken));
    }

    private static List<Values> ParametersIn(JsonObject message)
    {
        var found = new List<Values>();
        foreach (var (name, value) in message)
        {
            if (Definitions.TryGetValue(name, out var kind))
                found.AddRange(
                    (value as IEnumerable<JsonNode?> ?? [value]).Select(item => item?["parameters"]).OfType<JsonObject>()
                        .Select(parameters => new Values(kind, parameters)));
            // The linked source is inside the source.
            else if (value is JsonObject inner)
                found.AddRange(ParametersIn(inner));
        }

        return found;
    }

    private sealed record Values(DefinitionKind Kind, JsonObject Parameters);
}
