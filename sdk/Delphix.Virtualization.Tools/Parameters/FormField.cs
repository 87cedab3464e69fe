using System.Text.Json;
using System.Text.Json.Nodes;
using Delphix.Virtualization.Schemas;
using Delphix.Virtualization.Tools.Output;

namespace Delphix.Virtualization.Tools.Parameters;

/// <summary>A value that a plugin asks its users for, as a field of the platform's form.</summary>
/// <param name="Name">The property of the schema.</param>
/// <param name="Title">What users see: the schema's <c>prettyName</c>, else the name.</param>
/// <param name="Kind">What can be given, in a few words.</param>
/// <param name="IsRequired">Whether it has to be given: the schema requires it and says no default.</param>
/// <param name="Default">The value when nothing is given, as JSON; null for none.</param>
/// <param name="Description">What it is for.</param>
internal sealed record FormField(string Name, string Title, string Kind, bool IsRequired, string? Default, string Description)
{
    internal const string Credentials = "credentials";
    internal const string Secret = "secret";

    /// <summary>The fields of a definition, in the order that it says.</summary>
    internal static IReadOnlyList<FormField> Of(JsonObject? definition)
    {
        var properties = definition?["properties"] as JsonObject ?? [];
        var required = Names(definition?["required"]);
        return
        [
            .. Names(definition?["ordering"]).Concat(properties.Select(property => property.Key)).Distinct()
                .Where(properties.ContainsKey)
                .Select(name => Read(name, properties[name] as JsonObject ?? [], required.Contains(name))),
        ];
    }

    internal JsonObject ToJson() => new()
    {
        ["name"] = Name,
        ["title"] = Title,
        ["kind"] = Kind,
        ["isRequired"] = IsRequired,
        ["default"] = Default is null ? null : JsonNode.Parse(Default),
        ["description"] = Description,
    };

    private static FormField Read(string name, JsonObject schema, bool isRequired)
    {
        var preset = schema["default"]?.ToJsonString(JsonOutput.OneLine);
        return new FormField(
            name,
            schema["prettyName"]?.ToString() ?? name,
            KindOf(schema),
            isRequired && preset is null,
            preset,
            schema["description"]?.ToString() ?? "");
    }

    private static string KindOf(JsonObject schema)
    {
        if (schema["$ref"]?.ToString() is { } reference)
            return PredefinedTypes.IsReference(reference) ? Credentials : "object";
        if (schema["enum"] is JsonArray choices)
            return string.Join(" or ", choices.Select(choice => choice?.ToString() ?? "null"));
        return (schema["type"] is JsonValue type && type.GetValueKind() == JsonValueKind.String ? type.ToString() : "") switch
        {
            "string" => schema["format"]?.ToString() switch
            {
                "password" => Secret,
                "unixpath" => "path",
                "objectReference" => "reference",
                _ => "text",
            },
            "integer" => "whole number",
            "number" => "number",
            "boolean" => "true or false",
            "array" => "list",
            "object" => "object",
            _ => "any",
        };
    }

    private static IEnumerable<string> Names(JsonNode? list) => (list as JsonArray ?? []).Select(name => $"{name}");
}
