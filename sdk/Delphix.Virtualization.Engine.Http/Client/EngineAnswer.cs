using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using Delphix.Virtualization.Engine.Secrets;

namespace Delphix.Virtualization.Engine.Http.Client;

/// <summary>Reads what an engine answers.</summary>
internal static class EngineAnswer
{
    private const int MaxShownCharacters = 1000;

    private const string CheckAddress = "Check that --engine names a Delphix engine, and that it is well.";

    /// <summary>The answer's document.</summary>
    /// <param name="status">The answer's code.</param>
    /// <param name="body">Its text.</param>
    /// <param name="engine">The engine's address, to name it.</param>
    /// <param name="mask">Hides the secrets of the requests: an answer may repeat them.</param>
    /// <exception cref="UserException">The engine refused the request, or this is no answer of an engine.</exception>
    internal static JsonObject Read(HttpStatusCode status, string body, string engine, SecretMask mask)
    {
        var document = TryParse(body);
        if (TextOf(document, "type") == "ErrorResult" && document!["error"] is JsonObject error)
            throw Refused(error, engine, mask);
        if (document is not null
            && status == HttpStatusCode.OK
            && TextOf(document, "type") is { } type
            && type.EndsWith("Result", StringComparison.Ordinal))
            return document;
        throw Unexpected(engine, $"HTTP {(int)status}", body, mask);
    }

    /// <summary>A text that the protocol has in an answer.</summary>
    /// <exception cref="UserException">It is not there.</exception>
    internal static string Require(JsonNode? parent, string key, string engine) =>
        TextOf(parent, key) is { Length: > 0 } text ? text : throw Unexpected(engine, $"no '{key}'", "", new SecretMask());

    internal static string? TextOf(JsonNode? parent, string key) =>
        parent is JsonObject item && item[key] is JsonValue value && value.TryGetValue<string>(out var text) ? text : null;

    /// <summary>An answer that leads elsewhere. It is not followed, for it might take a password there.</summary>
    internal static UserException Moved(string engine, Uri? location) =>
        new($"The engine at {engine} says that it is elsewhere: {location}", "If you trust that, name that address with --engine.", "");

    private static UserException Refused(JsonObject error, string engine, SecretMask mask)
    {
        var details = TextOf(error, "details");
        return new UserException(
            details is null ? $"The engine at {engine} refused this without saying why." : mask.Hide(details),
            mask.Hide(TextOf(error, "action") ?? CheckAddress),
            mask.Hide(TextOf(error, "commandOutput") ?? (details is null ? Shown(error.ToJsonString()) : "")));
    }

    private static UserException Unexpected(string engine, string what, string body, SecretMask mask) =>
        new($"What answers at {engine} does not speak the engine's protocol ({what}).", CheckAddress, mask.Hide(Shown(body)));

    private static string Shown(string text) => text.Length <= MaxShownCharacters ? text.Trim() : $"{text.AsSpan(0, MaxShownCharacters)} …";

    private static JsonObject? TryParse(string body)
    {
        try
        {
            return JsonNode.Parse(body) as JsonObject;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
