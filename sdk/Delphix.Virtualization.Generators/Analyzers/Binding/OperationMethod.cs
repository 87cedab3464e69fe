using Delphix.Virtualization.Operations;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Delphix.Virtualization.Generators.Analyzers.Binding;

/// <summary>A method with one of its operation attributes.</summary>
/// <param name="method">The method.</param>
/// <param name="name">The operation's name, for example <c>linked.preSnapshot</c>.</param>
/// <param name="attribute">The attribute as written.</param>
internal sealed class OperationMethod(IMethodSymbol method, string name, AttributeData attribute)
{
    public IMethodSymbol Method => method;

    public string Name => name;

    /// <summary>The method with its class, for messages.</summary>
    public string Place => $"{method.ContainingType.Name}.{method.Name}";

    /// <summary>The method with its class and its operation, for the beginning of messages.</summary>
    public string FullPlace => $"{Place} ({name})";

    /// <summary>Whether this is about the data of dSources, which a staged and a direct plugin get differently.</summary>
    public bool IsLinked => name.StartsWith("linked.", StringComparison.Ordinal);

    public bool IsMigration => name.StartsWith("upgrade.", StringComparison.Ordinal);

    /// <summary>A migration's id as written.</summary>
    public string? IdText => attribute.ConstructorArguments.Length == 1 ? attribute.ConstructorArguments[0].Value as string : null;

    /// <summary>The attribute in the source text.</summary>
    public AttributeSyntax? Attribute => attribute.ApplicationSyntaxReference?.GetSyntax() as AttributeSyntax;

    /// <summary>A migration's id in the source text.</summary>
    public SyntaxNode? IdArgument => Attribute is { ArgumentList.Arguments: [var id, ..] } ? id.Expression : Attribute;

    /// <summary>The row of the operation table for plugins of a strategy; null when they do not have the operation.</summary>
    public PluginOperation? RowFor(PluginStrategy? strategy) => OperationTable.Find(name, strategy ?? PluginStrategy.Staged);
}
