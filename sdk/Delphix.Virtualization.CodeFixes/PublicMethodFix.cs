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
public sealed class PublicMethodFix : NodeFix<MethodDeclarationSyntax>
{
    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds { get; } = [DiagnosticDescriptors.NonPublicOperation.Id];

    /// <inheritdoc/>
    private protected override void Register(CodeFixContext context, Diagnostic diagnostic, MethodDeclarationSyntax node)
    {
        // An explicit implementation of an interface cannot be public.
        if (node.ExplicitInterfaceSpecifier is not null)
            return;
        var changed = SyntaxGenerator.GetGenerator(context.Document).WithAccessibility(node, Accessibility.Public);
        Offer(context, diagnostic, "Make the method public", nameof(PublicMethodFix), node, changed);
    }
}
