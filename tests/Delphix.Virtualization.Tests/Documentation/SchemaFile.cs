extern alias generators;

using System.Text;
using generators::Delphix.Virtualization.Generators.Definitions;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Text;

namespace Delphix.Virtualization.Tests.Documentation;

/// <summary>A schema file of a plugin project, and what the source generator makes of it.</summary>
internal sealed class SchemaFile(string json) : AdditionalText
{
    /// <summary>The namespace of the generated classes.</summary>
    internal const string Namespace = "Sample";

    /// <summary>The schema file that schemas.md shows, whose classes all examples use.</summary>
    internal static SchemaFile OfThePages { get; } =
        new(
            Markdown.Fences(RepositoryFiles.Read("docs/reference/schemas.md"), "json")
                .First(fence => fence.Heading == "From schema to classes").Text);

    public override string Path => "schema.json";

    internal string Json => json;

    public override SourceText GetText(CancellationToken cancellationToken = default) => SourceText.From(json, Encoding.UTF8);

    /// <summary>The generated files by name.</summary>
    internal Dictionary<string, string> Generate() =>
        Run().GeneratedSources.ToDictionary(source => source.HintName, source => source.SourceText.ToString());

    /// <summary>What the generator reports.</summary>
    internal IReadOnlyList<string> Faults() =>
        [.. Run().Diagnostics.Select(fault => $"{fault.Id}: {fault.GetMessage(System.Globalization.CultureInfo.InvariantCulture)}")];

    private GeneratorRunResult Run() => CSharpGeneratorDriver.Create([new DefinitionGenerator().AsSourceGenerator()], [this])
        .RunGenerators(CSharpCompilation.Create(Namespace)).GetRunResult().Results.Single();
}
