using System.Text.Json.Nodes;
using Delphix.Virtualization.Schemas;
using Delphix.Virtualization.Tests.Samples;

namespace Delphix.Virtualization.Tests.Schemas;

public sealed class SecretFinderTests
{
    private const string Password = """{ "type": "string", "format": "password" }""";

    public static TheoryData<string, string> Places => new()
    {
        { $$"""{ "properties": { "a": {{Password}}, "b": { "type": "string" } } }""", """{ "a": "SECRET", "b": "plain" }""" },
        { $$"""{ "properties": { "a": { "properties": { "b": {{Password}} } } } }""", """{ "a": { "b": "SECRET", "c": "plain" } }""" },
        { $$"""{ "properties": { "a": { "type": "array", "items": {{Password}} } } }""", """{ "a": ["SECRET", "SECRET", 7, null] }""" },
        { $$"""{ "additionalProperties": {{Password}}, "properties": { "a": {} } }""", """{ "a": "plain", "b": "SECRET" }""" },
        { $$"""{ "patternProperties": { "Pass$": {{Password}} } }""", """{ "myPass": "SECRET", "myPasses": "plain" }""" },
        {
            $$"""{ "definitions": { "pw": {{Password}} }, "properties": { "a": { "$ref": "#/definitions/pw" } } }""",
            """{ "a": "SECRET" }"""
        },
        { $$"""{ "definitions": { "": {{Password}} }, "properties": { "a": { "$ref": "#/definitions/" } } }""", """{ "a": "SECRET" }""" },
        {
            $$"""{ "definitions": { "b c/d": {{Password}} },"""
                + """ "properties": { "a": { "oneOf": [{ "$ref": "#/definitions/b%20c~1d" }] } } }""",
            """{ "a": "SECRET" }"""
        },
        {
            $$"""{ "properties": { "a": { "properties": { "next": { "$ref": "#/properties/a" }, "p": {{Password}} } } } }""",
            """{ "a": { "next": { "next": { "p": "SECRET" } } } }"""
        },
        { $$"""{ "properties": { "a": { "oneOf": [{ "type": "string" }, {{Password}}] } } }""", """{ "a": "SECRET" }""" },
        {
            $$"""{ "anyOf": [{ "properties": { "a": {{Password}} } }, { "properties": { "b": { "allOf": [{{Password}}] } } }] }""",
            """{ "a": "SECRET", "b": "SECRET" }"""
        },
        {
            $$"""{ "properties": { "a": { "items": [{}, {{Password}}], "additionalItems": {{Password}} } } }""",
            """{ "a": ["plain", "SECRET", "SECRET"] }"""
        },
        { $$"""{ "properties": { "a": { "contains": {{Password}} } } }""", """{ "a": ["SECRET"] }""" },
        {
            $$"""{ "if": { "required": ["a"] }, "then": { "properties": { "a": {{Password}} } },"""
                + $$""" "else": { "properties": { "b": {{Password}} } } }""",
            """{ "a": "SECRET", "b": "SECRET" }"""
        },
        { $$"""{ "dependencies": { "b": { "properties": { "a": {{Password}} } }, "c": ["a"] } }""", """{ "a": "SECRET" }""" },
        {
            $$"""{ "definitions": { "pw": { "$id": "#pw", "type": "string", "format": "password" } },"""
                + $$""" "properties": { "a": { "$ref": "#pw" } } }""",
            """{ "a": "SECRET" }"""
        },
        { """{ "properties": { "a": { "format": "password", "type": ["string", "null"] } } }""", """{ "a": null }""" },
    };

    [Theory]
    [MemberData(nameof(Places))]
    public void Text_that_the_definition_calls_a_password_is_found_wherever_it_is(string definition, string value)
    {
        var (found, text) = Find(definition, value);

        found.Select(secret => (secret.Text, secret.IsOfSupplier))
            .Should().Equal(Enumerable.Repeat(("SECRET", false), value.Split("SECRET").Length - 1));
        text.Should().NotContain("SECRET");
    }

    [Theory]
    [InlineData("""{ "properties": { "a": { "$ref": "https://delphix.com/platform/api#/definitions/credentialsSupplier" } } }""")]
    [InlineData("""{ "properties": { "a": { "type": "object" } } }""")]
    [InlineData(
        """{ "properties": { "a": { "properties": { "password": { "type": "string", "format": "password" },"""
            + """ "privateKey": { "type": "string", "format": "password" } } } } }""")]
    public void Secret_of_a_credentials_supplier_is_found_and_kept_apart(string definition)
    {
        var (passwords, withoutPassword) = Find(
            definition, """{ "a": { "type": "NamedPasswordCredential", "username": "u", "password": "SECRET" } }""");
        var (keys, _) = Find(definition, """{ "a": { "type": "NamedKeyPairCredential", "publicKey": "k", "privateKey": "SECRET" } }""");
        var (vaults, _) = Find(definition, """{ "a": { "type": "CyberArkVaultCredential", "vault": "v", "queryString": "q" } }""");

        passwords.Should().ContainSingle().Which.IsOfSupplier.Should().BeTrue();
        withoutPassword.Should().Contain("\"u\"");
        keys.Should().ContainSingle().Which.IsOfSupplier.Should().BeTrue();
        vaults.Should().BeEmpty();
    }

    [Fact]
    public void Secret_says_where_it_is_but_not_what()
    {
        var (found, _) = Find($$"""{ "properties": { "a": {{Password}} } }""", """{ "a": "SECRET" }""");

        found[0].Node.ReplaceWith("x");
        found[0].ToString().Should().NotContain("SECRET");
    }

    [Fact]
    public void Password_cannot_be_the_name_that_users_see()
    {
        var file = SampleSchemas.File();
        file["repositoryDefinition"]!["properties"]!["name"]!["format"] = "password";

        var act = () => PluginSchemas.FromJson(file);

        act.Should().Throw<PluginDefinitionException>().Which.Faults
            .Should().Equal("repositoryDefinition.nameField: 'name' is a password, and users see the name: name another property.");
    }

    private static (IReadOnlyList<SecretValue> Found, string WithoutThem) Find(string definition, string value)
    {
        var file = SampleSchemas.File();
        file["linkedSourceDefinition"] = JsonNode.Parse(definition);
        file["linkedSourceDefinition"]!["type"] = "object";
        var schemas = PluginSchemas.FromJson(file);
        var item = JsonNode.Parse(value)!.AsObject();
        var found = schemas.FindSecrets(DefinitionKind.LinkedSource, item);
        var copy = (JsonObject)item.DeepClone();
        foreach (var secret in schemas.FindSecrets(DefinitionKind.LinkedSource, copy))
            secret.Node.ReplaceWith("********");
        return (found, copy.ToJsonString());
    }
}
