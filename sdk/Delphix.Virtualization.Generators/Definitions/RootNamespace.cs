using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;

namespace Delphix.Virtualization.Generators.Definitions;

/// <summary>Finds the namespace of generated code.</summary>
internal static class RootNamespace
{
    private const string Property = "build_property.RootNamespace";

    /// <summary>The project's root namespace; where it has none, the assembly's name.</summary>
    public static string Of(AnalyzerConfigOptionsProvider options, string? assemblyName)
    {
        var hasProperty = options.GlobalOptions.TryGetValue(Property, out var configured) && !string.IsNullOrWhiteSpace(configured);
        var name = hasProperty ? configured! : assemblyName ?? "";
        return string.Join(".", name.Split('.').Select(ToIdentifier));
    }

    // MSBuild derives the property from the project's file name, which need not be an identifier.
    private static string ToIdentifier(string part)
    {
        var letters = string.Concat(part.Select(character => SyntaxFacts.IsIdentifierPartCharacter(character) ? character : '_'));
        var identifier = letters.Length > 0 && SyntaxFacts.IsIdentifierStartCharacter(letters[0]) ? letters : "_" + letters;
        return SyntaxFacts.GetKeywordKind(identifier) == SyntaxKind.None ? identifier : "@" + identifier;
    }
}
