using System.Text.Json.Nodes;

namespace Delphix.Virtualization.Tools.Output;

/// <summary>Shows failures on stderr.</summary>
internal static class ErrorOutput
{
    private const string Indent = "    ";

    internal static void Show(ErrorReport report, Terminal terminal, bool isJson)
    {
        if (isJson)
        {
            var error = new JsonObject { ["message"] = report.Message, ["action"] = report.Action, ["output"] = report.Output };
            if (report.Details is not null)
                error["details"] = report.Details;
            JsonOutput.Write(new JsonObject { ["error"] = error }, terminal.Error);
            return;
        }

        if (report.IsInterruption)
        {
            terminal.Error.WriteLine(report.Message);
            return;
        }

        if (report.IsList && report.Message.Contains('\n', StringComparison.Ordinal))
            WriteIndented(Label("Error:", terminal), report.Message, terminal.Error);
        else
            terminal.Error.WriteLine($"{Label("Error:", terminal)} {Terminal.Line(report.Message)}");
        if (report.Action.Length > 0)
            terminal.Error.WriteLine($"Action: {Terminal.Line(report.Action)}");
        if (report.Output.Length > 0)
            WriteIndented("Output:", report.Output, terminal.Error);
        if (report.Details is not null)
            WriteIndented("Details:", report.Details, terminal.Error);
    }

    /// <summary>Writes a label, and text of several lines below it.</summary>
    internal static void WriteIndented(string label, string text, TextWriter writer)
    {
        writer.WriteLine(label);
        foreach (var line in Terminal.Printable(text).TrimEnd().ReplaceLineEndings("\n").Split('\n'))
            writer.WriteLine($"{Indent}{line}".TrimEnd());
    }

    private static string Label(string text, Terminal terminal) =>
        terminal is { IsErrorInteractive: true, UseColour: true } ? $"\e[1;31m{text}\e[0m" : text;
}
