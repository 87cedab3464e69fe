extern alias sdk;

using System.Reflection;
using System.Runtime.Loader;
using System.Text.RegularExpressions;
using Delphix.Virtualization.Generators.Tests.Harness;
using Plugin = sdk::Delphix.Virtualization.Plugin;
using PluginDefinitionException = sdk::Delphix.Virtualization.PluginDefinitionException;
using PluginRuntime = sdk::Delphix.Virtualization.Runtime.PluginRuntime;
using PluginSchemas = sdk::Delphix.Virtualization.Schemas.PluginSchemas;
using PluginStrategy = sdk::Delphix.Virtualization.Operations.PluginStrategy;

namespace Delphix.Virtualization.Generators.Tests.Analyzers;

/// <summary>
/// What the analyzers report is what the runtime reports when it binds the same code: as many faults, for the same methods.
/// </summary>
public sealed partial class AgreementTests
{
    private const string Virtual = "VirtualSource virtualSource, RepositoryDefinition repository, SourceConfigDefinition sourceConfig";
    private const string Staged = "StagedSource stagedSource, RepositoryDefinition repository, SourceConfigDefinition sourceConfig";

    [Theory]
    [InlineData($"[Virtual.Start] public void Start({Virtual}) {{ }}", 0)]
    [InlineData(
        $"[Linked.Worker] public static async Task Watch(CancellationToken cancellationToken, {Staged}) => await Task.Delay(1, "
            + $"cancellationToken);",
        0)]
    [InlineData(
        "[Discovery.Repository] public IEnumerable<RepositoryDefinition> Find(RemoteConnection sourceConnection) { yield break; }", 0)]
    [InlineData(
        $"[Virtual.PostSnapshot] public async ValueTask<SnapshotDefinition> Describe({Virtual}) "
            + $"{{ await Task.Yield(); throw new NotSupportedException(); }}",
        0)]
    [InlineData(
        "[Upgrade.Repository(\"1.2\")] public JsonObject A(JsonObject oldRepository) => []; [Upgrade.Repository(\"1.20\")] public "
            + "JsonObject B(JsonObject oldRepository) => [];",
        0)]
    [InlineData($"[Virtual.Start] public void Start({Virtual}, string extra) {{ }}", 1)]
    [InlineData($"[Virtual.Start] public void Start({Virtual}, CancellationToken token) {{ }}", 1)]
    [InlineData($"[Virtual.Start] public void Start({Virtual}, string cancellationToken) {{ }}", 1)]
    [InlineData("[Virtual.Start] public void Start(VirtualSource virtualSource) { }", 2)]
    [InlineData(
        "[Virtual.Start] public void Start(VirtualSource<SnapshotDefinition> virtualSource, ref RepositoryDefinition repository, string "
            + "sourceConfig) { }",
        3)]
    [InlineData(
        "[Discovery.SourceConfig] public List<SourceConfigDefinition> List(RemoteConnection sourceConnection, CancellationToken "
            + "repository) => [];",
        1)]
    [InlineData(
        "[Discovery.SourceConfig] public Task<IReadOnlyList<RepositoryDefinition>> List(RemoteConnection sourceConnection, "
            + "RepositoryDefinition repository) => throw new NotSupportedException();",
        1)]
    [InlineData(
        "[Virtual.MountSpecification] public ValueTask<Mount> Mounts(VirtualSource virtualSource, RepositoryDefinition repository) => "
            + "throw new NotSupportedException();",
        1)]
    [InlineData(
        "[Virtual.Configure] public Task Configure(VirtualSource virtualSource, SnapshotDefinition snapshot, RepositoryDefinition "
            + "repository) => Task.CompletedTask;",
        1)]
    [InlineData($"[Virtual.SourceSize] public int Size({Virtual}) => 1;", 1)]
    [InlineData($"[Virtual.Status] public Task<bool> Check({Virtual}) => Task.FromResult(true);", 1)]
    [InlineData($"[Virtual.Start] public void Start({Virtual}) {{ }} [Virtual.Start] public void Again({Virtual}) {{ }}", 1)]
    [InlineData($"[Virtual.Start] internal void Start({Virtual}) {{ }}", 1)]
    [InlineData($"[Virtual.Start] public void Start<T>({Virtual}) {{ }}", 1)]
    [InlineData($"[Virtual.Start] public async void Start({Virtual}) => await Task.Yield();", 1)]
    [InlineData("[Upgrade.Snapshot(\"1.x\")] public JsonObject Odd(JsonObject oldSnapshot) => oldSnapshot;", 1)]
    [InlineData(
        "[Upgrade.Snapshot(\"1.2\")] public JsonObject A(JsonObject oldSnapshot) => []; [Upgrade.Repository(\"01.02.0\")] public "
            + "JsonObject B(JsonObject oldRepository) => [];",
        1)]
    [InlineData("[Upgrade.Repository(\"1\")] public JsonArray Migrate(RepositoryDefinition oldRepository) => [];", 2)]
    [InlineData(
        "public Ingestion(int other) : this() { } [Virtual.Start] public void Start(VirtualSource virtualSource, RepositoryDefinition "
            + "repository, SourceConfigDefinition sourceConfig) { }",
        1)]
    public Task Faults_ofAStagedPlugin_areTheRuntimesFaults(string methods, int count) =>
        AgreeAsync($"public sealed class Ingestion {{ public Ingestion() {{ }} {methods} }}", PluginStrategy.Staged, count);

    [Theory]
    [InlineData($"[Linked.StartStaging] public void Stage({Staged}) {{ }}")]
    [InlineData($"[Linked.Worker] public void Watch({Staged}) {{ }}")]
    public Task Faults_ofADirectPlugin_areTheRuntimesFaults(string methods) =>
        AgreeAsync($"public sealed class Ingestion {{ {methods} }}", PluginStrategy.Direct, 1);

    [Theory]
    [InlineData("public sealed class Ingestion(List<string> names)", 1)]
    [InlineData("public sealed class Ingestion(ILibs names, ILogger<string> logger, TimeProvider time)", 0)]
    [InlineData("public abstract class Ingestion(ILibs names)", 1)]
    public Task Faults_of_a_class_are_the_runtimes_faults(string declaration, int count) =>
        AgreeAsync(
            $"#pragma warning disable CS9113\n{declaration} {{ [Virtual.Start] public void Start({Virtual}) {{ }} }}",
            PluginStrategy.Staged, count);

    [Theory]
    [InlineData(
        "VirtualSource source, RepositoryDefinition repository, SourceConfigDefinition sourceConfig", "[Virtual.Start]",
        PluginStrategy.Staged)]
    [InlineData(
        "DirectSource directSource, RepositoryDefinition repository, SourceConfigDefinition sourceConfig, SnapshotParametersDefinition? "
            + "optionalSnapshotParameters",
        "[Linked.PreSnapshot]", PluginStrategy.Staged)]
    public async Task Parameter_that_stands_for_another_is_one_fault_here_and_two_there(
        string parameters, string attribute, PluginStrategy strategy)
    {
        var code = Code($"public sealed class Ingestion {{ {attribute} public void Run({parameters}) {{ }} }}", strategy);

        (await code.LinesAsync()).Should().ContainSingle();
        Bind(code, strategy).Should().HaveCount(2);
    }

    private static async Task AgreeAsync(string source, PluginStrategy strategy, int count)
    {
        var code = Code(source, strategy);

        var reported = (await code.DiagnosticsAsync()).Select(diagnostic => diagnostic.GetMessage()).ToList();
        var faults = Bind(code, strategy);

        reported.Should().HaveCount(count);
        reported.Select(PlaceOf).Should().BeEquivalentTo(faults.Select(PlaceOf), "the runtime says {0}", string.Join(" / ", faults));
    }

    private static AnalyzedCode Code(string source, PluginStrategy strategy) =>
        new([("Code.cs", source), ("Uses.cs", AnalyzedCode.Adding("Ingestion"))], $"pluginType: {strategy.ToString().ToUpperInvariant()}");

    private static IReadOnlyList<string> Bind(AnalyzedCode code, PluginStrategy strategy)
    {
        using var image = new MemoryStream();
        code.Compilation.Emit(image).Success.Should().BeTrue();
        image.Position = 0;
        var type = new AssemblyLoadContext(name: null, isCollectible: true).LoadFromStream(image).GetType("Ingestion", throwOnError: true)!;
        var plugin = new Plugin();
        typeof(Plugin).GetMethod(nameof(Plugin.AddOperations), BindingFlags.Public | BindingFlags.Instance)!.MakeGenericMethod(type)
            .Invoke(plugin, null);
        var schemas = PluginSchemas.Parse(SchemaSamples.FromRepository("schema.json"));
        try
        {
            _ = new PluginRuntime(plugin, strategy, schemas);
            return [];
        }
        catch (PluginDefinitionException e)
        {
            return e.Faults;
        }
    }

    // "Class.Method (operation)" or "Class", and for parameters their name.
    private static string PlaceOf(string fault) => Place().Replace(Place().Match(fault).Value, "$1 $2");

    [GeneratedRegex(@"^([^:]+): (?:(?:the parameter|there is no parameter) '(\w+)')?")]
    private static partial Regex Place();
}
