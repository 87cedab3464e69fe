using Delphix.Virtualization.Operations;

namespace Delphix.Virtualization.Packaging.Tests;

public sealed class PluginConfigTests : IDisposable
{
    private const string Minimal =
        """
        id: 7d2f7b3c-59f2-4c39-8f0a-0c5a8f2d9e61
        name: Trees
        buildNumber: "2.0"
        language: DOTNET10
        hostTypes: [WINDOWS]
        pluginType: DIRECT
        entryPoint: Trees.Runner:Plugin
        srcDir: src
        schemaFile: schemas/schema.json
        """;

    private readonly TempDirectory _directory = new();

    /// <summary>
    /// A line of the minimal config, what it is replaced with, and the fault: its line and column (0: none) and some of its text.
    /// </summary>
    public static TheoryData<string, string, int, int, string> Faults => new()
    {
        { "id: 7d2f7b3c-59f2-4c39-8f0a-0c5a8f2d9e61", "id: trees", 1, 5, "id must be a UUID" },
        { "id: 7d2f7b3c-59f2-4c39-8f0a-0c5a8f2d9e61", "id: '{7d2f7b3c-59f2-4c39-8f0a-0c5a8f2d9e61}'", 1, 5, "id must be a UUID" },
        { "name: Trees", "", 0, 0, "the key name is missing" },
        { "name: Trees", "name:", 2, 6, "name has no value" },
        { "name: Trees", "name: ''", 2, 7, "name has no value" },
        { "name: Trees", "name: 12", 2, 7, "put it in quotes: \"12\"" },
        { "name: Trees", "name: yes", 2, 7, "put it in quotes" },
        { "name: Trees", "name: [Trees]", 2, 7, "name must be a single value" },
        { "name: Trees", "name: {a: b}", 2, 7, "name must be a single value" },
        { "name: Trees", "name: Trees\nname: Woods", 3, 1, "'name' is there twice" },
        { "name: Trees", "name: Trees\ncolour: green", 3, 1, "there is no key 'colour'" },
        { "name: Trees", "name: Trees\nSrcdir: src", 3, 1, "Write it as srcDir" },
        { "name: Trees", "name: Trees\n[a]: b", 3, 1, "a key must be a plain word" },
        { "name: Trees", "name: 'Trees", 0, 0, "not valid YAML" },
        { "name: Trees", "name: a: b", 2, 8, "not valid YAML" },
        { "name: Trees", "\tname: Trees", 0, 0, "not valid YAML" },
        { "buildNumber: \"2.0\"", "buildNumber: 2.0", 3, 14, "put it in quotes: \"2.0\"" },
        { "buildNumber: \"2.0\"", "buildNumber: 0.0.0", 3, 14, "not all of them zero" },
        { "buildNumber: \"2.0\"", "buildNumber: 1.0-beta", 3, 14, "it is '1.0-beta'" },
        { "language: DOTNET10", "language: PYTHON311", 4, 11, "language must be DOTNET10" },
        { "hostTypes: [WINDOWS]", "hostTypes: WINDOWS", 5, 12, "a list of exactly one" },
        { "hostTypes: [WINDOWS]", "hostTypes: []", 5, 12, "a list of exactly one" },
        { "hostTypes: [WINDOWS]", "hostTypes: [UNIX, WINDOWS]", 5, 12, "a list of exactly one" },
        { "hostTypes: [WINDOWS]", "hostTypes: [[UNIX]]", 5, 12, "a list of exactly one" },
        { "hostTypes: [WINDOWS]", "", 0, 0, "the key hostTypes is missing" },
        { "pluginType: DIRECT", "pluginType: direct", 6, 13, "must be STAGED or DIRECT" },
        { "entryPoint: Trees.Runner:Plugin", "entryPoint: Trees.Runner", 7, 13, "Namespace.Type:Member" },
        { "entryPoint: Trees.Runner:Plugin", "entryPoint: a:b:c", 7, 13, "Namespace.Type:Member" },
        { "srcDir: src", "", 0, 0, "the key srcDir is missing" },
        { "schemaFile: schemas/schema.json", "schemaFile: ~", 9, 13, "schemaFile has no value" },
        { "name: Trees", "name: Trees\nmanualDiscovery: maybe", 3, 18, "must be true or false" },
        { "name: Trees", "name: Trees\nrootSquashEnabled: 'true'", 3, 20, "without quotes" },
        { "name: Trees", "name: Trees\nluaName: trees", 3, 10, "luaName needs minimumLuaVersion" },
        { "name: Trees", "name: Trees\nminimumLuaVersion: '1.2'", 3, 20, "minimumLuaVersion needs luaName" },
        { "name: Trees", "name: Trees\nluaName: My Trees\nminimumLuaVersion: '1.2'", 3, 10, "lower-case letters" },
        { "schemaFile: schemas/schema.json", "schemaFile: schema.json\n---\na: b", 10, 1, "second YAML document" },
    };

    [Fact]
    public async Task Load_minimal_gives_defaults()
    {
        var config = await LoadAsync(Minimal);

        config.Should().BeEquivalentTo(new
        {
            Id = "7d2f7b3c-59f2-4c39-8f0a-0c5a8f2d9e61",
            Name = "Trees",
            ExternalVersion = (string?)null,
            HostType = HostType.Windows,
            Strategy = PluginStrategy.Direct,
            EntryPoint = "Trees.Runner:Plugin",
            ManualDiscovery = true,
            RootSquashEnabled = true,
            ExtendedStartStopHooks = false,
            DefaultLocale = "en-us",
            LuaName = (string?)null,
            SourceDirectory = _directory.File("src"),
            SchemaPath = _directory.File("schemas/schema.json"),
        });
        config.BuildNumber.ToString().Should().Be("2");
    }

    [Fact]
    public async Task Load_every_key_gives_its_value()
    {
        var config = await LoadAsync(
            $"""
            # A comment.
            {Minimal}
            externalVersion: "2.0"
            manualDiscovery: No
            rootSquashEnabled: false
            defaultLocale: de-de
            extendedStartStopHooks: TRUE
            luaName: old-trees
            minimumLuaVersion: "1.2"
            """);

        config.Should().BeEquivalentTo(new
        {
            ExternalVersion = "2.0",
            ManualDiscovery = false,
            RootSquashEnabled = false,
            DefaultLocale = "de-de",
            ExtendedStartStopHooks = true,
            LuaName = "old-trees",
            MinimumLuaVersion = "1.2",
        });
    }

    [Theory]
    [MemberData(nameof(Faults))]
    public async Task Load_fault_is_reported_at_its_place(string line, string replacement, int faultLine, int faultColumn, string message)
    {
        var text = Minimal.Replace(line, replacement, StringComparison.Ordinal);

        var faults = (await FaultsOfAsync(text)).Faults;

        var fault = faults.Should().ContainSingle().Which;
        fault.Message.Should().Contain(message).And.EndWith(".");
        fault.File.Should().Be(_directory.File("plugin_config.yml"));
        if (faultLine > 0)
            (fault.Line, fault.Column).Should().Be((faultLine, faultColumn), fault.Message);
    }

    [Fact]
    public async Task Load_many_faults_reports_all_in_the_order_of_the_file()
    {
        var exception = await FaultsOfAsync(
            "id: 5\nhostTypes: [LINUX]\npluginType: STAGED\nentryPoint: a:b\nsrcDir: src\nschemaFile: s\nextra: 1\n");

        exception.Faults.Select(fault => (fault.Line, fault.Column)).Should()
            .Equal((1, 5), (2, 12), (7, 1), (null, null), (null, null), (null, null));
        exception.Message.Should().Contain($"{_directory.File("plugin_config.yml")}:2:12: hostTypes").And.Contain("name is missing")
            .And.Contain("buildNumber is missing").And.Contain("language is missing");
        exception.Action.Should().Contain("6 faults");
    }

    [Theory]
    [InlineData("")]
    [InlineData("# nothing but a comment")]
    public async Task Load_empty_file_says_so(string text) => (await FaultsOfAsync(text)).Message.Should().Contain("the file is empty");

    [Theory]
    [InlineData("- a\n- b")]
    [InlineData("words")]
    public async Task Load_other_than_mapping_says_so(string text) =>
        (await FaultsOfAsync(text)).Message.Should().Contain("keys with values");

    [Fact]
    public async Task Load_missing_file_says_so()
    {
        var act = () => PluginConfig.LoadAsync(_directory.File("none.yml"));

        (await act.Should().ThrowAsync<BuildFailedException>()).Which.Message.Should()
            .Contain("none.yml: the plugin config file does not exist");
    }

    public void Dispose() => _directory.Dispose();

    private Task<PluginConfig> LoadAsync(string text) => PluginConfig.LoadAsync(_directory.Write("plugin_config.yml", text));

    private async Task<BuildFailedException> FaultsOfAsync(string text)
    {
        var act = () => LoadAsync(text);
        return (await act.Should().ThrowAsync<BuildFailedException>()).Which;
    }
}
