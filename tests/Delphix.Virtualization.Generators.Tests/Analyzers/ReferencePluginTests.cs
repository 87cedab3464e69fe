using System.Text.RegularExpressions;
using Delphix.Virtualization.Generators.Tests.Harness;

namespace Delphix.Virtualization.Generators.Tests.Analyzers;

/// <summary>The plugin of this repository, and what happens while someone edits it.</summary>
public sealed partial class ReferencePluginTests
{
    private static readonly string Config = File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "plugin_config.yml"));

    [Fact]
    public async Task Plugin_of_this_repository_has_no_diagnostics() =>
        (await Analyze(Sources()).LinesAsync(mayHaveErrors: true)).Should().BeEmpty();

    [Theory]
    [InlineData(
        "        SnapshotParametersDefinition? optionalSnapshotParameters,\n", "CopyFromSource(", "optionalSnapshotParameters",
        "linked.preSnapshot")]
    [InlineData("        StagedSource stagedSource,\n", "StartStaging(", "stagedSource", "linked.startStaging")]
    [InlineData("        RepositoryDefinition repository,\n", "GetStatus(", "repository", "linked.status")]
    public async Task Parameter_that_is_deleted_is_reported_on_the_methods_line(string text, string method, string name, string operation)
    {
        var sources = Sources();
        var old = sources["Ingestion.cs"];
        var start = old.IndexOf(method, StringComparison.Ordinal);
        var changed = old.Remove(old.IndexOf(text, start, StringComparison.Ordinal), text.Length);
        sources["Ingestion.cs"] = changed;

        var found = await Analyze(sources).DiagnosticsAsync(mayHaveErrors: true);

        var line = changed[..start].Count(character => character == '\n');
        var only = found.Should().ContainSingle().Which;
        only.Id.Should().Be("DVP011");
        only.Location.SourceTree!.FilePath.Should().Be("Ingestion.cs");
        only.Location.GetLineSpan().StartLinePosition.Line.Should().Be(line);
        only.GetMessage().Should().StartWith($"Ingestion.{method[..^1]} ({operation}): the parameter '{name}' is missing. Expected: ");
    }

    [Fact]
    public async Task Class_that_is_taken_out_of_the_runner_is_reported()
    {
        var sources = Sources();
        sources["PluginRunner.cs"] = sources["PluginRunner.cs"]
            .Replace("        .AddOperations<Ingestion>()\n", "", StringComparison.Ordinal);

        (await Analyze(sources).LinesAsync(mayHaveErrors: true)).Should().Equal(
            "warning DVP026 at `Ingestion`: Ingestion has operations but is never added to the plugin: call AddOperations<Ingestion>()");
    }

    [Fact]
    public async Task Value_that_is_pasted_into_the_script_is_reported()
    {
        var sources = Sources();
        sources["HostScript.cs"] = Command().Replace(sources["HostScript.cs"], "$\"cd {variables[\"MOUNT_PATH\"]}\"");

        (await Analyze(sources).LinesAsync(mayHaveErrors: true)).Should().Equal(
            "warning DVP027 at `variables[\"MOUNT_PATH\"]`: 'variables[\"MOUNT_PATH\"]' becomes part of the text that RunBashAsync runs: "
            + "pass the value as a variable, and use \"$NAME\" in the script");
    }

    private static Dictionary<string, string> Sources() => Directory.GetFiles(Path.Combine(AppContext.BaseDirectory, "plugin"), "*.cs")
        .ToDictionary(path => Path.GetFileName(path), path => File.ReadAllText(path).ReplaceLineEndings("\n"));

    [GeneratedRegex(@"(?<=RunBashAsync\(connection, )[^,]*")]
    private static partial Regex Command();

    // The regular expressions' generator does not run here: that one method has no body is the only compiler error.
    private static AnalyzedCode Analyze(Dictionary<string, string> sources) =>
        new(sources.OrderBy(file => file.Key, StringComparer.Ordinal).Select(file => (file.Key, file.Value)), Config);
}
