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
public sealed class ParameterTypeFix : NodeFix<ParameterSyntax>
{
    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds { get; } = [DiagnosticDescriptors.WrongParameterType.Id];

    /// <inheritdoc/>
    private protected override void Register(CodeFixContext context, Diagnostic diagnostic, ParameterSyntax node)
    {
        if (node.Type is not { } old)
            return;
        var type = diagnostic.Properties[FixProperties.Type]!;
        var changed = node.WithModifiers(default).WithType(Type(type).WithTrailingTrivia(old.GetTrailingTrivia()))
            .WithLeadingTrivia(node.GetLeadingTrivia());
        Offer(context, diagnostic, $"Change the type to '{type}'", nameof(ParameterTypeFix), node, changed);
    }
}
