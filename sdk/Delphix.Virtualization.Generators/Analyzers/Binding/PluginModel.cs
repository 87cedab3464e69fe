using System.Collections.Immutable;
using Delphix.Virtualization.Operations;
using Microsoft.CodeAnalysis;

namespace Delphix.Virtualization.Generators.Analyzers.Binding;

/// <summary>All operations that a compilation declares, in the order of its source text.</summary>
internal sealed class PluginModel
{
    private readonly ILookup<ISymbol, OperationMethod> _byMethod;
    private readonly Dictionary<OperationMethod, OperationMethod> _earlier = [];
    private readonly HashSet<ISymbol> _bases = new(SymbolEqualityComparer.Default);

    /// <summary>Reads a compilation.</summary>
    /// <param name="compilation">The compilation.</param>
    /// <param name="sdk">The types that it knows.</param>
    /// <param name="configured">The strategy that plugin_config.yml says; null when it is not known.</param>
    public PluginModel(Compilation compilation, SdkTypes sdk, PluginStrategy? configured)
    {
        var types = TypesIn(compilation.Assembly.GlobalNamespace).ToList();
        foreach (var type in types)
            _bases.UnionWith(SdkTypes.WithBases(type.BaseType).Select(parent => parent.OriginalDefinition));
        var methods = types.SelectMany(type => type.GetMembers().OfType<IMethodSymbol>());
        Operations = InSourceOrder(compilation, methods.SelectMany(method => OperationAttributes.Of(method, sdk)));
        _byMethod = Operations.ToLookup(operation => (ISymbol)operation.Method, SymbolEqualityComparer.Default);
        Strategy = StrategyEvidence.Find(configured, Operations, sdk);
        FindDuplicates();
    }

    public ImmutableArray<OperationMethod> Operations { get; }

    /// <summary>Whether the plugin is staged or direct, and how that is known; null when it is not.</summary>
    public StrategyEvidence? Strategy { get; }

    /// <summary>The operations that a method is.</summary>
    public IEnumerable<OperationMethod> Of(IMethodSymbol method) => _byMethod[method];

    /// <summary>The earlier method that has the same operation or, for migrations, the same id; null when there is none.</summary>
    public OperationMethod? EarlierThan(OperationMethod operation) => _earlier.TryGetValue(operation, out var earlier) ? earlier : null;

    /// <summary>Whether another class of the compilation derives from this one, so that it need not be usable by itself.</summary>
    public bool IsBase(INamedTypeSymbol type) => _bases.Contains(type.OriginalDefinition);

    private static IEnumerable<INamedTypeSymbol> TypesIn(INamespaceOrTypeSymbol container) =>
        container.GetMembers().OfType<INamespaceOrTypeSymbol>().SelectMany(member =>
            member is INamedTypeSymbol type ? TypesIn(type).Prepend(type) : TypesIn(member));

    private static ImmutableArray<OperationMethod> InSourceOrder(Compilation compilation, IEnumerable<OperationMethod> operations)
    {
        var found = operations.ToList();
        var trees = compilation.SyntaxTrees.Select((tree, index) => (tree, index)).ToDictionary(pair => pair.tree, pair => pair.index);
        return [.. from operation in found
                   let attribute = operation.Attribute
                   where attribute is not null
                   orderby trees[attribute.SyntaxTree], attribute.SpanStart
                   select operation];
    }

    private void FindDuplicates()
    {
        var operations = new Dictionary<string, OperationMethod>();
        var migrations = new Dictionary<MigrationId, OperationMethod>();
        foreach (var operation in Operations.Where(operation => operation.RowFor(Strategy?.Strategy) is not null))
        {
            if (!operation.IsMigration)
                Register(operations, operation.Name, operation);
            else if (MigrationId.TryParse(operation.IdText, out var id))
                Register(migrations, id, operation);
        }
    }

    private void Register<TKey>(Dictionary<TKey, OperationMethod> known, TKey key, OperationMethod operation)
        where TKey : notnull
    {
        if (!known.TryGetValue(key, out var earlier))
            known.Add(key, operation);
        else if (!Overrides(operation.Method, earlier.Method) && !Overrides(earlier.Method, operation.Method))
            _earlier.Add(operation, earlier);
    }

    // A method and the one that it overrides are one to the runtime.
    private static bool Overrides(IMethodSymbol method, IMethodSymbol other)
    {
        for (var overridden = method.OverriddenMethod; overridden is not null; overridden = overridden.OverriddenMethod)
        {
            if (SymbolEqualityComparer.Default.Equals(overridden.OriginalDefinition, other.OriginalDefinition))
                return true;
        }

        return false;
    }
}
