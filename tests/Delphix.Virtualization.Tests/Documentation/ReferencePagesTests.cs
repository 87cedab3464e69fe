using Xunit.Abstractions;

namespace Delphix.Virtualization.Tests.Documentation;

/// <summary>Keeps the reference pages equal to the SDK. <c>make docs</c> rewrites them.</summary>
[Collection("Documentation")]
public sealed class ReferencePagesTests(ITestOutputHelper output)
{
    private static readonly bool Writes = Environment.GetEnvironmentVariable("DVP_WRITE_DOCS") == "1";

    public static TheoryData<string> Pages { get; } = [.. ReferencePage.Names];

    [Theory]
    [MemberData(nameof(Pages))]
    public async Task Page_has_the_generated_blocks_as_the_sdk_is(string name)
    {
        var page = ReferencePage.Render(name);
        var text = await File.ReadAllTextAsync(page.File);
        if (Writes && page.Update(text) is var updated && updated != text)
        {
            await File.WriteAllTextAsync(page.File, updated);
            output.WriteLine($"Rewrote docs/reference/{name}.");
            text = updated;
        }

        GeneratedBlock.NamesIn(text).Should().BeEquivalentTo(
            page.Blocks.Select(block => block.Name), "docs/reference/{0} needs the marker of every block once, and no others", name);
        var stale = page.Blocks.Where(block => block.FindIn(text) != block.Text).Select(block => block.Name);
        stale.Should().BeEmpty("docs/reference/{0} must say what the SDK does: run `make docs` and commit the page", name);
    }

    [Theory]
    [MemberData(nameof(Pages))]
    public void Page_rendered_twice_is_the_same(string name)
    {
        var first = ReferencePage.Render(name);
        var second = ReferencePage.Render(name);

        second.Blocks.Should().Equal(first.Blocks);
        first.Blocks.Should().NotContain(block => block.Text.Contains('\r'));
    }

    [Theory]
    [MemberData(nameof(Pages))]
    public async Task Page_updated_twice_stays_as_after_the_first(string name)
    {
        var page = ReferencePage.Render(name);
        var text = await File.ReadAllTextAsync(page.File);

        page.Update(page.Update(text)).Should().Be(page.Update(text));
    }

    [Theory]
    [InlineData("a\n<!-- generated: x -->\n<!-- /generated -->\nb\n")]
    [InlineData("a\n<!-- generated: x -->\nold\n\nolder\n<!-- /generated -->\nb\n")]
    public void Block_put_into_a_page_replaces_what_is_between_its_markers(string page)
    {
        var block = new GeneratedBlock("x", "new $1\n\nnewer");

        block.FindIn(page).Should().NotBe(block.Text);
        block.FindIn(block.PutInto(page)).Should().Be(block.Text);
        block.PutInto(page).Should().Be("a\n<!-- generated: x -->\nnew $1\n\nnewer\n<!-- /generated -->\nb\n");
    }
}
