using System.Collections.Immutable;
using System.Composition;
using System.Globalization;
using Delphix.Virtualization.Generators;
using Delphix.Virtualization.Generators.Analyzers;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Delphix.Virtualization.CodeFixes;

/// <summary>Adds a parameter that an operation lacks, in the documented order and before the CancellationToken.</summary>
[Shared]
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(MissingParameterFix))]
public sealed class MissingParameterFix : NodeFix<MethodDeclarationSyntax>
{
    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds { get; } = [DiagnosticDescriptors.MissingParameter.Id];

    /// <inheritdoc/>
    public override FixAllProvider? GetFixAllProvider() => new OneAfterTheOther<MethodDeclarationSyntax>(
        "Add all missing parameters",
        async (document, node, diagnostic, cancellationToken) =>
        {
            var list = node.ParameterList;
            return (await ReplaceAsync(document, list, Insert(list, diagnostic), cancellationToken).ConfigureAwait(false)).Project.Solution;
        });

    /// <inheritdoc/>
    private protected override void Register(CodeFixContext context, Diagnostic diagnostic, MethodDeclarationSyntax node)
    {
        var name = diagnostic.Properties[FixProperties.Name];
        var list = node.ParameterList;
        Offer(context, diagnostic, $"Add the parameter '{name}'", nameof(MissingParameterFix), list, Insert(list, diagnostic));
    }

    // Separators and line breaks are copied from the list, so that a list with one parameter per line stays one.
    private static ParameterListSyntax Insert(ParameterListSyntax list, Diagnostic diagnostic)
    {
        var (name, type) = (diagnostic.Properties[FixProperties.Name]!, diagnostic.Properties[FixProperties.Type]!);
        var parameters = list.Parameters;
        var index = Math.Min(int.Parse(diagnostic.Properties[FixProperties.Index]!, CultureInfo.InvariantCulture), parameters.Count);
        var added = SyntaxFactory.Parameter(SyntaxFactory.Identifier(name))
            .WithType(SyntaxFactory.ParseTypeName(type).WithTrailingTrivia(SyntaxFactory.Space));
        if (parameters.Count == 0)
            return list.WithParameters(parameters.Add(added));
        var neighbour = parameters[Math.Min(index, parameters.Count - 1)];
        var separators = parameters.GetSeparators().ToList();
        var separator = separators.Count > 0
            ? separators[0]
            : SyntaxFactory.Token(SyntaxKind.CommaToken).WithTrailingTrivia(SyntaxFactory.Space);
        separators.Insert(Math.Min(index, separators.Count), separator);
        return list.WithParameters(
            SyntaxFactory.SeparatedList(parameters.Insert(index, added.WithLeadingTrivia(neighbour.GetLeadingTrivia())), separators));
    }
}
