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
public sealed class ThrowFix : NodeFix<BaseObjectCreationExpressionSyntax>
{
    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds { get; } = [DiagnosticDescriptors.UnthrownException.Id];

    /// <inheritdoc/>
    private protected override void Register(CodeFixContext context, Diagnostic diagnostic, BaseObjectCreationExpressionSyntax node)
    {
        var thrown = SyntaxFactory.Token(SyntaxKind.ThrowKeyword).WithTrailingTrivia(SyntaxFactory.Space);
        // `new X();`, `_ = new X();` and `=> new X()`. Of a local variable, its author knows where it was to be thrown.
        if (node.Parent is ArrowExpressionClauseSyntax)
            Offer(node, SyntaxFactory.ThrowExpression(thrown, node));
        else if (node.Parent is ExpressionStatementSyntax
            or AssignmentExpressionSyntax { Left: IdentifierNameSyntax { Identifier.Text: "_" }, Parent: ExpressionStatementSyntax })
        {
            var statement = node.FirstAncestorOrSelf<ExpressionStatementSyntax>()!;
            Offer(statement, Statement(statement, thrown, node.WithoutTrivia()));
        }

        void Offer(SyntaxNode old, SyntaxNode changed) =>
            NodeFix<BaseObjectCreationExpressionSyntax>.Offer(context, diagnostic, "Throw the exception", nameof(ThrowFix), old, changed);
    }

    private static ThrowStatementSyntax Statement(ExpressionStatementSyntax old, SyntaxToken thrown, ExpressionSyntax exception) =>
        SyntaxFactory.ThrowStatement(old.AttributeLists, thrown, exception, old.SemicolonToken).WithTriviaFrom(old);
}
