namespace Delphix.Virtualization.Generators.Tests.Harness;

/// <summary>Schema files for tests.</summary>
internal static class SchemaSamples
{
    /// <summary>A complete schema file whose linked source definition has the given keywords beside its type.</summary>
    public static string WithLinkedSource(string keywords, string others = "") => $$"""
        {
          "repositoryDefinition": { "type": "object" },
          "sourceConfigDefinition": { "type": "object" },
          "virtualSourceDefinition": { "type": "object" },
          "snapshotDefinition": { "type": "object" },{{others}}
          "linkedSourceDefinition": { "type": "object", {{keywords}} }
        }
        """;

    /// <summary>The same with one property named <c>value</c>.</summary>
    public static string WithValue(string schema, bool isRequired = true, string others = "") =>
        WithLinkedSource($$"""{{(isRequired ? "\"required\": [\"value\"], " : "")}}"properties": { "value": {{schema}} }""", others);

    /// <summary>Text of a file in the repository's folder <c>schemas</c>.</summary>
    public static string FromRepository(string path) => File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "schemas", path));
}
