using System.Collections.Immutable;
using System.Composition;
using Delphix.Virtualization.Generators;
using Delphix.Virtualization.Generators.Analyzers;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Rename;

namespace Delphix.Virtualization.CodeFixes;

/// <summary>Renames a parameter of an operation, with all its uses, to the name that binding expects.</summary>
[Shared]
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(ParameterNameFix))]
public sealed class ParameterNameFix : NodeFix<ParameterSyntax>
{
    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds { get; } =
        [DiagnosticDescriptors.UnknownParameter.Id, DiagnosticDescriptors.MisnamedCancellationToken.Id];

    /// <inheritdoc/>
    public override FixAllProvider? GetFixAllProvider() => new OneAfterTheOther<ParameterSyntax>(
        "Rename all parameters",
        (document, node, diagnostic, cancellationToken) =>
            diagnostic.Properties.TryGetValue(FixProperties.Name, out var name) && name is not null
                ? RenameAsync(document, node, name, cancellationToken)
                : Task.FromResult(document.Project.Solution));

    /// <inheritdoc/>
    private protected override void Register(CodeFixContext context, Diagnostic diagnostic, ParameterSyntax node)
    {
        if (diagnostic.Properties.TryGetValue(FixProperties.Name, out var name) && name is not null)
        {
            context.RegisterCodeFix(
                CodeAction.Create(
                    $"Rename to '{name}'",
                    cancellationToken => RenameAsync(context.Document, node, name, cancellationToken),
                    nameof(ParameterNameFix)),
                diagnostic);
        }
    }

    private static async Task<Solution> RenameAsync(
        Document document, ParameterSyntax parameter, string name, CancellationToken cancellationToken)
    {
        var solution = document.Project.Solution;
        var model = await document.GetSemanticModelAsync(cancellationToken).ConfigureAwait(false);
        return model?.GetDeclaredSymbol(parameter, cancellationToken) is { } symbol
            ? await Renamer.RenameSymbolAsync(solution, symbol, default, name, cancellationToken).ConfigureAwait(false)
            : solution;
    }
}
