using Delphix.Virtualization.Tools.Output;

namespace Delphix.Virtualization.Tools.Tests.Output;

public class TextTableTests
{
    private static readonly Column<(string Name, int Count)>[] Columns = [new("NAME", item => item.Name), new(
        "COUNT", item => $"{item.Count}", IsNumber: true)];

    [Fact]
    public void Table_not_on_a_terminal_has_no_drawing_and_no_blanks_at_line_ends() =>
        Write([("a", 5), ("longer", 1000)], new Terminal { Output = TextWriter.Null, Error = TextWriter.Null }).Should()
            .Be("NAME    COUNT\na           5\nlonger   1000\n");

    [Fact]
    public void Table_on_a_terminal_without_colour_has_lines_only()
    {
        var text = Write([("a", 5)], new Terminal { Output = TextWriter.Null, Error = TextWriter.Null, IsOutputInteractive = true });

        text.Should().Contain("─").And.Contain("NAME").And.NotContain("\e[3");
    }

    private static string Write(IReadOnlyList<(string, int)> items, Terminal terminal)
    {
        using var output = new StringWriter();
        TextTable.Write(items, Columns, terminal with { Output = output });
        return output.ToString();
    }
}
