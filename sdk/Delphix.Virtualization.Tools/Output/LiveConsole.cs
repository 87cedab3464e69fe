using Spectre.Console;

namespace Delphix.Virtualization.Tools.Output;

/// <summary>Opens a stream for drawing.</summary>
internal static class LiveConsole
{
    // A stream that is no terminal has no width. Lines that another program reads must not be wrapped.
    private const int Unlimited = 10_000;

    internal static IAnsiConsole Create(TextWriter writer, bool isInteractive, bool useColour)
    {
        var console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Ansi = isInteractive ? AnsiSupport.Yes : AnsiSupport.No,
            ColorSystem = isInteractive && useColour ? ColorSystemSupport.Detect : ColorSystemSupport.NoColors,
            Interactive = isInteractive ? InteractionSupport.Yes : InteractionSupport.No,
            Out = new AnsiConsoleOutput(writer),
        });
        if (!isInteractive)
            console.Profile.Width = Unlimited;
        return console;
    }
}
