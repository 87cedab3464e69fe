using Delphix.Virtualization.Json;

namespace Delphix.Virtualization.Schemas;

/// <summary>Checks where references lead, once all schemas of a file are known.</summary>
internal sealed class ReferenceRules(SchemaReferences references, HashSet<JsonValue> schemas, SchemaFaults faults)
{
    private static readonly string[] InPlace = ["not", "if", "then", "else", "allOf", "anyOf", "oneOf", "dependencies"];

    private readonly HashSet<JsonValue> _open = [];
    private readonly HashSet<JsonValue> _done = [];

    /// <summary>Adds a fault for each reference to no schema, and for each schema that refers to itself for the same value.</summary>
    internal void Check()
    {
        foreach (var schema in schemas.Where(schema => schema["$ref"] is { Kind: JsonKind.String }))
        {
            var target = references.Resolve(schema, out var fault);
            if (fault is null && !schemas.Contains(target!))
                fault = "leads to what is not a schema: point it at one, such as '#/definitions/name'";
            if (fault is not null)
                faults.Add(schema["$ref"]!, $"the reference '{schema["$ref"]!.Text}' {fault}");
        }

        foreach (var schema in schemas)
            Visit(schema);
    }

    // Validating a value against such a schema never ends.
    private void Visit(JsonValue schema)
    {
        if (_done.Contains(schema))
            return;
        if (!_open.Add(schema))
        {
            faults.Add(schema, "this schema is a part of itself: only the properties or items of a schema may refer back to it");
            return;
        }

        foreach (var part in PartsOf(schema))
            Visit(part);
        _open.Remove(schema);
        _done.Add(schema);
    }

    private IEnumerable<JsonValue> PartsOf(JsonValue schema)
    {
        var parts = InPlace
            .Select(name => schema[name])
            .OfType<JsonValue>()
            .SelectMany(part => schemas.Contains(part) ? [part] : part.Items);
        var target = schema["$ref"] is not null && references.Resolve(schema) is { } found && found != schema
            ? [found]
            : Enumerable.Empty<JsonValue>();
        return parts.Concat(target).Where(part => part.Kind == JsonKind.Object);
    }
}
