using System.Collections.Concurrent;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace Delphix.Virtualization.Generators.Analyzers.Binding;

/// <summary>The classes that the code gives to <c>AddOperations&lt;T&gt;()</c>. Safe to use from several threads.</summary>
internal sealed class AddedClasses(SdkTypes sdk)
{
    private readonly ConcurrentDictionary<ISymbol, bool> _types = new(SymbolEqualityComparer.Default);

    /// <summary>The added classes as they are declared, and a type parameter when a helper method hides which class is added.</summary>
    public IEnumerable<ITypeSymbol> Types => _types.Keys.OfType<ITypeSymbol>();

    /// <summary>Takes note of a call, if it is one that adds a class.</summary>
    /// <param name="context">The call.</param>
    /// <param name="onAdded">Is called with the class and the place that names it.</param>
    public void Visit(OperationAnalysisContext context, Action<INamedTypeSymbol, Location>? onAdded = null)
    {
        var call = (IInvocationOperation)context.Operation;
        if (call.TargetMethod is not { Name: "AddOperations", TypeArguments: [var type] }
            || !SdkTypes.Same(call.TargetMethod.ContainingType, sdk.Plugin))
            return;
        _types.TryAdd(type.OriginalDefinition, true);
        var name = call.Syntax.DescendantNodes().OfType<GenericNameSyntax>()
            .LastOrDefault(name => name.Identifier.ValueText == "AddOperations");
        if (type is INamedTypeSymbol named)
            onAdded?.Invoke(named, (name?.TypeArgumentList.Arguments.FirstOrDefault() ?? call.Syntax).GetLocation());
    }

    /// <summary>The classes that declare operations but were not added, nor any class that derives from them.</summary>
    public IEnumerable<INamedTypeSymbol> ForgottenOf(PluginModel model)
    {
        if (Types.Any(type => type is ITypeParameterSymbol))
            return [];
        var withBases = Types.OfType<INamedTypeSymbol>().SelectMany(SdkTypes.WithBases).Select(type => type.OriginalDefinition);
        var known = new HashSet<ISymbol>(withBases, SymbolEqualityComparer.Default);
        return from operation in model.Operations
               let type = operation.Method.ContainingType
               where type is { TypeKind: TypeKind.Class, IsStatic: false }
               // One that cannot be created, whether or not it is added, is reported where it is declared.
               where operation.Method.IsStatic || !type.IsAbstract || model.IsBase(type)
               where known.Add(type)
               select type;
    }
}
