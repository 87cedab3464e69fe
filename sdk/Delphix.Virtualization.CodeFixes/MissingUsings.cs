using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Formatting;

namespace Delphix.Virtualization.CodeFixes;

/// <summary>Adds the using directives that new code needs.</summary>
internal static class MissingUsings
{
    // The namespaces of the types that a fix writes. Types that are generated from the schema are looked up in the plugin's code.
    private static readonly Dictionary<string, string> Namespaces = new()
    {
        ["RemoteConnection"] = "Delphix.Virtualization",
        ["MountSpecification"] = "Delphix.Virtualization",
        ["Status"] = "Delphix.Virtualization",
        ["JsonObject"] = "System.Text.Json.Nodes",
        ["CancellationToken"] = "System.Threading",
        ["Task"] = "System.Threading.Tasks",
        ["ValueTask"] = "System.Threading.Tasks",
        ["IReadOnlyList"] = "System.Collections.Generic",
    };

    /// <summary>The namespaces of the types in a node that are not known at a position.</summary>
    public static IReadOnlyList<string> Of(SyntaxNode node, SemanticModel model, int position) =>
        [.. node.DescendantNodesAndSelf().OfType<SimpleNameSyntax>().Select(name => name.Identifier.ValueText).Distinct()
            .Where(name => model.LookupNamespacesAndTypes(position, name: name).IsEmpty)
            .Select(name => Namespaces.TryGetValue(name, out var known) ? known : NamespaceOf(name, model.Compilation))
            .Where(name => name is { Length: > 0 }).Select(name => name!).Distinct().OrderBy(name => name, StringComparer.Ordinal)];

    /// <summary>Adds directives where they belong: those of the framework first, each group in order.</summary>
    public static CompilationUnitSyntax Add(CompilationUnitSyntax root, IEnumerable<string> namespaces)
    {
        foreach (var name in namespaces)
        {
            var directive = SyntaxFactory.UsingDirective(SyntaxFactory.ParseName(name)).NormalizeWhitespace()
                .WithTrailingTrivia(SyntaxFactory.ElasticCarriageReturnLineFeed).WithAdditionalAnnotations(Formatter.Annotation);
            var follower = root.Usings.FirstOrDefault(
                existing => existing.Alias is not null
                    || (existing.Name is { } other && string.CompareOrdinal(Key(name), Key(other.ToString())) < 0));
            root = root.WithUsings(root.Usings.Insert(follower is null ? root.Usings.Count : root.Usings.IndexOf(follower), directive));
        }

        return root;
    }

    private static string Key(string name) => (name == "System" || name.StartsWith("System.", StringComparison.Ordinal) ? "0" : "1") + name;

    private static string? NamespaceOf(string type, Compilation compilation) =>
        compilation.GetSymbolsWithName(type, SymbolFilter.Type).FirstOrDefault()?.ContainingNamespace is { IsGlobalNamespace: false } found
            ? found.ToDisplayString()
            : null;
}
