namespace Delphix.Virtualization.Json;

/// <summary>A text is not JSON.</summary>
/// <param name="message">What is wrong, without a full stop.</param>
/// <param name="span">Where.</param>
internal sealed class JsonSyntaxException(string message, JsonSpan span) : Exception(message)
{
    /// <summary>Where the text stops being JSON.</summary>
    public JsonSpan Span { get; } = span;
}
