using System.Collections.Immutable;
using System.Composition;
using Delphix.Virtualization.Generators;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Editing;

namespace Delphix.Virtualization.CodeFixes;

/// <summary>Makes an operation public.</summary>
[Shared]
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(PublicMethodFix))]
public sealed class PublicMethodFix : CodeFixProvider
{
    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds { get; } = [DiagnosticDescriptors.NonPublicOperation.Id];

    /// <inheritdoc/>
    public override FixAllProvider GetFixAllProvider() => WellKnownFixAllProviders.BatchFixer;

    /// <inheritdoc/>
    public override async Task RegisterCodeFixesAsync(CodeFixContext context)
    {
        foreach (var diagnostic in context.Diagnostics)
        {
            // An explicit implementation of an interface cannot be public.
            if (await DocumentEdit.FindAsync<MethodDeclarationSyntax>(context, diagnostic).ConfigureAwait(false) is not { ExplicitInterfaceSpecifier: null } method)
                continue;
            var changed = SyntaxGenerator.GetGenerator(context.Document).WithAccessibility(method, Accessibility.Public);
            DocumentEdit.Offer(context, diagnostic, "Make the method public", nameof(PublicMethodFix), method, changed);
        }
    }
}
