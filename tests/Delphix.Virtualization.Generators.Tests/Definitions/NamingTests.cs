using Delphix.Virtualization.Generators.Tests.Harness;

namespace Delphix.Virtualization.Generators.Tests.Definitions;

public sealed class NamingTests
{
    [Theory]
    [InlineData("class", "Class")]
    [InlineData("ssh-port", "SshPort")]
    [InlineData("ssh_port", "SshPort")]
    [InlineData("a.b c", "ABC")]
    [InlineData("1st", "_1st")]
    [InlineData("URL", "URL")]
    [InlineData("größe", "Größe")]
    [InlineData("名前", "名前")]
    [InlineData("", "Unnamed")]
    [InlineData("$?", "Unnamed")]
    [InlineData("a\u200Db", "AB")]
    [InlineData("linkedSourceDefinition", "LinkedSourceDefinitionValue")]
    [InlineData("toString", "ToStringValue")]
    [InlineData("equals", "EqualsValue")]
    [InlineData("getType", "GetTypeValue")]
    [InlineData("clone", "CloneValue")]
    [InlineData("equalityContract", "EqualityContractValue")]
    [InlineData("jsonIgnoreCondition", "JsonIgnoreConditionValue")]
    [InlineData("jsonNode", "JsonNode")]
    [InlineData("jsonIgnore", "JsonIgnore")]
    [InlineData("iReadOnlyList", "IReadOnlyList")]
    [InlineData("system", "System")]
    [InlineData("delphix", "Delphix")]
    public void Property_of_any_name_gets_an_identifier_that_compiles(string name, string identifier)
    {
        Generate(SchemaSamples.WithLinkedSource($$"""
            "properties": {
              "{{name}}": { "type": "string" },
              "any other": {},
              "list": { "type": "array", "items": {} },
              "mode": { "enum": ["a"] }
            }
            """)).Should().Contain($$"""
                [JsonPropertyName("{{name}}")]
                [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
                public string? {{identifier}} { get; init; }
            """);
    }

    [Fact]
    public void Properties_that_collapse_to_one_identifier_get_numbers_in_order()
    {
        var text = Generate(SchemaSamples.WithLinkedSource("""
            "properties": { "foo-bar": {}, "fooBar": {}, "foo bar": {}, "fooBar2": {}, "toString": {}, "toStringValue": {} }
            """));

        Identifiers(text).Should().Equal("FooBar", "FooBar2", "FooBar3", "FooBar22", "ToStringValue", "ToStringValue2");
    }

    [Fact]
    public void Property_with_quotes_and_control_characters_keeps_its_exact_name()
    {
        Generate(SchemaSamples.WithLinkedSource("""
            "properties": { "a\"b\\c\n\u2028": {} }
            """)).Should().Contain("""[JsonPropertyName("a\"b\\c\n\u2028")]""").And.Contain("<c>a\"b\\c</c>");
    }

    [Fact]
    public void Types_whose_names_collide_get_numbers()
    {
        var schema = SchemaSamples.WithLinkedSource(
            """
            "properties": {
              "definition": { "enum": ["a"] },
              "a-b": { "type": "object", "properties": { "linkedSourceAB": {} } },
              "aB": { "enum": ["a"] },
              "": { "$ref": "#/definitions/a-b" }
            }
            """,
            """ "a-b": { "enum": ["a"] } """).Replace(
            "\"virtualSourceDefinition\": { \"type\": \"object\"",
            "\"virtualSourceDefinition\": { \"type\": \"object\", \"properties\": { \"\": { \"enum\": [\"a\"] } }",
            StringComparison.Ordinal);
        var project = new PluginProject(schema);

        project.Check().Should().BeEmpty();
        project.Generate()["VirtualSourceDefinition.g.cs"].Should().Contain("enum VirtualSource2\n");
        project.Generate()["LinkedSourceDefinition.g.cs"].Should().Contain("public LinkedSourceDefinition2? Definition ")
            .And.Contain("public LinkedSourceAB? AB ").And.Contain("public LinkedSourceAB2? AB2 ")
            .And.Contain("record LinkedSourceAB\n").And.Contain("enum LinkedSourceAB2\n").And.Contain("enum LinkedSourceAB3\n")
            .And.Contain("LinkedSourceABValue");
    }

    [Fact]
    public void EnumMembers_of_any_names_are_unique_identifiers()
    {
        Generate(SchemaSamples.WithValue("""{ "enum": ["in", "2.0", "a b", "a-b", "A B", "*", "/", "x\"y"] }""")).Should().EndWith("""
            public enum LinkedSourceValue
            {
                /// <summary><c>in</c>.</summary>
                [JsonStringEnumMemberName("in")]
                In,

                /// <summary><c>2.0</c>.</summary>
                [JsonStringEnumMemberName("2.0")]
                _20,

                /// <summary><c>a b</c>.</summary>
                [JsonStringEnumMemberName("a b")]
                AB,

                /// <summary><c>a-b</c>.</summary>
                [JsonStringEnumMemberName("a-b")]
                AB2,

                /// <summary><c>A B</c>.</summary>
                [JsonStringEnumMemberName("A B")]
                AB3,

                /// <summary><c>*</c>.</summary>
                [JsonStringEnumMemberName("*")]
                Unnamed,

                /// <summary><c>/</c>.</summary>
                [JsonStringEnumMemberName("/")]
                Unnamed2,

                /// <summary><c>x"y</c>.</summary>
                [JsonStringEnumMemberName("x\"y")]
                XY,
            }

            """);
    }

    private static string Generate(string schema)
    {
        var project = new PluginProject(schema);
        project.Check().Should().BeEmpty();
        return project.Generate()["LinkedSourceDefinition.g.cs"];
    }

    private static IEnumerable<string> Identifiers(string text) =>
        text.Split('\n').Where(line => line.EndsWith(" { get; init; }", StringComparison.Ordinal)).Select(line => line.Split(' ')[^5]);
}
