using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Delphix.Virtualization.Tests.Samples;

namespace Delphix.Virtualization.Tests.Documentation;

/// <summary>What schemas.md has of the generated classes: each type and message is what the generator really makes.</summary>
internal static partial class DefinitionBlocks
{
    /// <summary>Schemas of a property <c>v</c>, by what they are.</summary>
    private static readonly (string What, string Schema)[] Mapped =
    [
        ("text", """{"type":"string"}"""),
        ("text of any `format`", """{"type":"string","format":"date-time"}"""),
        ("whole number", """{"type":"integer"}"""),
        ("whole number within 32 bits", """{"type":"integer","minimum":1,"maximum":65535}"""),
        ("number", """{"type":"number"}"""),
        ("yes or no", """{"type":"boolean"}"""),
        ("one of several texts", """{"type":"string","enum":["full","quick"]}"""),
        ("list", """{"type":"array","items":{"type":"string"}}"""),
        ("object", """{"type":"object","properties":{"a":{"type":"string"}}}"""),
        ("may be null", """{"type":["string","null"]}"""),
        ("several types", """{"type":["string","integer"]}"""),
        ("object of any content", """{"type":"object"}"""),
        ("a constant", """{"const":"full"}"""),
        ("credentials supplier", """{"$ref":"https://delphix.com/platform/api#/definitions/credentialsSupplier"}"""),
        ("one of several numbers", """{"enum":[512,1024]}"""),
        ("one of values of several types", """{"enum":["auto",1]}"""),
        ("list with a schema for each place", """{"type":"array","items":[{"type":"string"},{"type":"integer"}]}"""),
        ("alternatives", """{"oneOf":[{"type":"string"},{"type":"integer"}]}"""),
        ("anything", "{}"),
    ];

    internal static IEnumerable<GeneratedBlock> Render() =>
    [
        new("code", $"```csharp\n{SchemaFile.OfThePages.Generate()["SnapshotDefinition.g.cs"].TrimEnd('\n')}\n```"),
        new("types", Markdown.Table(
            ["what", "schema of `v`", "required", "optional"],
            Mapped.Select(
                row => new[]
                {
                    row.What,
                    Markdown.Code(row.Schema),
                    Markdown.Code(TypeOf(row.Schema, isRequired: true)),
                    Markdown.Code(TypeOf(row.Schema, isRequired: false)),
                }))),
    ];

    private static string TypeOf(string schema, bool isRequired)
    {
        var file = FileWith(schema, isRequired);
        return file.Faults() is []
            ? Property().Match(file.Generate()["SnapshotDefinition.g.cs"]).Groups[1].Value
            : throw new InvalidOperationException($"{schema}: {string.Join(' ', file.Faults())}");
    }

    private static SchemaFile FileWith(string schema, bool isRequired)
    {
        var definition = new JsonObject { ["type"] = "object", ["properties"] = new JsonObject { ["v"] = JsonNode.Parse(schema) } };
        if (isRequired)
            definition["required"] = new JsonArray("v");
        return FileWith(definition);
    }

    private static SchemaFile FileWith(JsonObject snapshotDefinition)
    {
        var file = SampleSchemas.File();
        file["snapshotDefinition"] = snapshotDefinition;
        return new SchemaFile(file.ToJsonString());
    }

    [GeneratedRegex(@"public (?:required )?(\S+) V \{")]
    private static partial Regex Property();
}
