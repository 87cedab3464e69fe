using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Delphix.Virtualization.Generators.Analyzers.Binding;

/// <summary>The exact places of diagnostics in the source text.</summary>
internal static class Locations
{
    /// <summary>The name of a member, a type or a parameter.</summary>
    public static Location OfName(ISymbol symbol) => symbol.Locations.FirstOrDefault(location => location.IsInSource) ?? Location.None;

    /// <summary>A parameter's type.</summary>
    public static Location OfType(IParameterSymbol parameter) =>
        SyntaxOf<ParameterSyntax>(parameter)?.Type?.GetLocation() ?? OfName(parameter);

    /// <summary>A method's return type.</summary>
    public static Location OfReturnType(IMethodSymbol method) =>
        SyntaxOf<MethodDeclarationSyntax>(method)?.ReturnType.GetLocation() ?? OfName(method);

    /// <summary>A method's list of type parameters.</summary>
    public static Location OfTypeParameters(IMethodSymbol method) =>
        SyntaxOf<MethodDeclarationSyntax>(method)?.TypeParameterList?.GetLocation() ?? OfName(method);

    private static T? SyntaxOf<T>(ISymbol symbol)
        where T : SyntaxNode => symbol.DeclaringSyntaxReferences.FirstOrDefault()?.GetSyntax() as T;
}
