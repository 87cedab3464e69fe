using System.Text;

namespace Delphix.Virtualization.Tools.Output;

/// <summary>Where the program writes and reads, and what can be shown there.</summary>
internal sealed record Terminal
{
    /// <summary>Whether these are the process' own streams, so that a command may do what concerns the whole process.</summary>
    internal bool IsOfProcess { get; init; }

    /// <summary>For results.</summary>
    internal required TextWriter Output { get; init; }

    /// <summary>For progress and errors.</summary>
    internal required TextWriter Error { get; init; }

    /// <summary>Opens what is given to the program. Not before it is read: .NET then changes the terminal's settings.</summary>
    internal Func<TextReader> Input { get; init; } = () => TextReader.Null;

    /// <summary>Waits for a key that a person presses, and does not show it; null when nobody is there.</summary>
    internal Func<ConsoleKeyInfo>? ReadKey { get; init; }

    /// <summary>Whether a key was pressed that nobody has waited for yet.</summary>
    internal Func<bool> IsKeyWaiting { get; init; } = () => false;

    /// <summary>Whether a person reads results as they are written.</summary>
    internal bool IsOutputInteractive { get; init; }

    /// <summary>Whether a person watches progress as it is made.</summary>
    internal bool IsErrorInteractive { get; init; }

    /// <summary>Whether colour is welcome where a person looks.</summary>
    internal bool UseColour { get; init; }

    /// <summary>The zone of the times that people see.</summary>
    internal TimeZoneInfo TimeZone { get; init; } = TimeZoneInfo.Utc;

    /// <summary>The process' own streams.</summary>
    internal static Terminal OfProcess()
    {
        var isDumb = Environment.GetEnvironmentVariable("TERM") is null or "" or "dumb";
        return new Terminal
        {
            IsOfProcess = true,
            Output = Console.Out,
            Error = new UnfailingWriter(Console.Error),
            Input = () => Console.In,
            ReadKey = Console.IsInputRedirected ? null : () => Console.ReadKey(intercept: true),
            IsKeyWaiting = () => Console.KeyAvailable,
            IsOutputInteractive = !Console.IsOutputRedirected && !isDumb,
            IsErrorInteractive = !Console.IsErrorRedirected && !isDumb,
            // See no-color.org.
            UseColour = string.IsNullOrEmpty(Environment.GetEnvironmentVariable("NO_COLOR")),
            TimeZone = TimeZoneInfo.Local,
        };
    }

    /// <summary>Shows the cursor, which a live display hides, to a user whose program ends at once.</summary>
    internal void RestoreCursor()
    {
        if (IsErrorInteractive)
            Error.Write("\e[?25h");
    }

    /// <summary>
    /// Text for people. Control characters, as file names and the output of hosts may have, would be orders to a terminal.
    /// </summary>
    internal static string Printable(string text)
    {
        if (!text.Any(IsOrder))
            return text;
        var printable = new StringBuilder(text.Length);
        foreach (var c in text)
            printable.Append(IsOrder(c) ? '\uFFFD' : c);
        return printable.ToString();
    }

    /// <summary>
    /// Text for people, in what is one line: a message of a server or a name, say, must not look like further lines of the program's own.
    /// </summary>
    internal static string Line(string text) =>
        Printable(text.TrimEnd().ReplaceLineEndings("\\n"));

    private static bool IsOrder(char c) => char.IsControl(c) && c is not ('\n' or '\r' or '\t');
}
