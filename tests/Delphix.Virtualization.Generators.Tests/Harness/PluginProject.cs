using System.Collections.Immutable;
using System.Reflection;
using System.Runtime.Loader;
using Delphix.Virtualization.Generators.Definitions;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Delphix.Virtualization.Generators.Tests.Harness;

/// <summary>A plugin project in memory: a stand-in for the SDK, additional files and, if need be, code of its own.</summary>
internal sealed class PluginProject
{
    private const string Sdk = """
        #pragma warning disable CS1591
        namespace Delphix.Virtualization;

        [System.AttributeUsage(System.AttributeTargets.Class)]
        public sealed class SchemaDefinitionAttribute(string name) : System.Attribute
        {
            public string Name { get; } = name;
        }

        public sealed record StagedSource<T>(T Parameters);

        public sealed record DirectSource<T>(T Parameters);

        public sealed record VirtualSource<T>(T Parameters);
        """;

    private static readonly ImmutableArray<MetadataReference> Framework =
    [
        .. ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator)
            .Where(path => Path.GetFileName(path).StartsWith("System.", StringComparison.Ordinal))
            .Select(path => MetadataReference.CreateFromFile(path)),
    ];

    // Documentation is parsed too: a plugin may treat a flaw in a generated comment as an error.
    private static readonly CSharpParseOptions Parse = CSharpParseOptions.Default.WithDocumentationMode(DocumentationMode.Diagnose);

    // All begin as this one, because then what they read of the references is read once.
    private static readonly CSharpCompilation Empty = CSharpCompilation.Create(
        "SampleAssembly",
        [CSharpSyntaxTree.ParseText(Sdk, Parse)],
        Framework,
        new CSharpCompilationOptions(
            OutputKind.DynamicallyLinkedLibrary, generalDiagnosticOption: ReportDiagnostic.Error,
            nullableContextOptions: NullableContextOptions.Enable));

    private GeneratorDriver _driver;

    public PluginProject(string? schema, string? rootNamespace = "Sample", string assemblyName = "SampleAssembly", string code = "")
        : this(schema is null ? [] : [new SchemaFile("/plugin/schemas/schema.json", schema)], rootNamespace, assemblyName, code)
    {
    }

    public PluginProject(
        IEnumerable<SchemaFile> files, string? rootNamespace = "Sample", string assemblyName = "SampleAssembly", string code = "")
    {
        Files = [.. files];
        _driver = CSharpGeneratorDriver.Create(
            [new DefinitionGenerator().AsSourceGenerator()],
            Files,
            Parse,
            new ProjectOptions(rootNamespace),
            new GeneratorDriverOptions(IncrementalGeneratorOutputKind.None, trackIncrementalGeneratorSteps: true));
        Compilation = Empty.WithAssemblyName(assemblyName).AddSyntaxTrees(CSharpSyntaxTree.ParseText(code, Parse));
    }

    public ImmutableArray<AdditionalText> Files { get; private set; }

    public CSharpCompilation Compilation { get; private set; }

    public GeneratorRunResult Run()
    {
        _driver = _driver.RunGenerators(Compilation);
        var result = _driver.GetRunResult().Results.Single();
        result.Exception.Should().BeNull();
        return result;
    }

    public IReadOnlyDictionary<string, string> Generate()
    {
        var result = Run();
        result.Diagnostics.Should().BeEmpty();
        return result.GeneratedSources.ToDictionary(source => source.HintName, source => source.SourceText.ToString());
    }

    /// <summary>Everything that the compiler reports about the project with its generated code.</summary>
    public IReadOnlyList<string> Check() =>
        [.. Complete().GetDiagnostics().Where(diagnostic => diagnostic.Severity != DiagnosticSeverity.Hidden).Select(
            diagnostic => diagnostic.ToString())];

    public Assembly Load()
    {
        using var image = new MemoryStream();
        var result = Complete().Emit(image);
        result.Diagnostics.Where(diagnostic => diagnostic.Severity != DiagnosticSeverity.Hidden).Should().BeEmpty();
        image.Position = 0;
        return new AssemblyLoadContext(name: null, isCollectible: true).LoadFromStream(image);
    }

    public void AddCode(string code) => Compilation = Compilation.AddSyntaxTrees(CSharpSyntaxTree.ParseText(code, Parse));

    public void ReplaceSchema(string schema)
    {
        var file = new SchemaFile(Files[0].Path, schema);
        _driver = _driver.ReplaceAdditionalText(Files[0], file);
        Files = Files.SetItem(0, file);
    }

    private CSharpCompilation Complete()
    {
        var sources = Run().GeneratedSources.Select(source => CSharpSyntaxTree.ParseText(source.SourceText, Parse));
        return Compilation.AddSyntaxTrees(sources);
    }
}
