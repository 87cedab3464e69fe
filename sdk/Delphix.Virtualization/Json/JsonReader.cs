namespace Delphix.Virtualization.Json;

/// <summary>
/// Reads JSON (RFC 8259) and remembers where each value stands. An analyzer must ship without other assemblies, and the serializers that
/// exist forget the lines that a message to a plugin author needs.
/// </summary>
internal sealed class JsonReader
{
    /// <summary>
    /// Most levels that objects and arrays may be nested: more is a mistake. Other readers end at 64, and a schema that is prepared for one
    /// has up to three more.
    /// </summary>
    public const int MaximumDepth = 60;

    private readonly JsonCursor _cursor;

    private JsonReader(string text) => _cursor = new JsonCursor(text);

    /// <summary>Reads a whole document.</summary>
    /// <exception cref="JsonSyntaxException">The text is not one JSON value.</exception>
    public static JsonValue Read(string text)
    {
        var reader = new JsonReader(text);
        var value = reader.ReadValue(JsonPath.Root, null, 0);
        reader._cursor.SkipWhitespace();
        return reader._cursor.AtEnd ? value : throw reader._cursor.Unexpected("the end of the file");
    }

    private JsonValue ReadValue(JsonPath path, JsonSpan? anchor, int depth)
    {
        _cursor.SkipWhitespace();
        switch (_cursor.Current)
        {
            case '{':
                return ReadItems(JsonKind.Object, '}', path, anchor, depth + 1);
            case '[':
                return ReadItems(JsonKind.Array, ']', path, anchor, depth + 1);
            case '"':
                var text = JsonStringReader.Read(_cursor, out var span);
                return new JsonValue(JsonKind.String, path, span, anchor, text, []);
            default:
                return ReadScalar(path, anchor);
        }
    }

    private JsonValue ReadItems(JsonKind kind, char close, JsonPath path, JsonSpan? anchor, int depth)
    {
        if (depth > MaximumDepth)
        {
            throw _cursor.Fault($"nested deeper than {MaximumDepth} levels");
        }

        var open = _cursor.SpanFrom(_cursor.Position, 1);
        var items = new List<JsonValue>();
        _cursor.Take();
        _cursor.SkipWhitespace();
        while (_cursor.Current != close)
        {
            if (items.Count > 0)
            {
                _cursor.Expect(',', $"',' or '{close}'");
            }

            items.Add(kind == JsonKind.Object ? ReadMember(path, depth) : ReadValue(path.Element(items.Count), null, depth));
            _cursor.SkipWhitespace();
        }

        _cursor.Take();
        return new JsonValue(kind, path, open, anchor, "", items);
    }

    private JsonValue ReadMember(JsonPath path, int depth)
    {
        _cursor.SkipWhitespace();
        var name = JsonStringReader.Read(_cursor, out var anchor);
        _cursor.SkipWhitespace();
        _cursor.Expect(':', "':'");
        return ReadValue(path.Member(name), anchor, depth);
    }

    private JsonValue ReadScalar(JsonPath path, JsonSpan? anchor)
    {
        var unexpected = _cursor.Unexpected("a value");
        var start = _cursor.Position;
        var text = _cursor.TakeWord();
        var span = _cursor.SpanFrom(start, text.Length);
        var kind = text switch
        {
            "" => throw unexpected,
            "true" or "false" => JsonKind.Boolean,
            "null" => JsonKind.Null,
            _ when JsonNumber.IsValid(text) => JsonKind.Number,
            _ => throw new JsonSyntaxException($"expected a value but found '{text}'", span),
        };
        return new JsonValue(kind, path, span, anchor, text, []);
    }
}
