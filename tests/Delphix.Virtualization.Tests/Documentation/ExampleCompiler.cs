using System.Reflection;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Delphix.Virtualization.Tests.Documentation;

/// <summary>Compiles examples against the SDK, as a plugin's project would.</summary>
internal static class ExampleCompiler
{
    private const string Usings = """
        global using System;
        global using System.Collections.Generic;
        global using System.IO;
        global using System.Linq;
        global using System.Text.Json.Nodes;
        global using System.Text.Json.Serialization;
        global using System.Threading;
        global using System.Threading.Tasks;
        global using Delphix.Virtualization;
        global using Microsoft.Extensions.Logging;
        global using Sample;
        """;

    private static readonly CSharpParseOptions Parse = new(LanguageVersion.Latest);

    // What a plugin's project has: the framework, the SDK and its logging.
    private static readonly IReadOnlyList<MetadataReference> References =
        [.. ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator).Where(IsOfPlugins).Select(
            file => MetadataReference.CreateFromFile(file))];

    /// <summary>Compiles examples together.</summary>
    /// <returns>
    /// What is wrong with them, each with its page and line; warnings about names that an example only shows are left out.
    /// </returns>
    internal static IReadOnlyList<string> FaultsOf(IEnumerable<PageExample> examples) =>
        [.. Compile(examples)
            .GetDiagnostics()
            .Where(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error || IsNullability(diagnostic))
            .Select(diagnostic => diagnostic.ToString())];

    /// <summary>Compiles examples together, and loads them.</summary>
    internal static Assembly Load(IEnumerable<PageExample> examples)
    {
        using var assembly = new MemoryStream();
        var result = Compile(examples).Emit(assembly);
        return result.Success
            ? Assembly.Load(assembly.ToArray())
            : throw new InvalidOperationException(string.Join('\n', result.Diagnostics));
    }

    private static CSharpCompilation Compile(IEnumerable<PageExample> examples) => CSharpCompilation.Create(
        "Examples",
        examples.Select(example => example.ToSource()).Concat(SchemaFile.OfThePages.Generate().Values).Append(Usings)
            .Select(source => CSharpSyntaxTree.ParseText(source, Parse)),
        References,
        new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary, nullableContextOptions: NullableContextOptions.Enable));

    private static bool IsOfPlugins(string file) => Path.GetFileName(file) is var name
        && (name.StartsWith("System.", StringComparison.Ordinal)
            || name.StartsWith("Microsoft.Extensions.", StringComparison.Ordinal)
            || name is "Delphix.Virtualization.dll");

    // CS86xx: a plugin's project would warn of a null that can come.
    private static bool IsNullability(Diagnostic diagnostic) =>
        diagnostic.Severity == DiagnosticSeverity.Warning && diagnostic.Id.StartsWith("CS86", StringComparison.Ordinal);
}
