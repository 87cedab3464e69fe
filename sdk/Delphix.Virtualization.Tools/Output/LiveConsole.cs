using Spectre.Console;

namespace Delphix.Virtualization.Tools.Output;

/// <summary>Opens a terminal for drawing.</summary>
internal static class LiveConsole
{
    internal static IAnsiConsole Create(TextWriter writer, bool useColour) => AnsiConsole.Create(new AnsiConsoleSettings
    {
        Ansi = AnsiSupport.Yes,
        ColorSystem = useColour ? ColorSystemSupport.Detect : ColorSystemSupport.NoColors,
        Interactive = InteractionSupport.Yes,
        Out = new AnsiConsoleOutput(writer),
    });
}
