using System.Collections.Immutable;
using System.Composition;
using Delphix.Virtualization.Generators;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Delphix.Virtualization.CodeFixes;

/// <summary>Throws an exception that was only created.</summary>
[Shared]
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(ThrowFix))]
public sealed class ThrowFix : CodeFixProvider
{
    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds { get; } = [DiagnosticDescriptors.UnthrownException.Id];

    /// <inheritdoc/>
    public override FixAllProvider GetFixAllProvider() => WellKnownFixAllProviders.BatchFixer;

    /// <inheritdoc/>
    public override async Task RegisterCodeFixesAsync(CodeFixContext context)
    {
        foreach (var diagnostic in context.Diagnostics)
        {
            var creation = await DocumentEdit.FindAsync<BaseObjectCreationExpressionSyntax>(context, diagnostic).ConfigureAwait(false);
            var thrown = SyntaxFactory.Token(SyntaxKind.ThrowKeyword).WithTrailingTrivia(SyntaxFactory.Space);
            // `new X();`, `_ = new X();` and `=> new X()`. Of a local variable, its author knows where it was to be thrown.
            if (creation is { Parent: ArrowExpressionClauseSyntax })
                Offer(creation, SyntaxFactory.ThrowExpression(thrown, creation));
            else if (creation?.Parent is ExpressionStatementSyntax
                or AssignmentExpressionSyntax { Left: IdentifierNameSyntax { Identifier.Text: "_" }, Parent: ExpressionStatementSyntax })
                Offer(creation.FirstAncestorOrSelf<ExpressionStatementSyntax>()!, null);

            void Offer(SyntaxNode old, SyntaxNode? changed) => DocumentEdit.Offer(
                context, diagnostic, "Throw the exception", nameof(ThrowFix), old,
                changed ?? Statement((ExpressionStatementSyntax)old, thrown, creation.WithoutTrivia()));
        }
    }

    private static ThrowStatementSyntax Statement(ExpressionStatementSyntax old, SyntaxToken thrown, ExpressionSyntax exception) =>
        SyntaxFactory.ThrowStatement(old.AttributeLists, thrown, exception, old.SemicolonToken).WithTriviaFrom(old);
}
