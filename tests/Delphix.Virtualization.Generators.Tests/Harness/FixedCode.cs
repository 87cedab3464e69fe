using System.Collections.Immutable;
using Delphix.Virtualization.CodeFixes;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Text;

namespace Delphix.Virtualization.Generators.Tests.Harness;

/// <summary>Applies code fixes to a document in memory.</summary>
internal static class FixedCode
{
    private static readonly ImmutableArray<CodeFixProvider> Fixes =
        [
            new MissingParameterFix(), new ParameterNameFix(), new ParameterTypeFix(), new PublicMethodFix(), new ReturnTypeFix(),
            new ThrowFix()
        ];

    /// <summary>Applies the only fix that is offered for the first diagnostic of an id.</summary>
    /// <param name="code">A plugin's source text.</param>
    /// <param name="id">The diagnostic.</param>
    /// <param name="title">What the fix is called.</param>
    /// <param name="withUsings">Whether the usual namespaces are known everywhere.</param>
    /// <returns>The text after the fix.</returns>
    public static async Task<string> ApplyAsync(string code, string id, string title, bool withUsings = true)
    {
        var (workspace, document) = Open(code, withUsings);
        using var _ = workspace;
        var action = (await ActionsAsync(document, id)).Should().ContainSingle().Which;
        action.Title.Should().Be(title);
        return await TextAfterAsync(action, document);
    }

    /// <summary>Applies a fix to all diagnostics of an id.</summary>
    public static async Task<string> ApplyToAllAsync(string code, string id, string title)
    {
        var (workspace, document) = Open(code, withUsings: true);
        using var _ = workspace;
        var fix = Fixes.Single(fix => fix.FixableDiagnosticIds.Contains(id));
        var found = new FoundDiagnostics([.. (await DiagnosticsAsync(document)).Where(diagnostic => diagnostic.Id == id)]);
        var context = new FixAllContext(document, fix, FixAllScope.Document, fix.GetType().Name, [id], found, CancellationToken.None);
        var action = await fix.GetFixAllProvider()!.GetFixAsync(context);
        action!.Title.Should().Be(title);
        return await TextAfterAsync(action, document);
    }

    /// <summary>The titles of the fixes for the first diagnostic of an id.</summary>
    public static async Task<IReadOnlyList<string>> TitlesAsync(string code, string id)
    {
        var (workspace, document) = Open(code, withUsings: true);
        using var _ = workspace;
        return [.. (await ActionsAsync(document, id)).Select(action => action.Title)];
    }

    private static async Task<string> TextAfterAsync(CodeAction action, Document document)
    {
        var changed = (await action.GetOperationsAsync(CancellationToken.None)).OfType<ApplyChangesOperation>().Single().ChangedSolution;
        var text = await changed.GetDocument(document.Id)!.GetTextAsync();
        return text.ToString();
    }

    private static async Task<IReadOnlyList<CodeAction>> ActionsAsync(Document document, string id)
    {
        var diagnostic = (await DiagnosticsAsync(document)).First(diagnostic => diagnostic.Id == id);
        var actions = new List<CodeAction>();
        foreach (var fix in Fixes.Where(fix => fix.FixableDiagnosticIds.Contains(id)))
            await fix.RegisterCodeFixesAsync(
                new CodeFixContext(document, diagnostic, (action, _) => actions.Add(action), CancellationToken.None));
        return actions;
    }

    private static async Task<IReadOnlyList<Diagnostic>> DiagnosticsAsync(Document document)
    {
        var text = await document.GetTextAsync();
        var generated = document.Project.Documents.Where(other => other.Id != document.Id).Select(other => other.GetSyntaxTreeAsync());
        var analyzed = new AnalyzedCode([("Code.cs", text.ToString())], generated: (await Task.WhenAll(generated)).OfType<SyntaxTree>());
        var tree = (await document.GetSyntaxTreeAsync())!;
        return [.. (await analyzed.DiagnosticsAsync(mayHaveErrors: true)).Select(found =>
            Diagnostic.Create(found.Descriptor, Location.Create(tree, found.Location.SourceSpan), found.Properties))];
    }

    private static (AdhocWorkspace Workspace, Document Document) Open(string code, bool withUsings)
    {
        var workspace = new AdhocWorkspace();
        var project = workspace.AddProject("Plugin", LanguageNames.CSharp)
            .WithCompilationOptions(
                new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary, nullableContextOptions: NullableContextOptions.Enable))
            .WithMetadataReferences(AnalyzedCode.References);
        foreach (var file in AnalyzedCode.Generated.Where(file => withUsings || !file.Key.StartsWith("Usings", StringComparison.Ordinal)))
            project = project.AddDocument(file.Key, SourceText.From(file.Value)).Project;
        return (workspace, project.AddDocument("Code.cs", SourceText.From(code)));
    }

    private sealed class FoundDiagnostics(ImmutableArray<Diagnostic> diagnostics) : FixAllContext.DiagnosticProvider
    {
        public override Task<IEnumerable<Diagnostic>> GetAllDiagnosticsAsync(Project project, CancellationToken cancellationToken) =>
            Task.FromResult<IEnumerable<Diagnostic>>(diagnostics);

        public override Task<IEnumerable<Diagnostic>> GetDocumentDiagnosticsAsync(Document document, CancellationToken cancellationToken) =>
            Task.FromResult<IEnumerable<Diagnostic>>(diagnostics);

        public override Task<IEnumerable<Diagnostic>> GetProjectDiagnosticsAsync(Project project, CancellationToken cancellationToken) =>
            Task.FromResult<IEnumerable<Diagnostic>>([]);
    }
}
