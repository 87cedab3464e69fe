using Microsoft.CodeAnalysis;

namespace Delphix.Virtualization.Generators.Analyzers.Binding;

/// <summary>Checks that the runtime can create an operation class.</summary>
internal sealed class ClassCheck(PluginModel model, SdkTypes sdk)
{
    private readonly OperationTypes _types = new(sdk);
    private readonly string? _sdkAssembly = sdk.OperationAttribute.ContainingAssembly?.Name;

    /// <summary>The operations of a type with those that it inherits, also from other assemblies.</summary>
    public IEnumerable<OperationMethod> OperationsOf(INamedTypeSymbol type) =>
        SdkTypes.WithBases(type.OriginalDefinition).Where(MayHaveOperations)
            .SelectMany(candidate => candidate.OriginalDefinition.GetMembers().OfType<IMethodSymbol>())
            .SelectMany(method => OperationAttributes.Of(method, sdk));

    /// <summary>Checks a class where it is declared. One that others derive from need not be usable by itself.</summary>
    public void Declared(INamedTypeSymbol type, Action<Diagnostic> report)
    {
        if (OperationsOf(type).Any() && !model.IsBase(type))
            Check(type, at: null, report);
    }

    /// <summary>Checks a class that is given to AddOperations, unless that is done where it is declared.</summary>
    public void Added(INamedTypeSymbol type, Location at, Action<Diagnostic> report)
    {
        if ((!type.Locations.Any(location => location.IsInSource) || model.IsBase(type)) && OperationsOf(type).Any())
            Check(type, at, report);
    }

    private void Check(INamedTypeSymbol type, Location? at, Action<Diagnostic> report)
    {
        if (type.TypeKind != TypeKind.Class)
            ReportUnusable(
                type, at, $"be a class: AddOperations cannot take {(type.TypeKind == TypeKind.Interface ? "an interface" : "a struct")}",
                report);
        else if (type.IsStatic)
            ReportUnusable(type, at, "not be static: AddOperations cannot take a static class", report);
        else if (OperationsOf(type).Any(operation => !operation.Method.IsStatic))
            CheckConstructor(type, at, report);
    }

    private void CheckConstructor(INamedTypeSymbol type, Location? at, Action<Diagnostic> report)
    {
        var constructors = type.InstanceConstructors.Where(constructor => constructor.DeclaredAccessibility == Accessibility.Public)
            .ToList();
        if (type.IsAbstract || constructors.Count != 1)
        {
            ReportUnusable(type, at, "have exactly one public constructor, and not be abstract", report);
            return;
        }

        foreach (var unknown in constructors[0].Parameters.Where(parameter => !_types.IsOffered(parameter.Type)))
        {
            var place = at ?? Locations.OfType(unknown);
            report(
                Diagnostic.Create(
                    DiagnosticDescriptors.UnknownService, place, type.Name, OperationTypes.NameOf(unknown.Type), unknown.Name));
        }
    }

    private static void ReportUnusable(INamedTypeSymbol type, Location? at, string rule, Action<Diagnostic> report) =>
        report(Diagnostic.Create(DiagnosticDescriptors.UnusableClass, at ?? Locations.OfName(type), type.Name, rule));

    // A type of another assembly, such as Exception, is examined only if that assembly references the SDK.
    private bool MayHaveOperations(INamedTypeSymbol type) =>
        type.Locations.Any(location => location.IsInSource)
        || (type.ContainingModule is { } module && module.ReferencedAssemblies.Any(assembly => assembly.Name == _sdkAssembly));
}
