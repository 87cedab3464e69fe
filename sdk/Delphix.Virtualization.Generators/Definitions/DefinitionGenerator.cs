using System.Text;
using Delphix.Virtualization.Generators.Schemas;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Text;

namespace Delphix.Virtualization.Generators.Definitions;

/// <summary>
/// Turns the plugin's <c>schema.json</c>, an <c>AdditionalFiles</c> item, into one record per definition and short names for the SDK's
/// source classes. A project without such a file gets nothing; faults of the file are reported as DVP001, DVP002, DVP004 and DVP005.
/// </summary>
[Generator(LanguageNames.CSharp)]
public sealed class DefinitionGenerator : IIncrementalGenerator
{
    private static readonly Encoding WithoutByteOrderMark = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false);

    /// <inheritdoc/>
    public void Initialize(IncrementalGeneratorInitializationContext context)
    {
        var set = context.AdditionalTextsProvider.Where(SchemaText.IsSchema).Select(SchemaText.Read)
            .WithTrackingName(TrackingNames.SchemaText)
            .Collect().Select((files, _) => DefinitionSetReader.Read(files)).WithTrackingName(TrackingNames.DefinitionSet);
        var rootNamespace = context.AnalyzerConfigOptionsProvider.Combine(
            context.CompilationProvider.Select((compilation, _) => compilation.AssemblyName))
            .Select((pair, _) => RootNamespace.Of(pair.Left, pair.Right)).WithTrackingName(TrackingNames.RootNamespace);
        var definitions = set.SelectMany((all, _) => all.Definitions).WithTrackingName(TrackingNames.Definitions);
        var aliases = set.Select((all, _) => all.Aliases);

        context.RegisterSourceOutput(definitions.Combine(rootNamespace), (output, pair) =>
            output.AddSource(pair.Left.HintName, ToSource(DefinitionWriter.Write(pair.Left, pair.Right))));
        context.RegisterSourceOutput(aliases.Combine(rootNamespace), (output, pair) =>
        {
            if (pair.Left.Count > 0)
            {
                output.AddSource(SourceAliasWriter.FileName + ".g.cs", ToSource(SourceAliasWriter.Write(pair.Left, pair.Right)));
            }
        });
        context.RegisterSourceOutput(
            set.SelectMany((all, _) => all.Diagnostics), (output, diagnostic) => output.ReportDiagnostic(diagnostic.ToDiagnostic()));
    }

    private static SourceText ToSource(string text) => SourceText.From(text, WithoutByteOrderMark);
}
