namespace Delphix.Virtualization.Json;

/// <summary>A place that moves through a JSON text, counting lines, and words the faults found there.</summary>
internal sealed class JsonCursor(string text)
{
    private int _line;
    private int _lineStart;

    /// <summary>Offset of the next character.</summary>
    public int Position { get; private set; }

    /// <summary>Whether no character is left.</summary>
    public bool AtEnd => Position >= text.Length;

    /// <summary>The next character; NUL at the end.</summary>
    public char Current => AtEnd ? '\0' : text[Position];

    /// <summary>Returns the next character and moves behind it; not to be called at the end.</summary>
    public char Take() => text[Position++];

    /// <summary>Moves behind spaces, tabs and line ends.</summary>
    public void SkipWhitespace()
    {
        while (Current is ' ' or '\t' or '\r' or '\n')
        {
            var character = Take();
            if (character == '\n' || (character == '\r' && Current != '\n'))
            {
                _line++;
                _lineStart = Position;
            }
        }
    }

    /// <summary>Returns the run of characters that words and numbers are made of and moves behind it.</summary>
    public string TakeWord()
    {
        var start = Position;
        while (char.IsLetterOrDigit(Current) || Current is '-' or '+' or '.')
        {
            Position++;
        }

        return text.Substring(start, Position - start);
    }

    /// <summary>Moves behind the given character.</summary>
    /// <exception cref="JsonSyntaxException">Another one is next.</exception>
    public void Expect(char character, string description)
    {
        if (Current != character)
        {
            throw Unexpected(description);
        }

        Position++;
    }

    /// <summary>Words that something else than the expected is next.</summary>
    public JsonSyntaxException Unexpected(string expected) =>
        Fault($"expected {expected} but found {(AtEnd ? "the end of the file" : $"'{Current}'")}");

    /// <summary>Words a fault at the next character.</summary>
    public JsonSyntaxException Fault(string message) => new(message, SpanFrom(Position, AtEnd ? 0 : 1));

    /// <summary>A place on the current line.</summary>
    public JsonSpan SpanFrom(int start, int length) => new(start, length, _line, start - _lineStart);
}
