using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Delphix.Virtualization.Operations;
using Delphix.Virtualization.Runtime;

namespace Delphix.Virtualization.Packaging.Tests;

public sealed class ReleaseGuardTests : IDisposable
{
    private const string Closed = "\"type\": \"object\", \"additionalProperties\": false";

    private readonly TempDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Theory]
    [InlineData(
        """{"a":{"type":"string"}}""", "[]", """{"a":{"type":"string"},"b":{"type":"integer"}}""", """["b"]""", "{}", "b is required")]
    [InlineData("""{"a":{"type":"string"}}""", "[]", "{}", "[]", """{"a":""}""", "a is not a known property (known: )")]
    [InlineData(
        """{"a":{"type":"string"}}""", "[]", """{"a":{"type":"integer"}}""", "[]", """{"a":""}""",
        "a must be a whole number (up to 64 bits)")]
    [InlineData(
        """{"a":{"type":"string","enum":["x","yy"]}}""", """["a"]""", """{"a":{"type":"string","enum":["x"]}}""", """["a"]""",
        """{"a":"yy"}""", "a must be one of: x")]
    [InlineData(
        """{"a":{"type":"string"}}""", "[]", """{"a":{"type":"string","minLength":1}}""", "[]", """{"a":""}""",
        "a must have at least 1 character(s)")]
    [InlineData(
        """{"a":{"type":"string","maxLength":7}}""", "[]", """{"a":{"type":"string","maxLength":6}}""", "[]", """{"a":"aaaaaaa"}""",
        "a must have at most 6 character(s)")]
    [InlineData(
        """{"a":{"type":"integer","maximum":70}}""", "[]", """{"a":{"type":"integer","maximum":69}}""", "[]", """{"a":70}""",
        "a must be at most 69")]
    [InlineData(
        """{"a":{"type":"array","items":{"type":"string"}}}""", "[]", """{"a":{"type":"array","items":{"type":"boolean"}}}""", "[]",
        """{"a":[""]}""", "a[0] must be true or false")]
    [InlineData(
        """{"a":{"type":"object","properties":{"b":{"type":"boolean"}}}}""", "[]",
        """{"a":{"type":"object","required":["b"],"properties":{"b":{"type":"boolean"}}}}""", "[]", """{"a":{}}""", "a.b is required")]
    [InlineData(
        """{"a":{"type":"string","format":"unixpath"}}""", """["a"]""", """{"a":{"type":"string","format":"unixpath","pattern":"[^/]$"}}""",
        """["a"]""", """{"a":"/"}""", "a must match [^/]$")]
    [InlineData(
        """{"a":{"type":"string","pattern":"^SID[0-9]{2,}(-dev|-test)?$"},"b":{"type":"string"}}""", """["a"]""",
        """{"a":{"type":"string"}}""", """["a"]""", """{"a":"SID00","b":""}""", "b is not a known property (known: a)")]
    [InlineData(
        """{"a":{"type":"string","pattern":"^[0-9]+$","minLength":12}}""", """["a"]""", """{"a":{"type":"string"},"b":{"type":"string"}}""",
        """["a","b"]""", """{"a":"000000000000"}""", "b is required")]
    [InlineData(
        """{"a":{"type":"array","minItems":3,"items":{"type":"string"}},"b":{"type":"string"}}""", """["a"]""",
        """{"a":{"type":"array"}}""", """["a"]""", """{"a":["","a","A b"],"b":""}""", "b is not a known property (known: a)")]
    [InlineData(
        """{"a":{"type":"array","maxItems":4,"items":{"type":"boolean"}}}""", "[]",
        """{"a":{"type":"array","maxItems":3,"items":{"type":"boolean"}}}""", "[]", """{"a":[true,false,true,false]}""",
        "a must have at most 3 item(s)")]
    [InlineData(
        """{"a":{"type":"array","items":{"type":"string"}}}""", "[]",
        """{"a":{"type":"array","uniqueItems":true,"items":{"type":"string"}}}""", "[]", """{"a":["",""]}""",
        "a must not have an item twice")]
    [InlineData(
        """{"a":{"type":"object","properties":{"b":{"type":"boolean"}}}}""", "[]",
        """{"a":{"type":"object","additionalProperties":false,"properties":{"b":{"type":"boolean"}}}}""", "[]",
        """{"a":{"another":"property"}}""", "a.another is not a known property (known: b)")]
    [InlineData(
        """{},"patternProperties":{"^x-[a-z]+$":{"type":"integer"}}""", "[]", "{}", "[]", """{"x-a":0}""",
        "x-a is not a known property (known: )")]
    [InlineData(
        """{"a":{"type":"integer"}}""", "[]", """{"a":{"type":"integer","maximum":10000000000}}""", "[]", """{"a":9223372036854775807}""",
        "a must be at most 10000000000")]
    [InlineData(
        """{"a":{"type":"integer"}}""", "[]", """{"a":{"type":"integer","minimum":-10000000000}}""", "[]", """{"a":-9223372036854775808}""",
        "a must be at least -10000000000")]
    [InlineData(
        """{"a":{"$ref":"https://delphix.com/platform/api#/definitions/passwordCredentialsSupplier"}}""", """["a"]""", "{}", "[]",
        """{"a":{"type":"NamedPasswordCredential","password":""}}""", "a is not a known property (known: )")]
    public async Task Check_change_that_breaks_stored_data_shows_the_smallest_example(
        string oldProperties, string oldRequired, string newProperties, string newRequired, string example, string reason)
    {
        Release("1.0.0", Definition(oldProperties, oldRequired));

        var (faults, warnings) = await CheckAsync(Definition(newProperties, newRequired));

        faults.Should().ContainSingle().Which.Message.Should().Be(
            $"linkedSourceDefinition: {example}, which release 1.0.0 may have stored, breaks the new schema: {reason}. Take the change "
                + "back, or add a data migration: [Upgrade.LinkedSource(\"ID\")].");
        warnings.Should().BeEmpty();
    }

    [Theory]
    [InlineData("""{"a":{"type":"string"}}""", """{"a":{"type":"string","maxLength":40}}""", 300, "a must have at most 40 character(s)")]
    [InlineData(
        """{"a":{"type":"string","maxLength":1000}}""", """{"a":{"type":"string","maxLength":999}}""", 1000,
        "a must have at most 999 character(s)")]
    [InlineData(
        """{"a":{"type":"object","required":["b"],"properties":{"b":{"type":"string","minLength":400}}}}""",
        """{"a":{"type":"object","properties":{"b":{"type":"integer"}}}}""", 400, "a.b must be a whole number (up to 64 bits)")]
    public async Task Check_example_that_is_long_is_shown_by_its_ends(string oldProperties, string newProperties, int length, string reason)
    {
        Release("1.0.0", Definition(oldProperties, "[]"));

        var (faults, _) = await CheckAsync(Definition(newProperties, "[]"));

        faults.Should().ContainSingle().Which.Message.Should().MatchRegex(
            $@"^linkedSourceDefinition: {{""a"":.{{50,100}} … \[{length / 100}\d\d? characters\] … a{{90,100}}""}}+, "
                + $@"which release 1.0.0 may have stored, .*: {Regex.Escape(reason)}\. ");
    }

    [Theory]
    [InlineData("[]", """{"b":{"type":"string"}}""", 1)]
    [InlineData("""["a"]""", """{"b":{"type":"string"}}""", 0)]
    [InlineData("""["a"]""", """{"a":{"type":"string","pattern":"^(?=.*7)[a-z7]$"},"b":{"type":"string"}}""", 0)]
    public async Task Check_value_of_which_there_is_no_example_is_reported(string required, string newProperties, int faultsExpected)
    {
        Release("1.0.0", Definition("""{"a":{"type":"string","pattern":"^(?=.*7)[a-z7]$"},"b":{"type":"integer"}}""", required));

        var (faults, warnings) = await CheckAsync(Definition(newProperties, "[]"));

        faults.Should().HaveCount(faultsExpected);
        warnings.Should().Equal(
            "linkedSourceDefinition: no example of what release 1.0.0 stored could be made, so changes of it are not checked: a must "
                + "match ^(?=.*7)[a-z7]$");
    }

    [Fact]
    public async Task Check_definition_that_did_not_change_is_not_tried()
    {
        const string Odd = """{"a":{"type":"string","pattern":"^(?=.*7)[a-z7]$"}}""";
        Release("1.0.0", Definition(Odd, """["a"]"""));

        var (faults, warnings) = await CheckAsync(Definition(Odd, """["a"]"""));

        (faults.Count, warnings.Count).Should().Be((0, 0));
    }

    [Theory]
    [InlineData("""{"a":{"type":"string"}}""", """["a"]""", """{"a":{"type":"string"},"b":{"type":"integer"}}""", "[]")]
    [InlineData(
        """{"a":{"type":"array","minItems":3,"uniqueItems":true,"items":{"type":"string"}}}""", """["a"]""",
        """{"a":{"type":"array","minItems":2,"items":{"type":"string"}}}""", """["a"]""")]
    [InlineData(
        """{"a":{"type":"object","properties":{"a":{"$ref":"#/properties/a"}}}}""", """["a"]""", """{"a":{"type":"object"}}""",
        """["a"]""")]
    [InlineData("""{"a":{"type":"string","enum":["x"]}}""", "[]", """{"a":{"type":"string"}}""", "[]")]
    [InlineData(
        """{"a":{"type":"integer","minimum":1,"maximum":9}}""", """["a"]""", """{"a":{"type":"integer","minimum":0}}""", """["a"]""")]
    [InlineData(
        """{"a":{"$ref":"#/definitions/x"}},"definitions":{"x":{"type":"string","pattern":"^[a-z]$"}}""", """["a"]""",
        """{"a":{"type":"string"}}""", """["a"]""")]
    public async Task Check_change_that_breaks_nothing_passes(
        string oldProperties, string oldRequired, string newProperties, string newRequired)
    {
        Release("1.0.0", Definition(oldProperties, oldRequired));

        var (faults, warnings) = await CheckAsync(Definition(newProperties, newRequired));

        (faults.Count, warnings.Count).Should().Be((0, 0));
    }

    [Fact]
    public async Task Check_with_a_new_migration_runs_it_on_the_examples()
    {
        Release("1.0.0", Definition("""{"password":{"type":"string","format":"password"}}""", """["password"]"""));

        var (faults, warnings) = await CheckAsync(
            Definition("""{"level":{"type":"integer","maximum":4},"login":{"type":"object"}}""", """["level","login"]"""),
            new Plugin().AddOperations<Migrating>());

        faults.Should().BeEmpty();
        warnings.Should().ContainSingle().Which.Should().Be(
            """linkedSourceDefinition: {"password":"A b"}, which release 1.0.0 may have stored,"""
                + """ cannot be upgraded: Spaces are no good.""");
    }

    [Fact]
    public async Task Check_migration_that_does_not_end_is_reported()
    {
        Release("1.0.0", Definition("""{"a":{"type":"boolean"}}""", "[]"));

        var (faults, warnings) = await CheckAsync(
            Definition("""{"a":{"type":"boolean"}}""", "[]"), new Plugin().AddOperations<Endless>(), TimeSpan.FromMilliseconds(50));
        Endless.End.Set();

        faults.Should().BeEmpty();
        warnings.Should().ContainSingle().Which.Should().Be(
            string.Create(
                CultureInfo.CurrentCulture,
                $"linkedSourceDefinition: {{}}, which release 1.0.0 may have stored, cannot be upgraded: its data migrations did not end "
                    + $"within {0.05} seconds"));
    }

    [Fact]
    public async Task Check_migration_that_the_release_had_already_does_not_count()
    {
        Release("2.0.0", Definition("{}", "[]"), "2.1");

        var (faults, _) = await CheckAsync(
            Definition("""{"level":{"type":"integer"}}""", """["level"]"""), new Plugin().AddOperations<Migrating>());

        faults.Should().ContainSingle().Which.Message
            .Should().Contain("{}, which release 2.0.0 may have stored, breaks the new schema: level is required.");
    }

    [Fact]
    public async Task Check_migration_that_is_gone_is_a_fault()
    {
        Release("2.0.0", Definition("{}", "[]"), "2.1\n2.2");

        var (faults, _) = await CheckAsync(Definition("{}", "[]"), new Plugin().AddOperations<Migrating>());

        faults.Should().ContainSingle().Which.Message
            .Should().StartWith("the data migrations 2.2 of release 2.0.0 are gone. Put them back");
    }

    [Fact]
    public async Task Check_release_that_cannot_be_read_is_a_fault_at_its_place()
    {
        Release("1.0.0", Definition("{}", "[]"), "2.1\nx");
        _directory.Write("released/0.9.json", "{");

        var act = () => CheckAsync(Definition("{}", "[]"));

        (await act.Should().ThrowAsync<BuildFailedException>()).Which.Faults.Select(fault => (Path.GetFileName(fault.File), fault.Line))
            .Should().Equal(("0.9.json", 1), ("1.0.0.migrations", 2));
    }

    [Fact]
    public async Task Record_writes_what_the_next_build_is_checked_against()
    {
        var (project, artifact) = await BuildAsync(Definition("{}", "[]"), new Plugin().AddOperations<Migrating>());

        var (version, path) = await ReleasedSchemas.RecordAsync(project, artifact, CancellationToken.None);
        await ReleasedSchemas.RecordAsync(project, artifact, CancellationToken.None);

        version.Should().Be("1.2");
        (await File.ReadAllTextAsync(path)).Should().Be(await File.ReadAllTextAsync(project.Config.SchemaPath));
        (await ReleasedSchemas.ReadAllAsync(project.Config, CancellationToken.None)).Should().ContainSingle().Which.MigrationIds
            .Should().Equal("2.1");
    }

    [Fact]
    public async Task Record_of_a_release_that_was_made_with_other_schemas_is_refused()
    {
        var (project, artifact) = await BuildAsync(Definition("{}", "[]"), new Plugin());
        Release("1.2", Definition("""{"a":{}}""", "[]"));

        var act = () => ReleasedSchemas.RecordAsync(project, artifact, CancellationToken.None);

        (await act.Should().ThrowAsync<UserException>()).Which.Message
            .Should().StartWith("1.2 was released already, with other schemas or migrations: ");
    }

    [Fact]
    public async Task Record_of_an_artifact_of_other_schemas_is_refused()
    {
        var (_, artifact) = await BuildAsync(Definition("{}", "[]"), new Plugin());
        var (changed, _) = await BuildAsync(Definition("""{"a":{}}""", "[]"), new Plugin());

        var act = () => ReleasedSchemas.RecordAsync(changed, artifact, CancellationToken.None);

        (await act.Should().ThrowAsync<UserException>()).Which.Action
            .Should().Be("Build it again, then record the release: dvp build, dvp release");
        Directory.Exists(_directory.File("released")).Should().BeFalse();
    }

    private static string Definition(string properties, string required) =>
        $$"""{ {{Closed}}, "required": {{required}}, "properties": {{properties}} }""";

    private static string SchemaFile(string linkedSource)
    {
        var file = JsonNode.Parse(SamplePlugin.Text("schema.json"))!;
        file["linkedSourceDefinition"] = JsonNode.Parse(linkedSource);
        return file.ToJsonString();
    }

    private void Release(string version, string linkedSource, string? migrations = null)
    {
        _directory.Write($"released/{version}.json", SchemaFile(linkedSource));
        if (migrations is not null)
            _directory.Write($"released/{version}.migrations", migrations);
    }

    private async Task<(IReadOnlyList<BuildFault> Faults, IReadOnlyList<string> Warnings)> CheckAsync(
        string linkedSource, Plugin? plugin = null, TimeSpan? longestMigration = null)
    {
        var project = await ProjectAsync(linkedSource);
        var runtime = new PluginRuntime(plugin ?? new Plugin(), PluginStrategy.Staged, project.Schemas);
        return await new ReleaseGuard(project, runtime, longestMigration).CheckAsync(CancellationToken.None);
    }

    private async Task<(PluginProject Project, Artifact Artifact)> BuildAsync(string linkedSource, Plugin plugin)
    {
        var project = await ProjectAsync(linkedSource);
        var runtime = new PluginRuntime(plugin, PluginStrategy.Staged, project.Schemas);
        var code = await CodeArchive.PackAsync(_directory.File("src"), CancellationToken.None);
        return (project, ArtifactReader.Read("artifact.json", ArtifactDocument.Create(project.Config, project.Schemas, runtime, code)));
    }

    private async Task<PluginProject> ProjectAsync(string linkedSource)
    {
        var config = SamplePlugin.WriteTo(_directory);
        _directory.Write("schema.json", SchemaFile(linkedSource));
        _directory.Write(
            "plugin_config.yml",
            string.Join(
                '\n', (await File.ReadAllLinesAsync(config)).Where(line => !line.StartsWith("externalVersion", StringComparison.Ordinal))));
        return await PluginProject.LoadAsync(config);
    }

    public sealed class Endless
    {
        internal static ManualResetEventSlim End { get; } = new();

        [Upgrade.LinkedSource("2.1")]
        public static JsonObject Migrate(JsonObject oldLinkedSource)
        {
            End.Wait();
            return oldLinkedSource;
        }
    }

    public sealed class Migrating(ILibs libs)
    {
        [Upgrade.LinkedSource("2.1")]
        public JsonObject Migrate(JsonObject oldLinkedSource)
        {
            var password = oldLinkedSource["password"]!.GetValue<string>();
            return password.Contains(' ', StringComparison.Ordinal)
                ? throw new UserException("Spaces are no good.", "", "")
                : new JsonObject { ["level"] = 4, ["login"] = libs.UpgradePassword(password) };
        }
    }
}
