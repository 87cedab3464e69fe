using System.Text.Json.Nodes;
using Delphix.Virtualization.Engine.Plugins;
using Delphix.Virtualization.Tools.Output;

namespace Delphix.Virtualization.Tools.Tests.Commands;

/// <summary>What a person at a terminal is asked for; the plugin of these engines has a schema only, so that nothing comes of it.</summary>
public sealed class AskingTests : IDisposable
{
    private const string Definition = """{"required":["place"],"properties":{"place":{"type":"string","prettyName":"Place"}}}""";

    private readonly Dvp _dvp = new();

    public void Dispose() => _dvp.Dispose();

    [Theory]
    [InlineData("dsource", "link", "new", "--source-config", "My files", "--staging-environment", "local")]
    [InlineData("dsource", "sync", "files")]
    [InlineData("vdb", "provision", "new", "--from", "files", "--environment", "local")]
    [InlineData("vdb", "provision", "new", "--from", "files@1", "--environment", "local")]
    public async Task Person_is_asked_for_a_value_that_is_missing(params string[] command)
    {
        (await AskedAsync(command, isPerson: true)).Should().Contain("Place (text): ");
    }

    [Theory]
    [InlineData(true, "--param", "place=here")]
    [InlineData(true, "--as-policy")]
    [InlineData(true, "--json")]
    [InlineData(false)]
    public async Task Nobody_is_asked_where_nothing_is_missing_or_nobody_is_there(bool isPerson, params string[] options)
    {
        (await AskedAsync(["dsource", "sync", "files", .. options], isPerson)).Should().NotContain("Place (text)");
    }

    [Fact]
    public async Task Nobody_is_asked_for_what_another_option_gives()
    {
        var definition = Definition.Replace("place", "resync", StringComparison.Ordinal);

        (await AskedAsync(["dsource", "sync", "files", "--resync"], isPerson: true, definition)).Should().NotContain("Place (text)");
    }

    [Fact]
    public async Task Nobody_is_asked_for_values_of_a_dataset_that_is_not_there()
    {
        (await AskedAsync(["dsource", "sync", "none"], isPerson: true)).Should().NotContain("Place")
            .And.Contain("There is no dSource 'none'.");
    }

    private async Task<string> AskedAsync(string[] command, bool isPerson, string definition = Definition)
    {
        await _dvp.SaveAsync(
            Samples.Plugin, Samples.Environment, Samples.Repository, Samples.SourceConfig, Samples.DSource, Samples.Snapshot);
        var parameters = new JsonObject { ["parameters"] = JsonNode.Parse(definition) };
        var artifact = new JsonObject
        {
            ["linkedSourceDefinition"] = parameters,
            ["virtualSourceDefinition"] = parameters.DeepClone(),
            ["snapshotParametersDefinition"] = new JsonObject { ["schema"] = JsonNode.Parse(definition) },
        };
        var folder = Directory.CreateDirectory(_dvp.Engine.Plugin(Samples.Plugin)).FullName;
        await File.WriteAllTextAsync(Path.Combine(folder, PluginHost.ArtifactFile), artifact.ToJsonString());
        using var error = new StringWriter();
        using var input = new StringReader("here\n");
        var terminal = new Terminal
        {
            Output = TextWriter.Null,
            Error = error,
            Input = () => input,
            IsErrorInteractive = isPerson,
            ReadKey = isPerson ? () => default : null,
        };

        await _dvp.RunAsync(command, terminal, CancellationToken.None);

        return error.ToString();
    }
}
