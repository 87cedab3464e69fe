extern alias sdk;

using System.Collections.Immutable;
using Delphix.Virtualization.Generators.Analyzers;
using Delphix.Virtualization.Generators.Definitions;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;

namespace Delphix.Virtualization.Generators.Tests.Harness;

/// <summary>A plugin project in memory with the real SDK, the definitions of the repository's schema, and the analyzers.</summary>
internal sealed class AnalyzedCode
{
    private const string Usings = """
        global using System;
        global using System.Collections.Generic;
        global using System.IO;
        global using System.Linq;
        global using System.Text.Json.Nodes;
        global using System.Threading;
        global using System.Threading.Tasks;
        global using Delphix.Virtualization;
        global using Microsoft.Extensions.Logging;
        """;

    private static readonly CSharpParseOptions Parse = CSharpParseOptions.Default.WithDocumentationMode(DocumentationMode.None);

    /// <summary>The framework, the SDK and what its classes show of other packages, and what the reference plugin uses.</summary>
    public static readonly ImmutableArray<MetadataReference> References =
    [
        .. ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator)
            .Where(
                path => Path.GetFileName(path) is var name
                    && (
                        name.StartsWith("System.", StringComparison.Ordinal)
                            || name is "netstandard.dll" or "Microsoft.Extensions.Logging.Abstractions.dll" or "Polly.Core.dll"))
            .Append(typeof(sdk::Delphix.Virtualization.Plugin).Assembly.Location).Select(path => MetadataReference.CreateFromFile(path)),
    ];

    /// <summary>Global usings and generated definitions, by file name.</summary>
    public static readonly IReadOnlyDictionary<string, string> Generated = Generate();

    private static readonly ImmutableArray<SyntaxTree> GeneratedTrees = [.. Generated.Select(
        file => CSharpSyntaxTree.ParseText(file.Value, Parse, file.Key))];

    // All begin as this one, because then what they read of the references is read once.
    private static readonly CSharpCompilation Empty = CSharpCompilation.Create(
        "Plugin", [], References, new CSharpCompilationOptions(
            OutputKind.DynamicallyLinkedLibrary, nullableContextOptions: NullableContextOptions.Enable, concurrentBuild: false));

    private readonly ImmutableArray<SyntaxTree> _sources;
    private readonly ImmutableArray<AdditionalText> _files;

    public AnalyzedCode(params IEnumerable<string> sources)
        : this(sources.Select((source, index) => ($"Code{index}.cs", source)))
    {
    }

    public AnalyzedCode(IEnumerable<(string Path, string Text)> sources, string? config = null, IEnumerable<SyntaxTree>? generated = null)
    {
        _files = config is null ? [] : [new SchemaFile("/project/plugin_config.yml", config)];
        _sources = [.. sources.Select(source => CSharpSyntaxTree.ParseText(source.Text, Parse, source.Path))];
        Compilation = Empty.AddSyntaxTrees([.. _sources, .. generated ?? GeneratedTrees]);
    }

    public CSharpCompilation Compilation { get; }

    /// <summary>The diagnostics of a class that is added to a plugin.</summary>
    public static Task<IReadOnlyList<string>> OfClassAsync(string code, string? config = null) =>
        new AnalyzedCode([("Code.cs", code), ("Uses.cs", Adding("Ingestion"))], config).LinesAsync();

    /// <summary>The diagnostics of a method in a class that is added to a plugin.</summary>
    public static Task<IReadOnlyList<string>> OfMethodAsync(string code, string? config = null) => OfClassAsync(InClass(code), config);

    public static string InClass(string method) => $$"""
        public sealed class Ingestion(ILibs libs)
        {
            private ILibs Libs => libs;

        {{method}}
        }
        """;

    public static string Adding(params string[] classes) =>
        "internal static class Uses { internal static object Plugin() => new Plugin()"
            + $"{string.Concat(classes.Select(name => $".AddOperations<{name}>()"))}; }}";

    /// <summary>Severity, id, highlighted text and message of all diagnostics of the SDK, in the order of the source text.</summary>
    public async Task<IReadOnlyList<string>> LinesAsync(bool mayHaveErrors = false) =>
        [.. (await DiagnosticsAsync(mayHaveErrors)).Select(Line)];

    public async Task<ImmutableArray<Diagnostic>> DiagnosticsAsync(bool mayHaveErrors = false)
    {
        if (!mayHaveErrors)
            _sources.SelectMany(source => Compilation.GetSemanticModel(source).GetDiagnostics())
                .Where(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error).Should().BeEmpty();
        var faults = new List<Exception>();
        var options = new CompilationWithAnalyzersOptions(
            new AnalyzerOptions(_files), (fault, _, _) => faults.Add(fault), concurrentAnalysis: true, logAnalyzerExecutionTime: false);
        var found = await Compilation.WithAnalyzers([new OperationAnalyzer(), new CommandAnalyzer(), new UserExceptionAnalyzer()], options)
            .GetAnalyzerDiagnosticsAsync();
        faults.Should().BeEmpty();
        return [.. found
            .OrderBy(diagnostic => diagnostic.Location.SourceTree?.FilePath, StringComparer.Ordinal)
            .ThenBy(diagnostic => diagnostic.Location.SourceSpan.Start)
            .ThenBy(diagnostic => diagnostic.Id)];
    }

    private static string Line(Diagnostic diagnostic)
    {
        var text = diagnostic.Location.SourceTree!.GetText().ToString(diagnostic.Location.SourceSpan);
        return $"{diagnostic.Severity.ToString().ToLowerInvariant()} {diagnostic.Id} at `{text}`: {diagnostic.GetMessage()}";
    }

    private static Dictionary<string, string> Generate()
    {
        var project = CSharpCompilation.Create("Definitions");
        var result = CSharpGeneratorDriver.Create(
            [new DefinitionGenerator().AsSourceGenerator()], [new SchemaFile("schema.json", SchemaSamples.FromRepository("schema.json"))],
            Parse, new ProjectOptions("DirectoryPlugin")).RunGenerators(project).GetRunResult();
        return result.Results.Single().GeneratedSources.ToDictionary(source => source.HintName, source => source.SourceText.ToString())
            .Append(new("Usings.g.cs", Usings)).Append(new("Definitions.g.cs", "global using DirectoryPlugin;")).ToDictionary();
    }
}
