using System.IO.Compression;
using System.Reflection;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;

namespace Delphix.Virtualization.Packaging.Tests;

[Collection(nameof(BuiltPlugin))]
public sealed class ArtifactBuilderTests(BuiltPlugin plugin) : IDisposable
{
    private readonly TempDirectory _directory = new();

    [Fact]
    public void Build_writes_the_documented_keys_in_their_order()
    {
        var artifact = (JsonObject)JsonNode.Parse(File.ReadAllText(plugin.ArtifactPath))!;

        artifact.Select(property => property.Key).Should().Equal(
            "type", "pluginId", "name", "externalVersion", "defaultLocale", "language", "hostTypes", "entryPoint", "buildNumber",
            "buildApi", "engineApi",
            "rootSquashEnabled", "extendedStartStopHooks", "sourceCode", "virtualSourceDefinition", "linkedSourceDefinition",
            "discoveryDefinition",
            "snapshotSchema", "snapshotParametersDefinition", "manifest");
        artifact["buildNumber"]!.GetValue<string>().Should().Be("1.2");
        artifact["buildApi"]!.ToJsonString().Should().Be("""{"type":"APIVersion","major":1,"minor":9,"micro":0}""");
        artifact["engineApi"]!.ToJsonString().Should().Be("""{"type":"APIVersion","major":1,"minor":11,"micro":16}""");
        artifact["linkedSourceDefinition"]!["type"]!.GetValue<string>().Should().Be("PluginLinkedStagedSourceDefinition");
        artifact["discoveryDefinition"]!.ToJsonString().Should().Be(
            """
            {"type":"PluginDiscoveryDefinition","manualSourceConfigDiscovery":false,"repositoryIdentityFields":["name"],"repositoryNameField":"name","repositorySchema":{"type":"object","properties":{"name":{"type":"string"}}},"sourceConfigIdentityFields":["path"],"sourceConfigNameField":"name","sourceConfigSchema":{"type":"object","properties":{"name":{"type":"string"},"path":{"type":"string"}}}}
            """);
        artifact["snapshotParametersDefinition"]!["schema"]!["properties"]!["resync"]!["type"]!.GetValue<string>().Should().Be("boolean");
    }

    [Fact]
    public void Build_writes_what_operations_there_are_into_the_manifest()
    {
        var manifest = plugin.Result.Artifact.Json["manifest"]!.AsObject();

        manifest.Where(property => property.Value is JsonValue value && value.TryGetValue<bool>(out var has) && has)
            .Select(property => property.Key)
            .Should().BeEquivalentTo(
                "hasRepositoryDiscovery", "hasSourceConfigDiscovery", "hasLinkedPostSnapshot", "hasLinkedMountSpecification");
        manifest.Count(property => property.Key.StartsWith("has", StringComparison.Ordinal)).Should().Be(22);
        manifest["migrationIdList"]!.ToJsonString().Should().Be("""["1.9","1.10"]""");
    }

    [Fact]
    public void Build_packs_the_code_with_its_libraries_but_without_what_the_engine_provides()
    {
        using var zip = new ZipArchive(
            new MemoryStream(Convert.FromBase64String(plugin.Result.Artifact.Json["sourceCode"]!.GetValue<string>())));

        zip.Entries.Select(entry => entry.FullName).Should().Equal("Sample.deps.json", "Sample.dll", "Sample.pdb", "YamlDotNet.dll");
    }

    [Fact]
    public void Build_warns_of_each_required_operation_that_is_missing()
    {
        plugin.Result.Warnings.Should().HaveCount(4);
        plugin.Result.Warnings[0].Should().Contain("virtual.configure").And.Contain("[Virtual.Configure]");
    }

    [Fact]
    public void Build_reports_its_steps() => plugin.Steps.Should().Contain("Compiling Sample.csproj").And.HaveCountGreaterThanOrEqualTo(4);

    [Fact]
    public async Task Build_in_another_directory_gives_the_same_bytes_that_name_no_directory()
    {
        var artifact = _directory.File("new/artifact.json");

        await ArtifactBuilder.BuildAsync(plugin.CopyConfigPath, artifact);

        (await File.ReadAllTextAsync(artifact) == await File.ReadAllTextAsync(plugin.ArtifactPath)).Should().BeTrue();
        Directory.GetFiles(_directory.File("new")).Should().Equal(artifact);
        foreach (var file in Directory.GetFiles(plugin.CodeDirectory))
            Encoding.Latin1.GetString(await File.ReadAllBytesAsync(file)).Should().NotContain("packaging-tests-", file);
    }

    // What a plugin was compiled against is a part of its symbols. The compiler names some types after the paths of generated files.
    [Fact]
    public void Sdk_does_not_tell_the_folder_or_the_commit_of_its_build()
    {
        var sdk = typeof(Plugin).Assembly;
        var configuration = sdk.GetCustomAttribute<AssemblyConfigurationAttribute>()!.Configuration;
        var generated = $"/_/obj/{sdk.GetName().Name}/{configuration.ToLowerInvariant()}/System.Text.RegularExpressions.Generator/"
            + "System.Text.RegularExpressions.Generator.RegexGenerator/RegexGenerator.g.cs";
        var named = Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(generated)));

        sdk.GetTypes().Where(type => type.Name.StartsWith("<RegexGenerator_g>", StringComparison.Ordinal)).Should()
            .NotBeEmpty().And.OnlyContain(type => type.Name.StartsWith($"<RegexGenerator_g>F{named}__"));
        sdk.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion.Should().NotContain("+");
    }

    [Fact]
    public async Task Build_code_that_does_not_compile_reports_each_error_at_its_place()
    {
        var source = plugin.Copy.Write("src/Broken.cs", "namespace Sample;\npublic class Broken { Nowhere x; Neither y; }\n");
        var artifact = _directory.Write("artifact.json", "the one before");

        var act = () => ArtifactBuilder.BuildAsync(plugin.CopyConfigPath, artifact);

        var exception = (await act.Should().ThrowAsync<BuildFailedException>()).Which;
        File.Delete(source);
        exception.Faults.Select(fault => (fault.File, fault.Line, fault.Column)).Should().Equal((source, 2, 23), (source, 2, 34));
        exception.Message.Should().Contain("CS0246").And.Contain("Nowhere").And.Contain("Neither");
        exception.Output.Should().Contain("error CS0246");
        File.ReadAllText(artifact).Should().Be("the one before");
    }

    [Fact]
    public async Task Build_cancelled_while_compiling_ends_and_writes_nothing()
    {
        using var cancellation = new CancellationTokenSource();
        var progress = new CancelWhenCompiling(cancellation);

        var act = () => ArtifactBuilder.BuildAsync(
            plugin.CopyConfigPath, _directory.File("artifact.json"), null, progress, cancellation.Token);

        await act.Should().ThrowAsync<OperationCanceledException>();
        File.Exists(_directory.File("artifact.json")).Should().BeFalse();
    }

    [Fact]
    public async Task Build_to_a_directory_is_refused_before_compiling()
    {
        var act = () => ArtifactBuilder.BuildAsync(plugin.ConfigPath, _directory.Path);

        (await act.Should().ThrowAsync<BuildFailedException>()).Which.Message.Should().Contain("it is a directory");
    }

    [Fact]
    public async Task Describe_operations_with_faults_reports_all()
    {
        var project = await ProjectAsync("Sample.Runner:WithFaults");

        var act = () => ArtifactBuilder.DescribeAsync(project, plugin.CodeDirectory, [], "artifact.json", CancellationToken.None);

        var faults = (await act.Should().ThrowAsync<BuildFailedException>()).Which.Faults;
        faults.Should().HaveCount(3).And.OnlyContain(fault => fault.File == project.ProjectFile);
        faults[0].Message.Should().Contain("there is no parameter 'connection'");
    }

    [Fact]
    public async Task Describe_entry_point_that_is_missing_points_at_the_config()
    {
        var project = await ProjectAsync("Sample.Runner:Plugins");

        var act = () => ArtifactBuilder.DescribeAsync(project, plugin.CodeDirectory, [], "artifact.json", CancellationToken.None);

        var fault = (await act.Should().ThrowAsync<BuildFailedException>()).Which.Faults.Should().ContainSingle().Which;
        (fault.File, fault.Line, fault.Column).Should().Be((project.Config.Path, 9, 13));
        fault.Message.Should().Contain("Sample.Runner:Plugin,");
    }

    public void Dispose() => _directory.Dispose();

    private Task<PluginProject> ProjectAsync(string entryPoint)
    {
        var config = SamplePlugin.WriteTo(_directory);
        var text = File.ReadAllText(config).Replace("Sample.Runner:Plugin", entryPoint, StringComparison.Ordinal);
        return PluginProject.LoadAsync(_directory.Write("plugin_config.yml", text));
    }

    private sealed class CancelWhenCompiling(CancellationTokenSource cancellation) : IProgress<string>
    {
        public void Report(string value)
        {
            if (value.StartsWith("Compiling", StringComparison.Ordinal))
                cancellation.CancelAfter(TimeSpan.FromMilliseconds(400));
        }
    }
}
