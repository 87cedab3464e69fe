using System.Globalization;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;

namespace Delphix.Virtualization.CodeFixes;

/// <summary>
/// Fixes all diagnostics one after the other, where fixes of the same code would be in each other's way: each sees what those before it
/// have changed.
/// </summary>
/// <typeparam name="TNode">The kind of node that the diagnostics are about.</typeparam>
/// <param name="title">What it is called.</param>
/// <param name="fix">Fixes one diagnostic at its node, as that is now.</param>
internal sealed class OneAfterTheOther<TNode>(
    string title, Func<Document, TNode, Diagnostic, CancellationToken, Task<Solution>> fix) : FixAllProvider
    where TNode : SyntaxNode
{
    private const string Mark = "DVP";

    /// <inheritdoc/>
    public override async Task<CodeAction?> GetFixAsync(FixAllContext fixAllContext)
    {
        var diagnostics = await DiagnosticsAsync(fixAllContext).ConfigureAwait(false);
        return CodeAction.Create(
            title,
            cancellationToken => FixAsync(fixAllContext.Solution, diagnostics, cancellationToken),
            fixAllContext.CodeActionEquivalenceKey);
    }

    private static async Task<IReadOnlyList<(DocumentId Document, Diagnostic Diagnostic)>> DiagnosticsAsync(FixAllContext context)
    {
        var documents = context.Scope switch
        {
            FixAllScope.Document => [context.Document!],
            FixAllScope.Project => context.Project.Documents,
            FixAllScope.Solution => context.Solution.Projects.SelectMany(project => project.Documents),
            _ => [],
        };
        var found = new List<(DocumentId, Diagnostic)>();
        foreach (var document in documents)
        {
            var diagnostics = await context.GetDocumentDiagnosticsAsync(document).ConfigureAwait(false);
            found.AddRange(diagnostics
                .OrderBy(diagnostic => diagnostic.Location.SourceSpan.Start)
                .Select(diagnostic => (document.Id, diagnostic)));
        }

        return found;
    }

    private async Task<Solution> FixAsync(
        Solution solution, IReadOnlyList<(DocumentId Document, Diagnostic Diagnostic)> diagnostics, CancellationToken cancellationToken)
    {
        // What is marked is found again, wherever it is then.
        foreach (var group in diagnostics.Select((item, number) => (item, number)).GroupBy(pair => pair.item.Document))
        {
            var document = solution.GetDocument(group.Key)!;
            var root = (await document.GetSyntaxRootAsync(cancellationToken).ConfigureAwait(false))!;
            var marks = group.ToLookup(
                pair => NodeFix<TNode>.NodeAt(root, pair.item.Diagnostic), pair => new SyntaxAnnotation(Mark, Name(pair.number)));
            root = root.ReplaceNodes(
                marks.Where(marked => marked.Key is not null).Select(marked => marked.Key!),
                (old, changed) => changed.WithAdditionalAnnotations(marks[old]));
            solution = document.WithSyntaxRoot(root).Project.Solution;
        }

        // From the last one: what is added to a list later has its place counted by what was there in the beginning.
        for (var number = diagnostics.Count - 1; number >= 0; number--)
        {
            var document = solution.GetDocument(diagnostics[number].Document)!;
            var root = (await document.GetSyntaxRootAsync(cancellationToken).ConfigureAwait(false))!;
            var marked = root.GetAnnotatedNodes(Mark).OfType<TNode>()
                .FirstOrDefault(node => node.GetAnnotations(Mark).Any(mark => mark.Data == Name(number)));
            if (marked is not null)
                solution = await fix(document, marked, diagnostics[number].Diagnostic, cancellationToken).ConfigureAwait(false);
        }

        return solution;
    }

    private static string Name(int number) => number.ToString(CultureInfo.InvariantCulture);
}
