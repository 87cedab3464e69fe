using System.Collections.Immutable;
using Delphix.Virtualization.Generators.Analyzers.Binding;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

namespace Delphix.Virtualization.Generators.Analyzers;

/// <summary>Reports, while the author types, what the runtime reports when it binds a plugin's operations.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class OperationAnalyzer : DiagnosticAnalyzer
{
    /// <inheritdoc/>
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } =
    [
        DiagnosticDescriptors.UnknownParameter,
        DiagnosticDescriptors.MissingParameter,
        DiagnosticDescriptors.WrongParameterType,
        DiagnosticDescriptors.WrongReturnType,
        DiagnosticDescriptors.MisnamedCancellationToken,
        DiagnosticDescriptors.DuplicateOperation,
        DiagnosticDescriptors.WrongStrategy,
        DiagnosticDescriptors.MixedStrategies,
        DiagnosticDescriptors.MissingOperation,
        DiagnosticDescriptors.MalformedMigrationId,
        DiagnosticDescriptors.DuplicateMigrationId,
        DiagnosticDescriptors.NonPublicOperation,
        DiagnosticDescriptors.AsyncVoidOperation,
        DiagnosticDescriptors.GenericOperation,
        DiagnosticDescriptors.UnusableClass,
        DiagnosticDescriptors.UnknownService,
        DiagnosticDescriptors.ForgottenClass,
    ];

    /// <inheritdoc/>
    public override void Initialize(AnalysisContext context)
    {
        context.EnableConcurrentExecution();
        context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.None);
        context.RegisterCompilationStartAction(start =>
        {
            if (SdkTypes.Find(start.Compilation) is { Plugin: not null } sdk)
                Register(start, sdk);
        });
    }

    private static void Register(CompilationStartAnalysisContext start, SdkTypes sdk)
    {
        var strategy = PluginConfigFile.ReadStrategy(start.Options.AdditionalFiles, start.CancellationToken);
        // Read once, when a symbol asks for it first. PublicationOnly, because other modes would keep an exception of a cancelled run.
        var model = new Lazy<PluginModel>(() => new PluginModel(start.Compilation, sdk, strategy), LazyThreadSafetyMode.PublicationOnly);
        var added = new AddedClasses(sdk);

        start.RegisterSymbolAction(symbol =>
        {
            var check = new MethodCheck(model.Value, sdk, symbol.ReportDiagnostic);
            foreach (var operation in model.Value.Of((IMethodSymbol)symbol.Symbol))
                check.Run(operation);
        }, SymbolKind.Method);
        start.RegisterSymbolAction(
            symbol => new ClassCheck(model.Value, sdk)
                .Declared((INamedTypeSymbol)symbol.Symbol, symbol.ReportDiagnostic), SymbolKind.NamedType);
        start.RegisterOperationAction(
            call => added.Visit(call, (type, location) => new ClassCheck(model.Value, sdk).Added(type, location, call.ReportDiagnostic)),
            OperationKind.Invocation);
        start.RegisterSymbolStartAction(type => EntryPointCheck.Start(type, model, sdk), SymbolKind.NamedType);
        start.RegisterCompilationEndAction(end =>
        {
            foreach (var forgotten in added.ForgottenOf(model.Value))
                end.ReportDiagnostic(Diagnostic.Create(DiagnosticDescriptors.ForgottenClass, Locations.OfName(forgotten), forgotten.Name));
        });
    }
}
