using System.Text.Json.Nodes;
using Delphix.Virtualization.Operations;
using Delphix.Virtualization.Packaging;
using Delphix.Virtualization.Tools.Init;

namespace Delphix.Virtualization.Tools.Tests.Init;

public sealed class InitCommandTests : IDisposable
{
    private readonly Dvp _dvp = new();

    [Fact]
    public async Task Plugin_without_options_is_a_direct_one_for_unix_hosts_named_by_its_id()
    {
        var made = await _dvp.JsonAsync("init", "-r", Root);

        var config = await PluginConfig.LoadAsync(Path.Combine(Root, "plugin_config.yml"));
        (config.Strategy, config.HostType, config.Name, config.BuildNumber.ToString())
            .Should().Be((PluginStrategy.Direct, HostType.Unix, config.Id, "1"));
        var report = new JsonObject { ["name"] = config.Id, ["pluginId"] = config.Id, ["directory"] = Root, ["project"] = "NewPlugin" };
        made.ToJsonString().Should().Be(report.ToJsonString());
    }

    [Theory]
    [InlineData("yes: \"no\" # 'x'")]
    [InlineData("Größe \\n {{host}} 数据")]
    [InlineData("DirectoryPlugin's copy.sh")]
    public async Task Name_is_shown_to_users_as_it_was_given(string name)
    {
        await _dvp.JsonAsync("init", "-r", Root, "-n", name, "-s", "staged", "-t", "windows");

        var config = await PluginConfig.LoadAsync(Path.Combine(Root, "plugin_config.yml"));
        (config.Name, config.Strategy, config.HostType).Should().Be((name, PluginStrategy.Staged, HostType.Windows));
        (await File.ReadAllTextAsync(Path.Combine(Root, "README.md"))).Should().StartWith($"# {name}\n");
    }

    [Theory]
    [InlineData("repositoryDefinition")]
    [InlineData("snapshotDefinition")]
    [InlineData("snapshotParametersDefinition")]
    public async Task Definition_that_the_tutorial_never_changes_is_its_last_one(string definition)
    {
        await _dvp.JsonAsync("init", "-r", Root, "-n", "first_plugin", "-s", "STAGED");

        var begun = JsonNode.Parse(await File.ReadAllTextAsync(Path.Combine(Root, "schema.json")))!;
        var ended = JsonNode.Parse(await File.ReadAllTextAsync(Path.Combine(Repository.Root, "samples", "tutorial", "schema.json")))!;
        JsonNode.DeepEquals(begun[definition], ended[definition]).Should().BeTrue();
    }

    [Fact]
    public async Task Directory_with_other_files_keeps_them()
    {
        await WriteAsync("LICENSE");

        await _dvp.JsonAsync("init", "-r", Root, "-n", "mine");

        (await File.ReadAllTextAsync(Path.Combine(Root, "LICENSE"))).Should().Be("kept");
        File.Exists(Path.Combine(Root, "MinePlugin.slnx")).Should().BeTrue();
    }

    [Theory]
    [InlineData("Makefile")]
    [InlineData("src/Other.cs")]
    public async Task Directory_with_a_file_of_the_same_name_is_left_as_it_is(string file)
    {
        await WriteAsync(file);

        var result = await _dvp.RunAsync("init", "-r", Root, "-n", "mine");

        result.ExitCode.Should().Be(ExitCode.Failed);
        result.Error.Should().Contain($"already has {file.Split('/')[0]}.").And.Contain("Action: Nothing was written.");
        Directory.EnumerateFiles(Root, "*", SearchOption.AllDirectories).Should().Equal(Path.Combine(Root, file));
    }

    [Fact]
    public async Task Root_that_is_a_file_is_refused_and_kept()
    {
        await WriteAsync("file");
        var file = Path.Combine(Root, "file");

        var result = await _dvp.RunAsync("init", "-r", file);

        result.ExitCode.Should().Be(ExitCode.Failed);
        result.Error.Should().Contain($"{file} is not a directory.").And.Contain("--root-dir");
        (await File.ReadAllTextAsync(file)).Should().Be("kept");
    }

    [Fact]
    public async Task Root_below_a_file_cannot_be_written_and_the_file_is_kept()
    {
        await WriteAsync("file");
        var file = Path.Combine(Root, "file");

        var result = await _dvp.RunAsync("init", "-r", Path.Combine(file, "new"));

        result.ExitCode.Should().Be(ExitCode.Failed);
        result.Error.Should().Contain("cannot be written: ").And.Contain("--root-dir");
        (await File.ReadAllTextAsync(file)).Should().Be("kept");
    }

    [Fact]
    public void Plugin_that_cannot_be_written_to_its_end_leaves_nothing_behind()
    {
        // A path below one that is a file already.
        TemplateFile[] files = [TemplateFile.OfText("a", "text"), TemplateFile.OfText("a/b", "text")];

        var act = () => PluginFolder.Write(Root, files);

        act.Should().Throw<UserException>().Which.Action.Should().StartWith("Nothing was written.");
        Directory.Exists(Root).Should().BeFalse();
    }

    [Theory]
    [InlineData("-s", "SOMEHOW", "STAGED or DIRECT")]
    [InlineData("-t", "1", "UNIX or WINDOWS")]
    public async Task Value_that_is_not_known_is_wrong_usage(string option, string value, string known)
    {
        var result = await _dvp.RunAsync("init", "-r", Root, option, value);

        result.ExitCode.Should().Be(ExitCode.WrongUsage);
        result.Error.Should().Contain($"'{value}' is not a value of ").And.Contain(known);
        Directory.Exists(Root).Should().BeFalse();
    }

    public void Dispose() => _dvp.Dispose();

    private string Root => _dvp.Combine("new");

    private async Task WriteAsync(string file)
    {
        var path = Path.Combine(Root, file);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        await File.WriteAllTextAsync(path, "kept");
    }
}
