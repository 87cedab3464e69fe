namespace Delphix.Virtualization.Json;

/// <summary>A value of a JSON document, which knows where it stands in the text.</summary>
internal sealed class JsonValue
{
    private readonly Dictionary<string, JsonValue>? _members;

    /// <summary>Creates a value from what the reader found.</summary>
    /// <param name="kind">What it is.</param>
    /// <param name="path">The way to it from the root.</param>
    /// <param name="span">Its place; of an object or array only the opening bracket.</param>
    /// <param name="anchor">See <see cref="Anchor"/>.</param>
    /// <param name="text">See <see cref="Text"/>.</param>
    /// <param name="items">See <see cref="Items"/>.</param>
    public JsonValue(JsonKind kind, JsonPath path, JsonSpan span, JsonSpan? anchor, string text, IReadOnlyList<JsonValue> items)
    {
        Kind = kind;
        Path = path;
        Span = span;
        Anchor = anchor ?? span;
        Text = text;
        Items = items;
        if (kind != JsonKind.Object)
        {
            return;
        }

        _members = new Dictionary<string, JsonValue>(StringComparer.Ordinal);
        foreach (var item in items)
        {
            _members[item.Name] = item;
        }

        if (_members.Count < items.Count)
        {
            Items = [.. items.Where(item => _members[item.Name] == item)];
            Replaced = [.. items.Where(item => _members[item.Name] != item)];
        }
    }

    /// <summary>What it is.</summary>
    public JsonKind Kind { get; }

    /// <summary>The way to it from the document's root.</summary>
    public JsonPath Path { get; }

    /// <summary>Its place in the text; of an object or array only the opening bracket.</summary>
    public JsonSpan Span { get; }

    /// <summary>Where a message about it should point: at its member name, or at itself where it has none.</summary>
    public JsonSpan Anchor { get; }

    /// <summary>A string without quotes and escapes; a number or literal as written; empty for objects and arrays.</summary>
    public string Text { get; }

    /// <summary>Elements of an array, or values of an object's members, in the order of the text.</summary>
    public IReadOnlyList<JsonValue> Items { get; }

    /// <summary>
    /// Members of an object that are none of its items, because a later one has the same name. As in other readers of JSON, the last one
    /// counts.
    /// </summary>
    public IReadOnlyList<JsonValue> Replaced { get; } = [];

    /// <summary>Name of the member that it is the value of.</summary>
    public string Name => Path.Name;

    /// <summary>The member of that name; null when there is none or this is no object.</summary>
    public JsonValue? this[string name] => _members is not null && _members.TryGetValue(name, out var member) ? member : null;
}
