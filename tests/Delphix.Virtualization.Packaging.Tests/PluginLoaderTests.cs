using System.Reflection;
using System.Reflection.Emit;
using System.Runtime.Loader;
using System.Text.Json.Nodes;
using Delphix.Virtualization.Operations;
using Delphix.Virtualization.Runtime;
using Moq;

namespace Delphix.Virtualization.Packaging.Tests;

[Collection(nameof(BuiltPlugin))]
public sealed class PluginLoaderTests(BuiltPlugin plugin) : IDisposable
{
    private readonly TempDirectory _directory = new();

    [Theory]
    [InlineData(
        "Sample.Nowhere:Plugin", "no type Sample.Nowhere in Sample", "Sample.Runner:Field, Sample.Runner:Null, Sample.Runner:Plugin")]
    [InlineData("Sample.Runner:Plugins", "no property or field Plugins", "Sample.Runner:Plugin")]
    [InlineData("Sample.Runner:Text", "is of the type String", "Delphix.Virtualization.Plugin")]
    [InlineData("Sample.Runner:OfInstance", "not a static property", "public static Plugin OfInstance")]
    [InlineData("Sample.Runner:Null", "is null", "where it is declared")]
    [InlineData("Sample.Throwing:Plugin", "Discovering was added to the plugin before", "when its entry point is initialized")]
    [InlineData("Sample.Runner", "not an entry point", "Namespace.Type:Member")]
    public void Load_wrong_entry_point_says_what_is_wrong_and_what_to_do(string entryPoint, string message, string action)
    {
        var act = () => PluginLoader.Load(plugin.CodeDirectory, entryPoint);

        var exception = act.Should().Throw<PluginLoadException>().Which;
        exception.Message.Should().Contain(message);
        exception.Action.Should().Contain(action);
    }

    [Fact]
    public void Load_class_that_throws_keeps_the_cause()
    {
        var act = () => PluginLoader.Load(plugin.CodeDirectory, "Sample.Throwing:Plugin");

        act.Should().Throw<PluginLoadException>().WithInnerException<ArgumentException>();
    }

    [Theory]
    [InlineData("Sample.Runner:Plugin")]
    [InlineData("Sample.Runner:Field")]
    public void Load_property_or_field_gives_a_plugin_of_the_hosts_type(string entryPoint)
    {
        var loaded = PluginLoader.Load(plugin.CodeDirectory, entryPoint);

        loaded.Should().BeOfType<Plugin>();
    }

    [Fact]
    public async Task Load_plugin_with_its_own_libraries_runs_with_them()
    {
        var loaded = PluginLoader.Load(plugin.CodeDirectory, "Sample.Runner:Plugin");
        var runtime = new PluginRuntime(loaded, PluginStrategy.Staged, plugin.Result.Artifact.ReadSchemas());

        var response = await runtime.InvokeAsync("discovery.repository", Request(), Mock.Of<ILibs>());

        response.ToJsonString().Should().Contain("Line: 1");
        var own = AssemblyLoadContext.All.Where(context => context.Name == "Sample").SelectMany(context => context.Assemblies);
        own.Select(assembly => assembly.GetName().Name).Should().Contain((string[])["Sample", "YamlDotNet"])
            .And.NotContain((string[])["Delphix.Virtualization", "NJsonSchema", "Newtonsoft.Json"]);
    }

    [Fact]
    public void Load_holds_no_file_open()
    {
        CopyCode();
        var loaded = PluginLoader.Load(_directory.File("code"), "Sample.Runner:Plugin");

        foreach (var file in Directory.GetFiles(_directory.File("code")))
        {
            using var exclusive = new FileStream(file, FileMode.Open, FileAccess.ReadWrite, FileShare.None);
        }
    }

    [Fact]
    public void Load_without_deps_file_finds_the_assembly_among_others()
    {
        CopyCode();
        File.Delete(_directory.File("code/Sample.deps.json"));
        _directory.Write("code/Native.dll", "not managed code");

        var loaded = PluginLoader.Load(_directory.File("code"), "Sample.Runner:Plugin");

        loaded.Should().NotBeNull();
    }

    [Fact]
    public void Load_broken_deps_file_says_so()
    {
        CopyCode();
        _directory.Write("code/Sample.deps.json", "{");

        var act = () => PluginLoader.Load(_directory.File("code"), "Sample.Runner:Plugin");

        act.Should().Throw<PluginLoadException>().Which.Message.Should().Contain("Sample.dll cannot be loaded");
    }

    [Fact]
    public void Load_empty_or_missing_directory_says_so()
    {
        var empty = () => PluginLoader.Load(_directory.Path, "A:B");
        var missing = () => PluginLoader.Load(_directory.File("none"), "A:B");

        empty.Should().Throw<PluginLoadException>().Which.Message.Should().Contain("no plugin code");
        missing.Should().Throw<PluginLoadException>().Which.Message.Should().Contain("does not exist");
    }

    [Fact]
    public void Load_code_for_a_later_sdk_says_both_versions()
    {
        WritePluginOfSdk(new Version(99, 0, 0, 0), _directory.File("Later.dll"));

        var act = () => PluginLoader.Load(_directory.Path, "Later.Runner:Plugin");

        act.Should().Throw<PluginLoadException>().Which.Message.Should()
            .Contain("Delphix.Virtualization 99.0.0.0").And.Contain("later than the 2.0.0.0");
    }

    public void Dispose() => _directory.Dispose();

    private static JsonObject Request() => (JsonObject)JsonNode.Parse(
        """
        {
          "sourceConnection": {
            "environment": { "name": "e", "reference": "E-1", "host": { "name": "h", "reference": "H-1", "binaryPath": "/b", "scratchPath": "/s" } },
            "user": { "name": "u", "reference": "U-1" }
          }
        }
        """)!;

    private void CopyCode()
    {
        Directory.CreateDirectory(_directory.File("code"));
        foreach (var file in Directory.GetFiles(plugin.CodeDirectory))
            File.Copy(file, _directory.File($"code/{Path.GetFileName(file)}"));
    }

    private static void WritePluginOfSdk(Version version, string path)
    {
        var sdk = new PersistedAssemblyBuilder(new AssemblyName("Delphix.Virtualization") { Version = version }, typeof(object).Assembly);
        var pluginType = sdk.DefineDynamicModule("sdk").DefineType("Delphix.Virtualization.Plugin", TypeAttributes.Public);
        pluginType.CreateType();
        var assembly = new PersistedAssemblyBuilder(new AssemblyName("Later"), typeof(object).Assembly);
        var runner = assembly.DefineDynamicModule("later").DefineType("Later.Runner", TypeAttributes.Public);
        runner.DefineField("Plugin", pluginType, FieldAttributes.Public | FieldAttributes.Static);
        runner.CreateType();
        assembly.Save(path);
    }
}
