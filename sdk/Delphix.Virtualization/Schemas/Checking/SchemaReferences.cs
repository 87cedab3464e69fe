using System.Globalization;
using Delphix.Virtualization.Json;

namespace Delphix.Virtualization.Schemas;

/// <summary>
/// Follows the <c>$ref</c>s of a schema file. <c>#</c> is the definition in which the reference stands: each definition is a schema
/// document of its own, and reaches an engine without the others.
/// </summary>
/// <param name="file">The schema file.</param>
internal sealed class SchemaReferences(JsonValue file)
{
    private Dictionary<(string Definition, string Id), JsonValue>? _identified;

    /// <summary>Whether a schema is a reference to one of the platform's predefined types.</summary>
    internal static bool IsPredefined(JsonValue schema) =>
        schema["$ref"] is { Kind: JsonKind.String } reference && PredefinedTypes.IsReference(reference.Text);

    /// <summary>
    /// The schema itself, or what it refers to after any number of steps: a schema with content, or a reference to a predefined type. Null
    /// when that leads nowhere.
    /// </summary>
    internal JsonValue? Resolve(JsonValue schema) => Resolve(schema, out _);

    /// <summary>The same, and what is wrong with the reference when the result is null.</summary>
    internal JsonValue? Resolve(JsonValue schema, out string? fault)
    {
        var visited = new HashSet<JsonValue>();
        fault = null;
        while (schema["$ref"] is { } reference && !IsPredefined(schema))
        {
            fault = !visited.Add(schema) ? "leads back to itself: point it at a schema" : FaultOf(reference);
            if (fault is not null || Find(schema, reference.Text) is not { } target)
                return null;
            schema = target;
        }

        return schema;
    }

    /// <summary>The member or element of a value that a segment of a pointer names; null when there is none.</summary>
    internal static JsonValue? Step(JsonValue? value, string segment) =>
        value?.Kind == JsonKind.Array ? ElementOf(value, segment) : value?[segment];

    private string? FaultOf(JsonValue reference)
    {
        if (reference.Kind == JsonKind.String && Find(reference, reference.Text) is not null)
            return null;
        if (reference.Kind == JsonKind.String && JsonPointer.IsLocal(reference.Text))
            return "leads nowhere: '#/…' begins at the definition in which it stands, such as '#/definitions/name'";
        return $"leads out of the definition: use '#/…', or {PredefinedTypes.Prefix} with {string.Join(", ", PredefinedTypes.Names)}";
    }

    private JsonValue? Find(JsonValue place, string reference)
    {
        var definition = place.Path.Segments[0];
        return JsonPointer.IsLocal(reference) ? JsonPointer.SegmentsOf(reference).Aggregate(file[definition], Step)
            : (_identified ??= FindIdentified()).TryGetValue((definition, reference), out var target) ? target : null;
    }

    // Schemas by the text of their $id. Of several with one text, the first.
    private Dictionary<(string, string), JsonValue> FindIdentified()
    {
        var found = new Dictionary<(string, string), JsonValue>();
        foreach (var definition in file.Items)
            Collect(definition);
        return found;

        void Collect(JsonValue value)
        {
            if (value["$id"] is { Kind: JsonKind.String } id && !found.ContainsKey((value.Path.Segments[0], id.Text)))
                found.Add((value.Path.Segments[0], id.Text), value);
            foreach (var item in value.Items)
                Collect(item);
        }
    }

    private static JsonValue? ElementOf(JsonValue array, string segment) =>
        int.TryParse(segment, NumberStyles.None, CultureInfo.InvariantCulture, out var index)
            ? array.Items.ElementAtOrDefault(index)
            : null;
}
