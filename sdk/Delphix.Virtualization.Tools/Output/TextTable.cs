using Spectre.Console;

namespace Delphix.Virtualization.Tools.Output;

/// <summary>
/// Shows items as a table: for a terminal with lines and colour, else as plain aligned text that other programs can read.
/// </summary>
internal static class TextTable
{
    private const string Gap = "  ";

    internal static void Write<T>(IReadOnlyList<T> items, IReadOnlyList<Column<T>> columns, Terminal terminal)
    {
        List<string[]> rows = [.. items.Select(item => columns.Select(column => Cell(column.Value(item))).ToArray())];
        if (terminal.IsOutputInteractive)
            WriteDrawn(rows, columns, terminal);
        else
            WritePlain(rows, columns, terminal.Output);
    }

    private static void WritePlain<T>(IReadOnlyList<string[]> rows, IReadOnlyList<Column<T>> columns, TextWriter output)
    {
        string[] titles = [.. columns.Select(column => column.Title)];
        var widths = new int[titles.Length];
        foreach (var row in rows.Prepend(titles))
        {
            for (var i = 0; i < widths.Length; i++)
                widths[i] = Math.Max(widths[i], row[i].Length);
        }

        foreach (var row in rows.Prepend(titles))
        {
            var cells = row.Select((cell, i) => columns[i].IsNumber ? cell.PadLeft(widths[i]) : cell.PadRight(widths[i]));
            output.WriteLine(string.Join(Gap, cells).TrimEnd());
        }
    }

    private static void WriteDrawn<T>(IReadOnlyList<string[]> rows, IReadOnlyList<Column<T>> columns, Terminal terminal)
    {
        var table = new Table { Border = TableBorder.Simple };
        foreach (var column in columns)
            table.AddColumn(
                new TableColumn(new Text(column.Title, new Style(decoration: Decoration.Bold)))
                {
                    Alignment = column.IsNumber ? Justify.Right : Justify.Left,
                });
        foreach (var row in rows)
            table.AddRow(row.Select(cell => new Text(cell)));
        LiveConsole.Create(terminal.Output, isInteractive: true, terminal.UseColour).Write(table);
    }

    // A cell is one line.
    private static string Cell(string value) => Terminal.Printable(value.ReplaceLineEndings(" ").Replace('\t', ' '));
}
