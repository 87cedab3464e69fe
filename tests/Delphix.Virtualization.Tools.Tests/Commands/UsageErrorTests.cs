using System.Text.Json.Nodes;

namespace Delphix.Virtualization.Tools.Tests.Commands;

public class UsageErrorTests
{
    [Theory]
    [InlineData("dsorce list", "'dsorce' is not a command of 'dvp'.", "Did you mean 'dsource'? See: dvp --help")]
    [InlineData("dsource lnk x", "'lnk' is not a command of 'dvp dsource'.", "Did you mean 'link'? See: dvp dsource --help")]
    [InlineData("job zzzzzz", "'zzzzzz' is not a command of 'dvp job'.", "There is: list, show. See: dvp job --help")]
    [InlineData(
        "vdb provision x --envronment y", "'--envronment' is not an option of 'dvp vdb provision'.",
        "Did you mean '--environment'? See: dvp vdb provision --help")]
    [InlineData(
        "dsource list --jsn", "'--jsn' is not an option of 'dvp dsource list'.", "Did you mean '--json'? See: dvp dsource list --help")]
    [InlineData("vdb list --completely-else", "'--completely-else' is not an option of 'dvp vdb list'.", "See: dvp vdb list --help")]
    [InlineData("snapshot list a b", "'b' is an argument too many for 'dvp snapshot list'.", "See: dvp snapshot list --help")]
    [InlineData("vdb rollback", "NAME is required. Option '--to' is required.", "See: dvp vdb rollback --help")]
    [InlineData("vdb rollback copy --to", "Required argument missing for option: '--to'.", "See: dvp vdb rollback --help")]
    [InlineData("environment add x --address h --port abc", "--port must be a number from 1 to 65535.", "See: dvp environment add --help")]
    [InlineData(
        "environment add x --address h --port 65536", "--port must be a number from 1 to 65535.", "See: dvp environment add --help")]
    [InlineData(
        "source-config add --environment e --param a..b",
        "--param a..b: the name is missing or has an empty part. Write NAME=VALUE, NAME:=JSON, NAME or @FILE.",
        "See: dvp source-config add --help")]
    [InlineData("plugin install ", "ARTIFACT must not be empty.", "See: dvp plugin install --help")]
    [InlineData("build -c ", "--plugin-config must not be empty.", "See: dvp build --help")]
    [InlineData("vdb status ", "NAME must not be empty.", "See: dvp vdb status --help")]
    public async Task Usage_wrong_is_explained_with_exit_code_2(string commandLine, string message, string action)
    {
        using var dvp = new Dvp();

        var result = await dvp.RunAsync(commandLine.Split(' '));

        result.Should().Be(new DvpResult(2, "", $"Error: {message}\nAction: {action}\n"));
    }

    [Theory]
    [InlineData("")]
    [InlineData("dsource")]
    public async Task Usage_without_a_command_shows_help_on_stderr(string commandLine)
    {
        using var dvp = new Dvp();

        var result = await dvp.RunAsync(commandLine.Split(' ', StringSplitOptions.RemoveEmptyEntries));

        result.ExitCode.Should().Be(2);
        result.Output.Should().BeEmpty();
        result.Error.Should().Contain("Commands:").And.Contain("Examples:");
    }

    [Fact]
    public async Task Usage_wrong_with_json_is_one_document_on_stderr()
    {
        using var dvp = new Dvp();

        var result = await dvp.RunAsync("dsource", "--json");

        result.ExitCode.Should().Be(2);
        result.Output.Should().BeEmpty();
        var error = JsonNode.Parse(result.Error)!["error"]!;
        error["message"]!.GetValue<string>().Should().Be("'dvp dsource' needs a command.");
        error["action"]!.GetValue<string>().Should().EndWith("See: dvp dsource --help");
        error["output"]!.GetValue<string>().Should().BeEmpty();
    }

    [Fact]
    public async Task Argument_that_begins_with_at_is_no_response_file()
    {
        using var dvp = new Dvp();

        var result = await dvp.RunAsync("vdb", "rollback", "copy", "--to", "@1");

        result.Error.Should().StartWith("Error: There is no VDB 'copy'.");
    }

    [Fact]
    public async Task Flag_does_not_take_the_word_after_it()
    {
        using var dvp = new Dvp();

        var result = await dvp.RunAsync("dsource", "sync", "--resync", "true");

        result.Error.Should().StartWith("Error: There is no dSource 'true'.");
    }
}
