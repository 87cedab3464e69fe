using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Formatting;

namespace Delphix.Virtualization.CodeFixes;

/// <summary>
/// What the fixes have in common: they find the node that a diagnostic is about, and most exchange one node of its document.
/// </summary>
/// <typeparam name="TNode">The kind of node that the diagnostics are about.</typeparam>
public abstract class NodeFix<TNode> : CodeFixProvider
    where TNode : SyntaxNode
{
    /// <inheritdoc/>
    public override FixAllProvider? GetFixAllProvider() => WellKnownFixAllProviders.BatchFixer;

    /// <inheritdoc/>
    public sealed override async Task RegisterCodeFixesAsync(CodeFixContext context)
    {
        var root = await context.Document.GetSyntaxRootAsync(context.CancellationToken).ConfigureAwait(false);
        foreach (var diagnostic in context.Diagnostics)
        {
            if (NodeAt(root, diagnostic) is { } node)
                Register(context, diagnostic, node);
        }
    }

    /// <summary>The nearest node of the kind, at a diagnostic or around it; null for none.</summary>
    internal static TNode? NodeAt(SyntaxNode? root, Diagnostic diagnostic) =>
        root?.FindNode(diagnostic.Location.SourceSpan, getInnermostNodeForTie: true).FirstAncestorOrSelf<TNode>();

    /// <summary>Offers what fixes a diagnostic.</summary>
    /// <param name="context">Takes the offer.</param>
    /// <param name="diagnostic">The diagnostic.</param>
    /// <param name="node">The nearest node of the kind, at the diagnostic or around it.</param>
    private protected abstract void Register(CodeFixContext context, Diagnostic diagnostic, TNode node);

    /// <summary>Offers to exchange a node.</summary>
    private protected static void Offer(
        CodeFixContext context, Diagnostic diagnostic, string title, string key, SyntaxNode old, SyntaxNode changed) =>
        context.RegisterCodeFix(
            CodeAction.Create(title, cancellationToken => ReplaceAsync(context.Document, old, changed, cancellationToken), key),
            diagnostic);

    /// <summary>A type as a syntax node, formatted like the code around it.</summary>
    private protected static TypeSyntax Type(string text) =>
        SyntaxFactory.ParseTypeName(text).WithAdditionalAnnotations(Formatter.Annotation);

    /// <summary>Exchanges a node, and adds the using directives that the new one needs.</summary>
    private protected static async Task<Document> ReplaceAsync(
        Document document, SyntaxNode old, SyntaxNode changed, CancellationToken cancellationToken)
    {
        var root = await document.GetSyntaxRootAsync(cancellationToken).ConfigureAwait(false);
        if (root is null || await document.GetSemanticModelAsync(cancellationToken).ConfigureAwait(false) is not { } model)
            return document;
        var usings = MissingUsings.Of(changed, model, old.SpanStart);
        root = root.ReplaceNode(old, changed);
        return document.WithSyntaxRoot(MissingUsings.Add((CompilationUnitSyntax)root, usings));
    }
}
