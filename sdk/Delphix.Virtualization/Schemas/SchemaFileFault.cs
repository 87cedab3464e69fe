namespace Delphix.Virtualization.Schemas;

/// <summary>A fault of a schema file.</summary>
/// <param name="Path">
/// The JSON path of the value to blame, such as <c>linkedSourceDefinition.properties.port.minimum</c>; empty: the file as a whole.
/// </param>
/// <param name="Line">Its line, counted from 1.</param>
/// <param name="Column">Its column, counted from 1.</param>
/// <param name="Message">What is wrong and what to do.</param>
/// <param name="IsWarning">
/// Whether the file can be used all the same: what draft-07 allows but does not know, or what has no effect.
/// </param>
public sealed record SchemaFileFault(string Path, int Line, int Column, string Message, bool IsWarning = false)
{
    /// <summary>The message with its path.</summary>
    public string Text => Path.Length == 0 ? Message : $"{Path}: {Message}";

    /// <summary>The message with its line and path.</summary>
    public override string ToString() => $"line {Line}, {Text}";
}
