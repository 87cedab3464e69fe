using System.Collections.Immutable;
using Microsoft.CodeAnalysis;

namespace Delphix.Virtualization.Generators.Analyzers.Binding;

/// <summary>Which operation an attribute stands for: <c>Linked.PreSnapshotAttribute</c> is <c>linked.preSnapshot</c>.</summary>
internal static class OperationAttributes
{
    private const string Suffix = "Attribute";

    /// <summary>The operations that a method's own attributes make it.</summary>
    public static ImmutableArray<OperationMethod> Of(IMethodSymbol method, SdkTypes sdk) =>
        [.. from attribute in method.GetAttributes()
            where SdkTypes.WithBases(attribute.AttributeClass).Any(type => SdkTypes.Same(type, sdk.OperationAttribute))
            let name = NameOf(attribute.AttributeClass!)
            where name is not null
            select new OperationMethod(method, name, attribute)];

    /// <summary>How the attribute of an operation is written: <c>[Linked.PreSnapshot]</c>.</summary>
    public static string Write(string operation) =>
        $"[{string.Join(".", operation.Split('.').Select(word => char.ToUpperInvariant(word[0]) + word.Substring(1)))}]";

    private static string? NameOf(INamedTypeSymbol attribute) =>
        attribute is { ContainingType: { } group, Name: var name }
            && name.EndsWith(Suffix, StringComparison.Ordinal)
            && name.Length > Suffix.Length
            ? $"{CamelCase(group.Name)}.{CamelCase(name.Substring(0, name.Length - Suffix.Length))}"
            : null;

    private static string CamelCase(string name) => char.ToLowerInvariant(name[0]) + name.Substring(1);
}
