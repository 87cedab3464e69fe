namespace Delphix.Virtualization.Packaging.Tests;

public sealed class PluginProjectTests : IDisposable
{
    private readonly TempDirectory _directory = new();
    private readonly string _configPath;

    public PluginProjectTests() => _configPath = SamplePlugin.WriteTo(_directory);

    [Fact]
    public async Task Load_valid_gives_config_schemas_and_project()
    {
        var project = await PluginProject.LoadAsync(_configPath);

        project.Config.Name.Should().Be("Sample");
        project.ProjectFile.Should().Be(_directory.File("src/Sample.csproj"));
        project.Schemas.NameField(Schemas.DefinitionKind.Repository).Should().Be("name");
    }

    [Fact]
    public async Task Load_without_project_and_schema_file_reports_both_at_their_keys()
    {
        File.Delete(_directory.File("src/Sample.csproj"));
        File.Delete(_directory.File("schema.json"));

        var faults = await FaultsAsync();

        faults.Select(fault => (fault.Line, fault.Column)).Should().Equal((10, 9), (11, 13));
        faults[0].Message.Should().Contain("no .csproj");
        faults[1].Message.Should().Contain("there is no file");
    }

    [Fact]
    public async Task Load_without_source_directory_says_so()
    {
        Directory.Delete(_directory.File("src"), recursive: true);

        (await FaultsAsync()).Should().ContainSingle().Which.Message.Should().StartWith("srcDir: there is no directory");
    }

    [Fact]
    public async Task Load_two_projects_names_both()
    {
        _directory.Write("src/Other.csproj", "<Project />");

        (await FaultsAsync()).Should().ContainSingle().Which.Message.Should().Contain("Other.csproj, Sample.csproj");
    }

    [Fact]
    public async Task Load_schema_with_syntax_error_gives_its_place()
    {
        _directory.Write("schema.json", "{\n  \"repositoryDefinition\": }");

        var fault = (await FaultsAsync()).Should().ContainSingle().Which;

        (fault.File, fault.Line, fault.Column).Should().Be((_directory.File("schema.json"), 2, 27));
    }

    [Fact]
    public async Task Load_schema_with_parts_without_effect_warns_of_each_at_its_place()
    {
        var path = _directory.File("schema.json");
        var schema = await File.ReadAllTextAsync(path);
        await File.WriteAllTextAsync(
            path, schema.Replace("\"repositoryDefinition\": {", "\"repositoryDefinition\": {\n\"vendor\": 1,", StringComparison.Ordinal));

        var warning = (await PluginProject.LoadAsync(_configPath)).Warnings.Should().ContainSingle().Which;

        (warning.File, warning.Column).Should().Be((path, 1));
        warning.Message.Should().Be("repositoryDefinition.vendor: is not a keyword of draft-07 or of the platform, and has no effect.");
    }

    [Fact]
    public async Task Load_schema_with_many_faults_reports_all()
    {
        _directory.Write("schema.json", "{ \"repositoryDefinition\": { \"nameField\": \"x\" }, \"more\": 1 }");

        (await FaultsAsync()).Should().HaveCount(8);
    }

    public void Dispose() => _directory.Dispose();

    private async Task<IReadOnlyList<BuildFault>> FaultsAsync()
    {
        var act = () => PluginProject.LoadAsync(_configPath);
        return (await act.Should().ThrowAsync<BuildFailedException>()).Which.Faults;
    }
}
