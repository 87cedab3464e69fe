namespace Delphix.Virtualization.Tests.Documentation;

public sealed class MarkdownTests
{
    [Theory]
    [InlineData("see [a](b.md) and [`c`](d.md#e)", "b.md", "d.md#e")]
    [InlineData("![picture](p.png)", "p.png")]
    [InlineData("`[a](b.md)` is code")]
    [InlineData("```bash\n[a](b.md)\n```\n[c](d)", "d")]
    public void Links_of_a_text_are_those_outside_of_code(string text, params string[] links) => Markdown.Links(text).Should().Equal(links);

    [Theory]
    [InlineData("Platform classes", "platform-classes")]
    [InlineData("linked.preSnapshot", "linkedpresnapshot")]
    [InlineData("plugin_config.yml", "plugin_configyml")]
    [InlineData("What it does not do, yet", "what-it-does-not-do-yet")]
    public void Anchor_of_a_heading_is_as_on_GitHub(string heading, string anchor) => Markdown.Anchor(heading).Should().Be(anchor);

    [Fact]
    public void Headings_in_code_are_none() => Markdown.Anchors("# A\n```bash\n# B\n```\n## C d\n").Should().Equal("a", "c-d");

    [Fact]
    public void Fences_know_their_line_and_leave_other_languages_out() =>
        Markdown.Fences("# A\n```json\n1\n```\ntext\n## B\n```csharp\n2\n3\n```\n", "csharp").Should().Equal(("B", 8, "2\n3"));

    [Fact]
    public void Table_escapes_pipes_in_cells() =>
        Markdown.Table(["a", "b"], [["x | y", "z"]]).Should().Be("| a | b |\n|---|---|\n| x \\| y | z |");
}
