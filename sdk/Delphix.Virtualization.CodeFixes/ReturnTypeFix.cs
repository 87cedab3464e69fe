using System.Collections.Immutable;
using System.Composition;
using Delphix.Virtualization.Generators;
using Delphix.Virtualization.Generators.Analyzers;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Delphix.Virtualization.CodeFixes;

/// <summary>Gives an operation the return type that the platform documents. What the method returns is left to its author.</summary>
[Shared]
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(ReturnTypeFix))]
public sealed class ReturnTypeFix : CodeFixProvider
{
    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds { get; } = [DiagnosticDescriptors.WrongReturnType.Id, DiagnosticDescriptors.AsyncVoidOperation.Id];

    /// <inheritdoc/>
    public override FixAllProvider GetFixAllProvider() => WellKnownFixAllProviders.BatchFixer;

    /// <inheritdoc/>
    public override async Task RegisterCodeFixesAsync(CodeFixContext context)
    {
        foreach (var diagnostic in context.Diagnostics)
        {
            if (await DocumentEdit.FindAsync<MethodDeclarationSyntax>(context, diagnostic).ConfigureAwait(false) is not { ReturnType: var old })
                continue;
            var type = diagnostic.Properties[FixProperties.Type]!;
            DocumentEdit.Offer(context, diagnostic, $"Change the return type to '{type}'", nameof(ReturnTypeFix), old, DocumentEdit.Type(type).WithTriviaFrom(old));
        }
    }
}
