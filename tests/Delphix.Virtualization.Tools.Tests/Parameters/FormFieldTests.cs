using System.Text.Json.Nodes;
using Delphix.Virtualization.Tools.Parameters;

namespace Delphix.Virtualization.Tools.Tests.Parameters;

public sealed class FormFieldTests
{
    [Fact]
    public void Fields_are_in_the_order_of_the_schema_with_titles_and_what_they_are_for()
    {
        var fields = Fields("""
            {
              "properties": {
                "last": { "type": "string" },
                "first": { "type": "integer", "prettyName": "First of all", "description": "What it is", "default": 22 },
                "second": { "type": "string" }
              },
              "required": ["first", "second"],
              "ordering": ["first", "second", "gone"]
            }
            """);

        fields.Should().Equal(
            new FormField("first", "First of all", "whole number", false, "22", "What it is"),
            new FormField("second", "second", "text", true, null, ""),
            new FormField("last", "last", "text", false, null, ""));
    }

    [Theory]
    [InlineData("""{"type":"string"}""", "text")]
    [InlineData("""{"type":"string","format":"unixpath"}""", "path")]
    [InlineData("""{"type":"string","format":"password"}""", "secret")]
    [InlineData("""{"type":"string","format":"objectReference"}""", "reference")]
    [InlineData("""{"type":"string","enum":["a","b"]}""", "a or b")]
    [InlineData("""{"type":"integer"}""", "whole number")]
    [InlineData("""{"type":"number"}""", "number")]
    [InlineData("""{"type":"boolean"}""", "true or false")]
    [InlineData("""{"type":"array"}""", "list")]
    [InlineData("""{"type":"object"}""", "object")]
    [InlineData("""{"type":["string","null"]}""", "any")]
    [InlineData("{}", "any")]
    [InlineData("""{"$ref":"https://delphix.com/platform/api#/definitions/credentialsSupplier"}""", "credentials")]
    [InlineData("""{"$ref":"https://delphix.com/platform/api#/definitions/passwordCredentialsSupplier"}""", "credentials")]
    [InlineData("""{"$ref":"#/definitions/other"}""", "object")]
    public void Kind_says_what_can_be_given(string schema, string kind)
    {
        Fields($$$"""{"properties":{"v":{{{schema}}}}}""").Should().ContainSingle().Which.Kind.Should().Be(kind);
    }

    [Fact]
    public void Definition_that_is_not_there_has_no_fields()
    {
        FormField.Of(null).Should().BeEmpty();
        Fields("{}").Should().BeEmpty();
    }

    private static IReadOnlyList<FormField> Fields(string definition) => FormField.Of(JsonNode.Parse(definition)!.AsObject());
}
