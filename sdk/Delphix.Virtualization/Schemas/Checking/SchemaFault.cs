using Delphix.Virtualization.Json;

namespace Delphix.Virtualization.Schemas;

/// <summary>A fault of a schema file.</summary>
public sealed record SchemaFault
{
    /// <param name="place">The value to blame.</param>
    /// <param name="message">What is wrong and what to do, without a full stop.</param>
    /// <param name="isWarning">Whether the file can be used all the same.</param>
    internal SchemaFault(JsonValue place, string message, bool isWarning = false)
        : this($"{place.Path}", place.Anchor, message) => IsWarning = isWarning;

    internal SchemaFault(string path, JsonSpan span, string message) => (Path, Span, Message) = (path, span, message);

    /// <summary>
    /// The JSON path of the value to blame, such as <c>linkedSourceDefinition.properties.port.minimum</c>; empty: the file as a whole.
    /// </summary>
    public string Path { get; }

    /// <summary>Its line, counted from 1.</summary>
    public int Line => Span.Line + 1;

    /// <summary>Its column, counted from 1.</summary>
    public int Column => Span.Column + 1;

    /// <summary>What is wrong and what to do, without a full stop.</summary>
    public string Message { get; }

    /// <summary>
    /// Whether the file can be used all the same: what draft-07 allows but does not know, or what has no effect.
    /// </summary>
    public bool IsWarning { get; }

    /// <summary>The message with its path.</summary>
    public string Text => Path.Length == 0 ? Message : $"{Path}: {Message}";

    /// <summary>Its place in the text of the file.</summary>
    internal JsonSpan Span { get; }

    /// <summary>The message with its line and path.</summary>
    public override string ToString() => $"line {Line}, {Text}";
}
