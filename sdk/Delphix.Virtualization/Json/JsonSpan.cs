namespace Delphix.Virtualization.Json;

/// <summary>A place in a JSON text, within one line.</summary>
/// <param name="Start">Offset of its first character from the start of the text.</param>
/// <param name="Length">Number of characters.</param>
/// <param name="Line">Line, counted from 0.</param>
/// <param name="Column">Column of the first character, counted from 0.</param>
internal readonly record struct JsonSpan(int Start, int Length, int Line, int Column);
