namespace Delphix.Virtualization.Generators.Tests.Harness;

/// <summary>Schema files for tests.</summary>
internal static class SchemaSamples
{
    /// <summary>The two definitions that must have an identity.</summary>
    public const string Identified = """
        "repositoryDefinition": { "type": "object", "properties": { "n": { "type": "string" } }, "nameField": "n", "identityFields": ["n"] },
          "sourceConfigDefinition": { "type": "object", "properties": { "n": { "type": "string" } }, "nameField": "n", "identityFields": ["n"] }
        """;

    /// <summary>The definition that is the same in most plugins.</summary>
    public const string SnapshotParameters = """
        "snapshotParametersDefinition": { "type": "object", "properties": { "resync": { "type": "boolean", "description": "Whether to copy everything anew" } } }
        """;

    /// <summary>A complete schema file whose linked source definition has the given keywords beside its type.</summary>
    public static string WithLinkedSource(string keywords, string definitions = "") => $$"""
        {
          {{Identified}},
          "virtualSourceDefinition": { "type": "object" },
          "snapshotDefinition": { "type": "object" }, {{SnapshotParameters}},
          "linkedSourceDefinition": { "type": "object", {{keywords}}{{Joined(definitions)}} }
        }
        """;

    /// <summary>The same with one property named <c>value</c>.</summary>
    public static string WithValue(string schema, bool isRequired = true, string definitions = "") =>
        WithLinkedSource($$"""{{(isRequired ? "\"required\": [\"value\"], " : "")}}"properties": { "value": {{schema}} }""", definitions);

    /// <summary>Text of a file in the repository's folder <c>schemas</c>.</summary>
    public static string FromRepository(string path) => File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "schemas", path));

    private static string Joined(string definitions) => definitions.Length == 0 ? "" : $", \"definitions\": {{ {definitions} }}";
}
