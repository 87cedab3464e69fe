extern alias sdk;

using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Delphix.Virtualization.Generators.Tests.Harness;
using Microsoft.CodeAnalysis;
using DefinitionKind = sdk::Delphix.Virtualization.Schemas.DefinitionKind;
using PluginSchemas = sdk::Delphix.Virtualization.Schemas.PluginSchemas;
using SchemaViolationException = sdk::Delphix.Virtualization.SchemaViolationException;

namespace Delphix.Virtualization.Generators.Tests.Definitions;

/// <summary>
/// Each feature of draft-07, one by one: the schema is accepted, its class compiles and carries a right value, and a wrong value is
/// refused.
/// </summary>
public sealed partial class DraftSevenTests
{
    private static readonly string Deep =
        string.Concat(Enumerable.Repeat("""{"items":""", 25)) + """{"type":"integer"}""" + new string('}', 25);

    /// <summary>Schema of <c>value</c>, its C# type, a right value, a wrong value, what is wrong with it.</summary>
    public static TheoryData<string, string, string, string, string> Features { get; } = new()
    {
        { """{"type":"integer","enum":[1,2,4]}""", "long?", "2", "3", "value must be one of: 1, 2, 4" },
        { """{"enum":[1,2]}""", "long?", "1", "\"1\"", "value must be a whole number (up to 64 bits)" },
        { """{"enum":[0.5,1]}""", "double?", "0.5", "0.6", "value must be one of: 0.5, 1" },
        { """{"enum":[true]}""", "bool?", "true", "false", "value must be one of: true" },
        {
            """{"enum":["a",1,null,{"b":[true]}]}""", "JsonNode?", """{"b":[true]}""", """{"b":[false]}""",
            """value must be one of: a, 1, null, {"b":[true]}"""
        },
        { """{"enum":["a",1]}""", "JsonNode?", "1.0", "\"1\"", "value must be one of: a, 1" },
        { """{"type":"string","enum":["a",1]}""", "LinkedSourceValue?", "\"a\"", "1", "value must be a string" },
        { """{"enum":[[1,2],[3]]}""", "JsonNode?", "[1,2.0]", "[2,1]", "value must be one of: [1,2], [3]" },
        {
            """{"type":"object","enum":[{"a":1,"b":2}]}""", "JsonNode?", """{"b":2,"a":1}""", """{"a":1}""",
            """value must be one of: {"a":1,"b":2}"""
        },
        { """{"const":5}""", "long?", "5", "6", "value must be one of: 5" },
        { """{"const":1.5}""", "double?", "1.5", "1", "value must be one of: 1.5" },
        { """{"const":{"a":1}}""", "JsonNode?", """{"a":1}""", """{"a":2}""", """value must be one of: {"a":1}""" },
        { """{"const":[]}""", "JsonNode?", "[]", "[1]", "value must be one of: []" },
        { """{"const":"a","enum":["a","b"]}""", "LinkedSourceValue?", "\"a\"", "\"b\"", "value must be one of: a" },
        {
            """{"type":"array","items":[{"type":"string"},{"type":"integer"}]}""", "IReadOnlyList<JsonNode?>?", """["a",1,true]""", "[1]",
            "value[0] must be a string"
        },
        {
            """{"type":"array","items":[{"type":"string"}],"additionalItems":false}""", "IReadOnlyList<JsonNode?>?", """["a"]""",
            """["a",1]""", "value[1] is one item too many"
        },
        {
            """{"type":"array","items":[{}],"additionalItems":{"type":"integer"}}""", "IReadOnlyList<JsonNode?>?", """["a",1]""",
            """["a","b"]""", "value[1] must be a whole number (up to 64 bits)"
        },
        {
            """{"type":"array","items":{"type":"integer"},"contains":{"minimum":5}}""", "IReadOnlyList<long>?", "[1,5]", "[1]",
            "value must have an item of the form that the schema says with 'contains'"
        },
        {
            """{"type":"array","contains":{"const":"a"}}""", "IReadOnlyList<JsonNode?>?", """["b","a"]""", "[]",
            "value must have an item of the form that the schema says with 'contains'"
        },
        {
            """{"type":"array","uniqueItems":true}""", "IReadOnlyList<JsonNode?>?", """[1,"1",[1],{"a":1}]""",
            """[{"a":1,"b":2},{"b":2.0,"a":1}]""", "value must not have an item twice"
        },
        { """{"type":"array","maxItems":0}""", "IReadOnlyList<JsonNode?>?", "[]", "[1]", "value must have at most 0 item(s)" },
        { """{"type":"object","maxProperties":0}""", "JsonNode?", "{}", """{"a":1}""", "value must have at most 0 properties" },
        {
            """{"type":"integer","if":{"minimum":10},"then":{"multipleOf":10},"else":{"multipleOf":2}}""", "long?", "20", "15",
            "value must be a multiple of 10"
        },
        {
            """{"type":"integer","if":{"minimum":10},"then":{"multipleOf":10},"else":{"multipleOf":2}}""", "long?", "4", "5",
            "value must be a multiple of 2"
        },
        {
            """{"type":"object","properties":{"a":{"type":"string"},"b":{"type":"string"}},"if":{"properties":{"a":"""
                + """{"const":"x"}},"required":["a"]},"then":{"required":["b"]}}""",
            "LinkedSourceValue?", """{"a":"y"}""", """{"a":"x"}""", "value.b is required"
        },
        {
            """{"type":"object","properties":{"a":{}},"then":{"properties":{"b":{}}},"if":true}""", "JsonNode?", """{"b":1}""", "1",
            "value must be an object"
        },
        { """{"type":"object","dependencies":{"a":["b"]}}""", "JsonNode?", """{"b":1}""", """{"a":1}""", "value.b is required" },
        {
            """{"type":"object","dependencies":{"a":{"properties":{"b":{"type":"string"}}}}}""", "JsonNode?", """{"b":1}""",
            """{"a":1,"b":1}""", "value.b must be a string"
        },
        {
            """{"type":"object","propertyNames":{"pattern":"^x"}}""", "JsonNode?", """{"xa":1}""", """{"a":1}""",
            "the name of value.a must match ^x"
        },
        {
            """{"type":"object","propertyNames":{"enum":["a"]}}""", "JsonNode?", """{"a":1}""", """{"b":1}""",
            "the name of value.b must be one of: a"
        },
        {
            """{"type":"object","patternProperties":{"a":{"type":"string"},"b":{"minLength":2}}}""", "JsonNode?", """{"ab":"xy"}""",
            """{"ab":"x"}""", "value.ab must have at least 2 character(s)"
        },
        {
            """{"type":"object","properties":{"xa":{}},"patternProperties":{"^x":{"type":"integer"}}}""", "JsonNode?", """{"xa":1}""",
            """{"xa":"1"}""", "value.xa must be a whole number (up to 64 bits)"
        },
        { """{"not":{"type":"string"}}""", "JsonNode?", "1", "\"a\"", "value has a form that the schema excludes" },
        { """{"not":{"required":["a"]}}""", "JsonNode?", "{}", """{"a":1}""", "value has a form that the schema excludes" },
        {
            """{"anyOf":[{"required":["a"]},{"type":"string"}]}""", "JsonNode?", "7", "{}",
            "value has none of the forms that the schema allows"
        },
        { """{"oneOf":[{"const":1},{"const":"a"}]}""", "JsonNode?", "\"a\"", "2", "value has none of the forms that the schema allows" },
        {
            """{"allOf":[{"minimum":1},{"maximum":3}],"type":"integer"}""", "long?", "2", "4",
            "value has none of the forms that the schema allows"
        },
        { """{"type":"object","required":["a"]}""", "JsonNode?", """{"a":1}""", "{}", "value.a is required" },
        {
            """{"type":"object","additionalProperties":{"type":"boolean"}}""", "JsonNode?", """{"a":true}""", """{"a":1}""",
            "value.a must be true or false"
        },
        { """{"type":"number","maximum":1e300}""", "double?", "1e299", "1e301", "value must satisfy maximum 1E+300" },
        { """{"type":"number","multipleOf":1e-10}""", "double?", "3e-10", "3.5e-10", "value must satisfy multipleOf 1E-10" },
        {
            """{"type":"string","format":"uuid"}""", "string?", "\"3e0b5b3a-0d52-4d7c-8a54-3f1f0e7f6d10\"", "\"3e0b\"",
            "value must be a valid uuid"
        },
        { """{"type":"string","format":"json-pointer"}""", "string?", "\"/a~1b\"", "\"a\"", "value must be a valid json-pointer" },
        { """{"type":"string","format":"regex"}""", "string?", "\"^a$\"", "\"(\"", "value must be a valid regex" },
        {
            """{"type":"string","contentEncoding":"base64","contentMediaType":"text/plain","$comment":"c","examples":"""
                + """["YQ=="],"readOnly":true}""",
            "string?", "\"YQ==\"", "1", "value must be a string"
        },
        {
            """{"$ref":"#/definitions/tree","definitions":{}}""", "LinkedSourceTree?", """{"next":{"size":1}}""",
            """{"next":{"next":{"size":"1"}}}""", "value.next.next.size must be a whole number (up to 64 bits)"
        },
        { """{"$ref":"#port"}""", "long?", "1", "0", "value must be at least 1" },
        {
            Deep, Lists(8) + "?", "[[[]]]", new string('[', 25) + "\"a\"" + new string(']', 25),
            $"value{string.Concat(Enumerable.Repeat("[0]", 25))} must be a whole number (up to 64 bits)"
        },
    };

    public static TheoryData<string, string, string> Warned { get; } = new()
    {
        {
            """{"type":"string","format":"windowspath"}""", "\"C:\\\\a\"",
            ".format: 'windowspath' is not known, so that texts of any form are accepted: use unixpath, password, reference, date-time, "
                + "date, time, email, idn-email, hostname, idn-hostname, ipv4, ipv6, uri, uri-reference, iri, iri-reference, "
                + "uri-template, json-pointer, relative-json-pointer, regex, uuid, or 'pattern'"
        },
        {
            """{"type":"string","format":"byte"}""", "\"no base64\"",
            ".format: 'byte' is not known, so that texts of any form are accepted: use unixpath, password, reference, date-time, date, "
                + "time, email, idn-email, hostname, idn-hostname, ipv4, ipv6, uri, uri-reference, iri, iri-reference, uri-template, "
                + "json-pointer, relative-json-pointer, regex, uuid, or 'pattern'"
        },
        {
            """{"type":"string","condition":{"any":1}}""", "\"a\"",
            ".condition: is not a keyword of draft-07 or of the platform, and has no effect"
        },
        {
            """{"type":"string","dxFormProperties":{"colour":1}}""", "\"a\"",
            ".dxFormProperties.colour: is not known here: use collapsible, expanded, hideExpression, rows or validationMessages"
        },
        {
            """{"type":"string","format":"reference","referenceType":"WindowsHostEnvironment"}""", "\"a\"",
            ".referenceType: 'WindowsHostEnvironment' is not known: use UNIX_HOST_ENVIRONMENT, UnixHostEnvironment, HOST_USER, "
                + "EnvironmentUser"
        },
        { """{"type":"string","prettyName":5}""", "\"a\"", ".prettyName: must be a text, is the number 5" },
        { """{"type":"integer","minLength":3}""", "1", ".minLength: belongs to type string, which this schema does not have" },
        {
            """{"type":"string","type":"integer"}""", "1",
            ".type: has no effect: the name 'type' stands twice in one object, and the last one counts"
        },
        { """{"then":{"type":"string"}}""", "1", ".then: has no effect without 'if'" },
    };

    [Theory]
    [MemberData(nameof(Features))]
    public void Feature_is_accepted_and_enforced(string schema, string type, string right, string wrong, string fault)
    {
        var file = FileWith(schema);

        PluginSchemas.Check(file).Should().BeEmpty();
        TypeOfValue(new PluginProject(file).Generate()["LinkedSourceDefinition.g.cs"]).Should().Be(type);
        RoundTrips(file, right);
        FluentActions.Invoking(() => Validate(file, wrong)).Should().Throw<SchemaViolationException>().Which.Faults.Should().Equal(fault);
    }

    [Theory]
    [MemberData(nameof(Warned))]
    public void WhatIsUnknown_is_a_warning_at_its_line_and_no_error(string schema, string right, string warning)
    {
        var file = FileWith("\n" + schema);

        var shown = new PluginProject(file).Run().Diagnostics.Should().ContainSingle().Which;
        shown.DefaultSeverity.Should().Be(DiagnosticSeverity.Warning);
        shown.Location.GetLineSpan().StartLinePosition.Line.Should().Be(6);
        $"{shown.Id}{shown.GetMessage(CultureInfo.InvariantCulture)}".Should()
            .Be($"DVP005linkedSourceDefinition.properties.value{warning}");
        PluginSchemas.Check(file).Should().ContainSingle()
            .Which.Should().BeEquivalentTo(new { IsWarning = true, Line = 7, Text = $"linkedSourceDefinition.properties.value{warning}" });
        RoundTrips(file, right);
    }

    [Theory]
    [InlineData("\"patternProperties\": { \"^x\": { \"type\": \"string\" } }", """{"xa":"1"}""", """{"xa":1}""")]
    [InlineData(
        "\"additionalProperties\": { \"type\": \"string\" }, \"properties\": { \"additional-properties\": { \"type\": \"integer\" } }",
        """{"additional-properties":1,"b":"c"}""", """{"b":1}""")]
    [InlineData(
        "\"oneOf\": [{ \"properties\": { \"a\": { \"type\": \"string\" } }, \"required\": [\"a\"] }, { \"required\": [\"b\"] }]",
        """{"a":"x"}""", """{"a":1}""")]
    [InlineData(
        "\"properties\": { \"a\": {} }, \"if\": { \"required\": [\"a\"] }, \"then\": { \"properties\": { \"b\": { \"type\": \"string\" } "
            + "} }",
        """{"a":1,"b":"x"}""", """{"a":1,"b":1}""")]
    public void Definition_with_properties_that_it_does_not_list_carries_them(string keywords, string right, string wrong)
    {
        var file = SchemaSamples.WithLinkedSource(keywords);
        var type = new PluginProject(file).Load().GetType("Sample.LinkedSourceDefinition", throwOnError: true)!;

        JsonNode.DeepEquals(JsonNode.Parse(right), JsonSerializer.SerializeToNode(JsonSerializer.Deserialize(right, type), type)).Should()
            .BeTrue();
        PluginSchemas.Parse(file).Validate(DefinitionKind.LinkedSource, JsonNode.Parse(right), "");
        FluentActions.Invoking(() => PluginSchemas.Parse(file).Validate(DefinitionKind.LinkedSource, JsonNode.Parse(wrong), ""))
            .Should().Throw<SchemaViolationException>();
    }

    private static string Lists(int depth) => depth == 0 ? "JsonNode" : $"IReadOnlyList<{Lists(depth - 1)}>";

    private static string FileWith(string schema) => SchemaSamples.WithValue(
        schema,
        isRequired: false,
        definitions: """
            "tree": { "type": "object", "properties": { "size": { "type": "integer" }, "next": { "$ref": "#/definitions/tree" } } },
            "port": { "$id": "#port", "type": "integer", "minimum": 1 }
            """);

    private static void RoundTrips(string file, string value)
    {
        Validate(file, value);
        var type = new PluginProject(file).Load().GetType("Sample.LinkedSourceDefinition", throwOnError: true)!;
        var json = JsonNode.Parse($$"""{"value":{{value}}}""");

        JsonNode.DeepEquals(json, JsonSerializer.SerializeToNode(JsonSerializer.Deserialize(json, type), type)).Should().BeTrue();
    }

    private static void Validate(string file, string value) =>
        PluginSchemas.Parse(file).Validate(DefinitionKind.LinkedSource, JsonNode.Parse($$"""{"value":{{value}}}"""), "The value");

    private static string TypeOfValue(string source) => Value().Match(source).Groups[1].Value;

    [GeneratedRegex(@"public (\S+) Value \{")]
    private static partial Regex Value();
}
