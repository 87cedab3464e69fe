using Delphix.Virtualization.Operations;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

namespace Delphix.Virtualization.Generators.Analyzers.Binding;

/// <summary>
/// Says of a static property or field of the type Plugin, which can be a plugin's entry point, which required operations are missing.
/// </summary>
internal static class EntryPointCheck
{
    public static void Start(SymbolStartAnalysisContext context, Lazy<PluginModel> model, SdkTypes sdk)
    {
        var members = ((INamedTypeSymbol)context.Symbol).GetMembers().Where(member => IsEntryPoint(member, sdk)).ToList();
        if (members.Count == 0)
            return;
        var added = new AddedClasses(sdk);
        context.RegisterOperationAction(call => added.Visit(call), OperationKind.Invocation);
        context.RegisterSymbolEndAction(end =>
        {
            var missing = Missing(model.Value, added, new ClassCheck(model.Value, sdk));
            if (missing.Length == 0)
                return;
            foreach (var member in members)
                end.ReportDiagnostic(Diagnostic.Create(DiagnosticDescriptors.MissingOperation, Locations.OfName(member), missing));
        });
    }

    private static bool IsEntryPoint(ISymbol member, SdkTypes sdk) => member switch
    {
        IPropertySymbol { IsStatic: true } property => SdkTypes.Same(property.Type, sdk.Plugin),
        IFieldSymbol { IsStatic: true, IsImplicitlyDeclared: false } field => SdkTypes.Same(field.Type, sdk.Plugin),
        _ => false,
    };

    // Classes of other assemblies count when they are added here; those of the project always, as a forgotten one is reported itself.
    private static string Missing(PluginModel model, AddedClasses added, ClassCheck classes)
    {
        var names = new HashSet<string>(
            model.Operations.Concat(added.Types.OfType<INamedTypeSymbol>().SelectMany(classes.OperationsOf))
                .Select(operation => operation.Name), StringComparer.Ordinal);
        PluginStrategy[] strategies = model.Strategy is { } known ? [known.Strategy] : [PluginStrategy.Staged, PluginStrategy.Direct];
        var missing = OperationTable.All.Where(row => row.IsRequired && !names.Contains(row.Name)).Select(row => row.Name).Distinct()
            .Where(name => strategies.All(strategy => OperationTable.Find(name, strategy) is not null));
        return string.Join(", ", missing.Select(OperationAttributes.Write));
    }
}
