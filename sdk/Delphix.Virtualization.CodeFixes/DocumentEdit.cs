using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Formatting;

namespace Delphix.Virtualization.CodeFixes;

/// <summary>What the fixes have in common: finding the node that a diagnostic is about, and exchanging one node of a document.</summary>
internal static class DocumentEdit
{
    /// <summary>The nearest node of a kind at or around a diagnostic.</summary>
    public static async Task<T?> FindAsync<T>(CodeFixContext context, Diagnostic diagnostic)
        where T : SyntaxNode
    {
        var root = await context.Document.GetSyntaxRootAsync(context.CancellationToken).ConfigureAwait(false);
        return root?.FindNode(diagnostic.Location.SourceSpan, getInnermostNodeForTie: true).FirstAncestorOrSelf<T>();
    }

    /// <summary>Offers to exchange a node.</summary>
    public static void Offer(CodeFixContext context, Diagnostic diagnostic, string title, string key, SyntaxNode old, SyntaxNode changed) =>
        context.RegisterCodeFix(CodeAction.Create(title, cancellationToken => ReplaceAsync(context.Document, old, changed, cancellationToken), key), diagnostic);

    /// <summary>A type as a syntax node, formatted like the code around it.</summary>
    public static TypeSyntax Type(string text) => SyntaxFactory.ParseTypeName(text).WithAdditionalAnnotations(Formatter.Annotation);

    private static async Task<Document> ReplaceAsync(Document document, SyntaxNode old, SyntaxNode changed, CancellationToken cancellationToken)
    {
        var root = await document.GetSyntaxRootAsync(cancellationToken).ConfigureAwait(false);
        if (root is null || await document.GetSemanticModelAsync(cancellationToken).ConfigureAwait(false) is not { } model)
            return document;
        var usings = MissingUsings.Of(changed, model, old.SpanStart);
        root = root.ReplaceNode(old, changed);
        return document.WithSyntaxRoot(MissingUsings.Add((CompilationUnitSyntax)root, usings));
    }
}
