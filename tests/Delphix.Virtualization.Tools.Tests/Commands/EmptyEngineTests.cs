using System.Text.Json.Nodes;

namespace Delphix.Virtualization.Tools.Tests.Commands;

public class EmptyEngineTests
{
    [Theory]
    [InlineData("plugin list", "plugin")]
    [InlineData("environment list", "environment")]
    [InlineData("repository list", "repository")]
    [InlineData("source-config list", "source config")]
    [InlineData("dsource list", "dSource")]
    [InlineData("snapshot list", "snapshot")]
    [InlineData("vdb list", "VDB")]
    [InlineData("job list", "job")]
    public async Task List_of_nothing_says_so_and_makes_no_directory(string commandLine, string noun)
    {
        using var dvp = new Dvp();

        (await dvp.RunAsync(commandLine.Split(' '))).Should().Be(new DvpResult(0, "", $"There is no {noun} yet.\n"));
        (await dvp.JsonAsync(commandLine.Split(' '))).ToJsonString().Should().Be("[]");
        (await dvp.RunAsync([.. commandLine.Split(' '), "-q"])).Error.Should().BeEmpty();
        Directory.Exists(dvp.Engine.Root).Should().BeFalse();
    }

    [Theory]
    [InlineData("environment refresh x", "There is no environment 'x'.", "There is no environment yet.")]
    [InlineData("environment remove x", "There is no environment 'x'.", "There is no environment yet.")]
    [InlineData("plugin remove x", "There is no plugin 'x'.", "There is no plugin yet.")]
    [InlineData("repository list --environment x", "There is no environment 'x'.", "There is no environment yet.")]
    [InlineData("source-config list --environment x", "There is no environment 'x'.", "There is no environment yet.")]
    [InlineData("source-config add --environment x --param a=b", "There is no environment 'x'.", "There is no environment yet.")]
    [InlineData("source-config remove x", "There is no source config 'x'.", "There is no source config yet.")]
    [InlineData(
        "dsource link d --source-config x --staging-environment y", "There is no source config 'x'.", "There is no source config yet.")]
    [InlineData("dsource sync x", "There is no dSource 'x'.", "There is no dSource yet.")]
    [InlineData("dsource status x", "There is no dSource 'x'.", "There is no dSource yet.")]
    [InlineData("dsource worker x", "There is no dSource 'x'.", "There is no dSource yet.")]
    [InlineData("dsource update x --param a=b", "There is no dSource 'x'.", "There is no dSource yet.")]
    [InlineData("vdb update x --param a:=null", "There is no VDB 'x'.", "There is no VDB yet.")]
    [InlineData("dsource enable x", "There is no dSource 'x'.", "There is no dSource yet.")]
    [InlineData("dsource disable x", "There is no dSource 'x'.", "There is no dSource yet.")]
    [InlineData("dsource delete x", "There is no dSource 'x'.", "There is no dSource yet.")]
    [InlineData("snapshot list x", "There is no dataset 'x'.", "There is no dataset yet.")]
    [InlineData("snapshot export x --to y", "There is no dataset or snapshot 'x'.", "There is no dataset yet.")]
    [InlineData("snapshot delete x@1", "There is no dataset or snapshot 'x@1'.", "See what there is: dvp snapshot list")]
    [InlineData("vdb provision v --from x --environment y", "There is no dataset or snapshot 'x'.", "There is no dataset yet.")]
    [InlineData("vdb create-empty v --environment x", "There is no environment 'x'.", "There is no environment yet.")]
    [InlineData("vdb snapshot x", "There is no VDB 'x'.", "There is no VDB yet.")]
    [InlineData("vdb refresh x", "There is no VDB 'x'.", "There is no VDB yet.")]
    [InlineData("vdb rollback x --to @1", "There is no VDB 'x'.", "There is no VDB yet.")]
    [InlineData("vdb start x", "There is no VDB 'x'.", "There is no VDB yet.")]
    [InlineData("vdb stop x", "There is no VDB 'x'.", "There is no VDB yet.")]
    [InlineData("vdb enable x", "There is no VDB 'x'.", "There is no VDB yet.")]
    [InlineData("vdb disable x", "There is no VDB 'x'.", "There is no VDB yet.")]
    [InlineData("vdb status x", "There is no VDB 'x'.", "There is no VDB yet.")]
    [InlineData("vdb delete x", "There is no VDB 'x'.", "There is no VDB yet.")]
    [InlineData("job show JOB-1", "There is no job 'JOB-1'.", "See what there is: dvp job list")]
    public async Task Name_that_is_unknown_is_an_error_with_exit_code_1(string commandLine, string message, string action)
    {
        using var dvp = new Dvp();

        (await dvp.RunAsync(commandLine.Split(' '))).Should().Be(new DvpResult(1, "", $"Error: {message}\nAction: {action}\n"));
    }

    [Fact]
    public async Task Error_with_json_is_one_document_on_stderr()
    {
        using var dvp = new Dvp();

        var result = await dvp.RunAsync("dsource", "sync", "x", "--json");

        result.Should().Match<DvpResult>(ended => ended.ExitCode == 1 && ended.Output.Length == 0);
        JsonNode.Parse(result.Error)!.ToJsonString(Relaxed)
            .Should().Be("""{"error":{"message":"There is no dSource 'x'.","action":"There is no dSource yet.","output":""}}""");
    }

    [Fact]
    public async Task Parameter_file_that_is_missing_is_an_error_with_its_output()
    {
        using var dvp = new Dvp();

        var result = await dvp.RunAsync("source-config", "add", "--environment", "x", "--param", "@/no/such.json");

        result.Error.Should().Be(
            "Error: /no/such.json cannot be read.\nAction: Name a JSON file that you can read.\nOutput:\n    Could not find a part of the "
                + "path '/no/such.json'.\n");
    }

    [Fact]
    public async Task Error_with_verbose_has_the_stack_trace()
    {
        using var dvp = new Dvp();

        var result = await dvp.RunAsync("dsource", "sync", "x", "-v");

        result.Error.Should().Contain("Details:\n    Delphix.Virtualization.UserException: There is no dSource 'x'.\n       at ");
    }

    [Theory]
    [InlineData("-c", "-a", "-g")]
    [InlineData("--plugin-config", "--upload-artifact", "--generate-only")]
    public async Task Build_that_only_generates_checks_the_plugin_and_writes_nothing(string config, string artifact, string generateOnly)
    {
        using var dvp = new Dvp();

        var result = await dvp.RunAsync(
            "build", config, Path.Combine(Repository.Root, "plugin_config.yml"), artifact, dvp.Combine("artifact.json"), generateOnly);

        result.Should().Be(
            new DvpResult(
                ExitCode.Done,
                "The config and the schemas of 'Directory Trees' are right. The compiler generates the definition classes whenever "
                    + "DirectoryPlugin.csproj is built.\n",
                ""));
        File.Exists(dvp.Combine("artifact.json")).Should().BeFalse();
    }

    [Fact]
    public async Task Build_writes_where_it_is_asked_to()
    {
        using var dvp = new Dvp();

        var result = await dvp.RunAsync("build", "-c", Path.Combine(Repository.Root, "plugin_config.yml"), "-a", dvp.Combine("."), "-q");

        result.Error.Should().StartWith($"Error: {dvp.Combine(".")}").And.Contain("it is a directory");
    }

    [Fact]
    public async Task Build_of_a_missing_config_is_an_error()
    {
        using var dvp = new Dvp();

        var result = await dvp.RunAsync("build", "-c", dvp.Combine("plugin_config.yml"), "-a", dvp.Combine("artifact.json"), "-q");

        result.ExitCode.Should().Be(1);
        result.Error.Should().StartWith($"Error: {dvp.Combine("plugin_config.yml")}").And.Contain("\nAction: ");
    }

    private static readonly System.Text.Json.JsonSerializerOptions Relaxed =
        new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
}
