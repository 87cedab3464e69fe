using System.Collections.Immutable;
using System.Composition;
using Delphix.Virtualization.Generators;
using Delphix.Virtualization.Generators.Analyzers;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Delphix.Virtualization.CodeFixes;

/// <summary>Gives a parameter of an operation the type that its name stands for.</summary>
[Shared]
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(ParameterTypeFix))]
public sealed class ParameterTypeFix : CodeFixProvider
{
    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds { get; } = [DiagnosticDescriptors.WrongParameterType.Id];

    /// <inheritdoc/>
    public override FixAllProvider GetFixAllProvider() => WellKnownFixAllProviders.BatchFixer;

    /// <inheritdoc/>
    public override async Task RegisterCodeFixesAsync(CodeFixContext context)
    {
        foreach (var diagnostic in context.Diagnostics)
        {
            if (await DocumentEdit.FindAsync<ParameterSyntax>(context, diagnostic).ConfigureAwait(false) is not { Type: { } old } parameter)
                continue;
            var type = diagnostic.Properties[FixProperties.Type]!;
            var changed = parameter.WithModifiers(default).WithType(DocumentEdit.Type(type).WithTrailingTrivia(old.GetTrailingTrivia()))
                .WithLeadingTrivia(parameter.GetLeadingTrivia());
            DocumentEdit.Offer(context, diagnostic, $"Change the type to '{type}'", nameof(ParameterTypeFix), parameter, changed);
        }
    }
}
