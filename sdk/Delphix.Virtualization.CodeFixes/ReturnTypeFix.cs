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
public sealed class ReturnTypeFix : NodeFix<MethodDeclarationSyntax>
{
    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds { get; } =
        [DiagnosticDescriptors.WrongReturnType.Id, DiagnosticDescriptors.AsyncVoidOperation.Id];

    /// <inheritdoc/>
    private protected override void Register(CodeFixContext context, Diagnostic diagnostic, MethodDeclarationSyntax node)
    {
        var type = diagnostic.Properties[FixProperties.Type]!;
        var old = node.ReturnType;
        Offer(context, diagnostic, $"Change the return type to '{type}'", nameof(ReturnTypeFix), old, Type(type).WithTriviaFrom(old));
    }
}
