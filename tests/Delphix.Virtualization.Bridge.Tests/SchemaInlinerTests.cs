using System.Text.Json.Nodes;
using Delphix.Virtualization.Bridge.Official;

namespace Delphix.Virtualization.Bridge.Tests;

public sealed class SchemaInlinerTests
{
    [Theory]
    // A definition, by its path and by its id.
    [InlineData(
        """{"properties":{"a":{"$ref":"#/definitions/port"}},"definitions":{"port":{"type":"integer"}}}""",
        """{"properties":{"a":{"type":"integer"}}}""")]
    [InlineData(
        """{"properties":{"a":{"$ref":"#port"}},"definitions":{"port":{"$id":"#port","type":"integer"}}}""",
        """{"properties":{"a":{"$id":"#port","type":"integer"}}}""")]
    // What a definition refers to, and the same one twice.
    [InlineData(
        """
        {"properties":{"a":{"$ref":"#/definitions/list"},"b":{"$ref":"#/definitions/list"}},
         "definitions":{"list":{"type":"array","items":{"$ref":"#/definitions/name"}},"name":{"type":"string"}}}
        """,
        """
        {"properties":{"a":{"type":"array","items":{"type":"string"}},"b":{"type":"array","items":{"type":"string"}}}}
        """)]
    // What users read beside the reference counts, as it says nothing of values.
    [InlineData(
        """
        {"properties":{"a":{"$ref":"#/definitions/port","prettyName":"Port A","description":"The first"}},
         "definitions":{"port":{"type":"integer","description":"A port"}}}
        """,
        """{"properties":{"a":{"type":"integer","description":"The first","prettyName":"Port A"}}}""")]
    // Another property, and one whose name has a slash.
    [InlineData(
        """{"properties":{"a":{"type":"string"},"b":{"$ref":"#/properties/a"}}}""",
        """{"properties":{"a":{"type":"string"},"b":{"type":"string"}}}""")]
    [InlineData(
        """{"properties":{"a/b":{"type":"string"},"c":{"$ref":"#/properties/a~1b"}}}""",
        """{"properties":{"a/b":{"type":"string"},"c":{"type":"string"}}}""")]
    // What the platform has predefined, and a property that is called $ref.
    [InlineData(
        """{"properties":{"a":{"$ref":"https://delphix.com/platform/api#/definitions/credentialsSupplier"}}}""",
        """{"properties":{"a":{"$ref":"https://delphix.com/platform/api#/definitions/credentialsSupplier"}}}""")]
    [InlineData(
        """{"properties":{"$ref":{"type":"string"}}}""",
        """{"properties":{"$ref":{"type":"string"}}}""")]
    public void Reference_gives_way_to_what_it_leads_to(string definition, string expected)
    {
        var inlined = new SchemaInliner("repositoryDefinition", (JsonObject)JsonNode.Parse(definition)!).Inline();

        JsonNode.DeepEquals(inlined, JsonNode.Parse(expected)).Should().BeTrue(inlined.ToJsonString());
    }

    [Fact]
    public void Schema_that_is_a_part_of_itself_is_refused_by_name()
    {
        const string Definition =
            """
            {"properties":{"a":{"$ref":"#/definitions/tree"}},
             "definitions":{"tree":{"properties":{"child":{"$ref":"#/definitions/tree"}}}}}
            """;
        var inliner = new SchemaInliner("sourceConfigDefinition", (JsonObject)JsonNode.Parse(Definition)!);

        var inline = inliner.Inline;

        inline.Should().Throw<UserException>()
            .WithMessage("sourceConfigDefinition refers to #/definitions/tree, which is a part of itself*");
    }
}
