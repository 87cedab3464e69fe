using System.IO.Compression;
using System.Text.Json.Nodes;

namespace Delphix.Virtualization.Bridge.Tests;

/// <summary>The artifact for official engines, made of a folder of packages as pip leaves it: here of the tests' double of them.</summary>
public sealed class OfficialArtifactTests : IDisposable
{
    private readonly TemporaryDirectory _packages = new();

    public OfficialArtifactTests()
    {
        foreach (var file in Directory.EnumerateFiles(EngineProgram.Double, "*.py", SearchOption.AllDirectories))
            Write(Path.GetRelativePath(EngineProgram.Double, file), File.ReadAllText(file));
        Write("dlpx/virtualization/api/__init__.py", "");
        Write("dlpx/virtualization/api/VERSION", "1.9.2");
        Write("google/protobuf/message.py", "");
        Write("google/protobuf/__pycache__/message.cpython-39.pyc", "of another Python");
        Write("six.py", "");
        Write("dvp_api-1.9.2.dist-info/METADATA", "Name: dvp-api");
    }

    public void Dispose() => _packages.Dispose();

    [Theory]
    [InlineData("tutorial")]
    [InlineData("configuration")]
    [InlineData("directories")]
    public async Task Plugin_in_the_artifact_answers_as_it_does_directly(string plugin)
    {
        await using var world = await BridgedPlugins.StartAsync(plugin);
        var artifact = await MakeAsync(world);
        var zip = _packages.Combine("code.zip");
        await File.WriteAllBytesAsync(zip, CodeOf(artifact));

        await using var engine = await StandInEngine.StartAsync(EngineProgram.OfCode(zip));

        engine.Ready["handlers"]!.GetValue<int>().Should().Be(1);
        engine.Errors.Should().BeEmpty();
        var request = world.Requests.Request("virtual.mountSpecification");
        var direct = await world.Direct.InvokeAsync("virtual.mountSpecification", request, new FakeLibs(Answer));
        var bridged = await engine.InvokeAsync("virtual.mountSpecification", request, new FakeLibs(Answer));
        JsonNode.DeepEquals(bridged, direct).Should().BeTrue($"{bridged} is {direct}");
    }

    [Fact]
    public async Task Artifact_says_of_the_plugin_what_its_own_one_says()
    {
        await using var world = await BridgedPlugins.DirectoriesAsync();
        var own = JsonNode.Parse(await File.ReadAllTextAsync(world.ArtifactFile))!.AsObject();

        var artifact = await MakeAsync(world);

        ($"{artifact["language"]}", $"{artifact["entryPoint"]}").Should().Be(("PYTHON311", "plugin_runner:plugin"));
        artifact["buildApi"]!.ToJsonString().Should().Be("""{"type":"APIVersion","major":1,"minor":9,"micro":2}""");
        artifact["linkedSourceDefinition"]!["parameters"]!.ToJsonString().Should().NotContain("\"#/", "each schema stands alone there");
        string[] different = ["language", "entryPoint", "buildApi", "sourceCode", "linkedSourceDefinition", "virtualSourceDefinition"];
        artifact.Select(pair => pair.Key).Should().Equal(own.Select(pair => pair.Key));
        foreach (var (name, value) in own.Where(pair => !different.Contains(pair.Key)))
            artifact[name]!.ToJsonString().Should().Be(value!.ToJsonString(), name);
    }

    [Fact]
    public async Task Artifact_has_compiled_code_only_and_is_the_same_each_time()
    {
        await using var world = await BridgedPlugins.TutorialAsync();
        var code = CodeOf(await MakeAsync(world));

        using var zip = new ZipArchive(new MemoryStream(code));
        var names = zip.Entries.Select(entry => entry.FullName).ToList();

        names.Should().Contain([
            "plugin_runner.pyc", "plugin_bridge/operations.pyc", "plugin_bridge/settings.json", "plugin_bridge/end_script.sh",
            "dlpx/virtualization/platform/__init__.pyc", "dlpx/virtualization/api/VERSION", "google/__init__.pyc",
            "google/protobuf/message.pyc", "generated/definitions/__init__.pyc", "six.pyc",
        ]);
        names.Should().NotContain(
            name => name.EndsWith(".py", StringComparison.Ordinal) || name.Contains("__pycache__", StringComparison.Ordinal));
        CodeOf(await MakeAsync(world)).Should().Equal(code);
        File.GetUnixFileMode(Path.Combine(world.Project, "artifact.json")).Should().Be(
            UnixFileMode.UserRead | UnixFileMode.UserWrite, "it holds a key");
    }

    [Theory]
    [InlineData("six.py", "lacks six.py")]
    [InlineData("google/protobuf", "lacks google/protobuf")]
    [InlineData("dvp_api-1.9.2.dist-info", "lacks the description of dvp-api")]
    public async Task Folder_without_a_package_is_refused_before_anything_is_written(string package, string message)
    {
        await using var world = await BridgedPlugins.TutorialAsync();
        Directory.Move(_packages.Combine(package), _packages.Combine("elsewhere"));

        var making = () => MakeAsync(world);

        (await making.Should().ThrowAsync<UserException>()).Which.Message.Should().Contain(message);
        File.Exists(Path.Combine(world.Project, "artifact.json")).Should().BeFalse();
    }

    [Fact]
    public async Task Code_that_python_cannot_compile_is_shown()
    {
        await using var world = await BridgedPlugins.TutorialAsync();
        Write("six.py", "def\n");

        var making = () => MakeAsync(world);

        (await making.Should().ThrowAsync<UserException>()).Which.Output.Should().Contain("six.py").And.Contain("SyntaxError");
    }

    private static byte[] CodeOf(JsonObject artifact) => Convert.FromBase64String($"{artifact["sourceCode"]}");

    private static RunResult Answer(LibraryCall call) => new(0, "", "");

    private async Task<JsonObject> MakeAsync(BridgeWorld world)
    {
        await world.WriteProjectAsync(packages: _packages.Path);
        return JsonNode.Parse(await File.ReadAllTextAsync(Path.Combine(world.Project, "artifact.json")))!.AsObject();
    }

    private void Write(string name, string text)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(_packages.Combine(name))!);
        File.WriteAllText(_packages.Combine(name), text);
    }
}
