namespace Delphix.Virtualization.Tools.Tests.Documentation;

public sealed class CliPageTests
{
    [Fact]
    public async Task Page_has_the_commands_as_they_are()
    {
        var file = Path.Combine(Repository.Root, "docs", "reference", "cli.md");
        var block = CliPage.Render();
        if (Environment.GetEnvironmentVariable("DVP_WRITE_DOCS") == "1")
            await File.WriteAllTextAsync(file, block.PutInto(await File.ReadAllTextAsync(file)));

        (block.FindIn(await File.ReadAllTextAsync(file)) == block.Text)
            .Should().BeTrue("docs/reference/cli.md must say what dvp does: run `make docs` and commit the page");
    }
}
