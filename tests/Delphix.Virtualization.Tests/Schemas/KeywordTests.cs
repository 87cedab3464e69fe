using System.Text.Json.Nodes;
using Delphix.Virtualization.Schemas;
using Delphix.Virtualization.Tests.Samples;

namespace Delphix.Virtualization.Tests.Schemas;

/// <summary>Each keyword with a value that satisfies it and one that breaks it: what a schema may say is enforced.</summary>
public sealed class KeywordTests
{
    private const string Platform = "https://delphix.com/platform/api#/definitions/";

    [Theory]
    [InlineData("""{"type":"string"}""", "\"\"", "7")]
    [InlineData("""{"type":"boolean"}""", "false", "0")]
    [InlineData("""{"type":"integer"}""", "1.0", "1.5")]
    [InlineData("""{"type":"integer"}""", "-1E+2", "1e-2")]
    [InlineData("""{"type":"integer"}""", "9223372036854775807", "9223372036854775808")]
    [InlineData("""{"type":"number"}""", "0.5", "\"0.5\"")]
    [InlineData("""{"type":"array"}""", "[]", "{}")]
    [InlineData("""{"type":"object"}""", "{}", "null")]
    [InlineData("""{"type":"null"}""", "null", "0")]
    [InlineData("""{"type":["integer","string"]}""", "\"a\"", "1.5")]
    [InlineData("""{"properties":{"a":{}}}""", "{}", "1")]
    [InlineData("""{"items":{}}""", "[1]", "{}")]
    [InlineData("""{"enum":["1"]}""", "\"1\"", "1")]
    [InlineData("""{"enum":["a",null]}""", "null", "\"null\"")]
    [InlineData("""{"type":["string","null"],"enum":["a"]}""", "\"a\"", "null")]
    [InlineData("""{"type":["string","null"],"enum":["a",null]}""", "null", "\"\"")]
    [InlineData("""{"type":"string","enum":["a",null]}""", "\"a\"", "null")]
    [InlineData(
        """{"type":["string","null"],"enum":["2020-01-01T00:00:00Z",null]}""", "\"2020-01-01T00:00:00Z\"", "\"2020-01-01T00:00:00.000Z\"")]
    [InlineData(
        """{"enum":["2020-01-01T00:00:00.000Z"],"type":["string","null"]}""", "\"2020-01-01T00:00:00.000Z\"", "\"2020-01-01T00:00:00Z\"")]
    [InlineData(
        """{"type":"array","maxItems":1,"items":{"enum":["2020-01-01T00:00:00.000Z"]}}""", "[\"2020-01-01T00:00:00.000Z\"]",
        "[\"2020-01-01T00:00:00Z\"]")]
    [InlineData(
        """{"type":"object","additionalProperties":{"enum":["2020-01-01T00:00:00.000Z"]}}""", "{\"a\":\"2020-01-01T00:00:00.000Z\"}",
        "{\"a\":\"2020-01-01T00:00:00Z\"}")]
    [InlineData("""{"anyOf":[{"const":"2020-01-01T00:00:00.000Z"}]}""", "\"2020-01-01T00:00:00.000Z\"", "\"2020-01-01T00:00:00Z\"")]
    [InlineData("""{"const":"a"}""", "\"a\"", "\"A\"")]
    [InlineData("""{"const":"1"}""", "\"1\"", "1")]
    [InlineData("""{"const":true}""", "true", "false")]
    [InlineData("""{"const":true}""", "true", "\"True\"")]
    [InlineData("""{"const":1}""", "1.0", "2")]
    [InlineData("""{"const":1}""", "1", "\"1\"")]
    [InlineData("""{"type":"integer","const":-5}""", "-5", "-4")]
    [InlineData("""{"const":null}""", "null", "0")]
    [InlineData("""{"minimum":0.1}""", "0.1", "0.09")]
    [InlineData("""{"type":"number","maximum":2}""", "2.0", "2.0001")]
    [InlineData("""{"type":"number","exclusiveMinimum":2}""", "2.0001", "2")]
    [InlineData("""{"type":"number","exclusiveMaximum":2}""", "1", "2")]
    [InlineData("""{"type":"number","multipleOf":0.1}""", "0.3", "0.35")]
    [InlineData("""{"type":"string","minLength":2}""", "\"ab\"", "\"a\"")]
    [InlineData("""{"type":"string","maxLength":2.0}""", "\"ab\"", "\"abc\"")]
    [InlineData("""{"type":"string","pattern":"^a+$"}""", "\"aa\"", "\"ab\"")]
    [InlineData("""{"type":"string","format":"unixpath"}""", "\"/a\"", "\"a\"")]
    [InlineData("""{"type":"string","format":"password"}""", "\"a\"", "1")]
    [InlineData("""{"type":"string","format":"reference","referenceType":"HOST_USER"}""", "\"HOST_USER-1\"", "1")]
    [InlineData("""{"type":"string","format":"date-time"}""", "\"2026-11-20T09:00:00.5+01:00\"", "\"2026-11-20\"")]
    [InlineData("""{"type":"string","format":"date-time"}""", "\"2026-11-20T09:00:00Z\"", "\"2026-13-20T09:00:00Z\"")]
    [InlineData("""{"type":"string","format":"date"}""", "\"2026-11-20\"", "\"20.11.2026\"")]
    [InlineData("""{"type":"string","format":"time"}""", "\"09:00:00Z\"", "\"25:00:00Z\"")]
    [InlineData("""{"type":"string","format":"email"}""", "\"a@example.com\"", "\"a\"")]
    [InlineData("""{"type":"string","format":"hostname"}""", "\"db-1.example.com\"", "\"a b\"")]
    [InlineData("""{"type":"string","format":"ipv4"}""", "\"10.0.0.1\"", "\"10.0.0.256\"")]
    [InlineData("""{"type":"string","format":"ipv6"}""", "\"fe80::1\"", "\"10.0.0.1\"")]
    [InlineData("""{"type":"string","format":"uri"}""", "\"https://example.com/a\"", "\"/a\"")]
    [InlineData("""{"type":"array","items":{"type":"integer"}}""", "[1,2.0]", "[1,\"2\"]")]
    [InlineData("""{"type":"array","items":false}""", "[]", "[1]")]
    [InlineData("""{"type":"array","items":true}""", "[1,null]", "1")]
    [InlineData("""{"type":"array","minItems":1}""", "[1]", "[]")]
    [InlineData("""{"type":"array","maxItems":1}""", "[1]", "[1,2]")]
    [InlineData("""{"type":"array","maxItems":0}""", "[]", "[1]")]
    [InlineData("""{"type":"object","maxProperties":0}""", "{}", "{\"a\":1}")]
    [InlineData("""{"patternProperties":{"^x":{"type":"integer"},"y$":{"minimum":5}}}""", "{\"xy\":6}", "{\"xy\":4}")]
    [InlineData("""{"properties":{"x":{"type":"integer"}},"patternProperties":{"^x":{"minimum":5}}}""", "{\"x\":6}", "{\"x\":4}")]
    [InlineData("""{"required":["a"]}""", "\"text\"", "{}")]
    [InlineData("""{"minimum":9007199254740993}""", "9007199254740994", "9007199254740990")]
    [InlineData("""{"type":"array","items":{"type":"number"},"uniqueItems":true}""", "[1,1.5]", "[1,1.0]")]
    [InlineData("""{"type":"array","items":{"type":"string"},"uniqueItems":true}""", "[\"a\",\"A\"]", "[\"a\",\"a\"]")]
    [InlineData("""{"type":"object","required":["a"]}""", "{\"a\":null}", "{}")]
    [InlineData("""{"type":"object","properties":{"a":true,"b":false}}""", "{\"a\":1}", "{\"b\":1}")]
    [InlineData("""{"type":"object","properties":{"a":{}},"additionalProperties":false}""", "{\"a\":1}", "{\"b\":1}")]
    [InlineData(
        """{"type":"object","properties":{"a":{}},"additionalProperties":{"type":"string"}}""", "{\"a\":1,\"b\":\"x\"}", "{\"b\":1}")]
    [InlineData(
        """{"type":"object","patternProperties":{"^x":{"type":"integer"}},"additionalProperties":false}""", "{\"x1\":1}", "{\"x1\":\"a\"}")]
    [InlineData("""{"type":"object","patternProperties":{"^x":{"type":"integer"}},"additionalProperties":false}""", "{}", "{\"y\":1}")]
    [InlineData("""{"type":"object","minProperties":1}""", "{\"a\":1}", "{}")]
    [InlineData("""{"type":"object","maxProperties":1}""", "{\"a\":1}", "{\"a\":1,\"b\":1}")]
    [InlineData("""{"allOf":[{"minLength":2},{"maxLength":3}]}""", "\"ab\"", "\"a\"")]
    [InlineData("""{"anyOf":[{"type":"string"},{"type":"integer","minimum":1}]}""", "1", "0")]
    [InlineData("""{"oneOf":[{"type":"string"},{"maxLength":3}]}""", "\"aaaa\"", "\"a\"")]
    [InlineData("""{"not":{"type":"string"}}""", "1", "\"a\"")]
    [InlineData("""{"$ref":"#/definitions/port"}""", "1", "0")]
    [InlineData("""{"$ref":"#/definitions/again"}""", "1", "0")]
    [InlineData("""{"$ref":"#/definitions/a~1b%20c"}""", "true", "1")]
    [InlineData("""{"$ref":"#/definitions/choice/anyOf/1"}""", "null", "1")]
    [InlineData("""{"$ref":"#/properties/other/items"}""", "\"a\"", "1")]
    [InlineData("""{"$ref":"#/definitions/tree"}""", """{"children":[{"children":[]}]}""", """{"children":[{"children":[1]}]}""")]
    [InlineData("""{"$ref":"#"}""", """{"other":["a"]}""", """{"other":[1]}""")]
    public void Keyword_is_enforced(string schema, string valid, string invalid)
    {
        var schemas = SchemasOf(schema);

        Validating(schemas, valid).Should().NotThrow();
        Validating(schemas, invalid).Should().ThrowExactly<SchemaViolationException>();
    }

    [Theory]
    [InlineData("credentialsSupplier", """{"type":"NamedPasswordCredential","password":"p"}""")]
    [InlineData("credentialsSupplier", """{"type":"NamedPasswordCredential","username":"u","password":"p"}""")]
    [InlineData("credentialsSupplier", """{"type":"NamedKeyPairCredential","username":"u","publicKey":"k","privateKey":"k"}""")]
    [InlineData("credentialsSupplier", """{"type":"CyberArkVaultCredential","vault":"CYBERARK_PASSWORD_VAULT-1","queryString":"q"}""")]
    [InlineData(
        "credentialsSupplier",
        """{"type":"HashiCorpVaultCredential","vault":"HASHICORP_VAULT-2","engine":"kv","path":"p","usernameKey":"u","""
            + "\"secretKey\":\"s\",\"expectedSecretType\":\"any\"}")]
    [InlineData(
        "credentialsSupplier",
        """{"type":"AzureVaultCredential","vault":"AZURE_VAULT-1","azureVaultName":"n","usernameKey":"u","secretKey":"s"}""")]
    [InlineData("passwordCredentialsSupplier", """{"type":"NamedPasswordCredential","password":"p"}""")]
    [InlineData(
        "passwordCredentialsSupplier",
        """{"type":"CyberArkVaultCredential","vault":"v","queryString":"q","expectedSecretType":"password"}""")]
    [InlineData("keyCredentialsSupplier", """{"type":"NamedKeyPairCredential","privateKey":"k"}""")]
    [InlineData(
        "keyCredentialsSupplier",
        """{"type":"HashiCorpVaultCredential","vault":"v","engine":"kv","path":"p","usernameKey":"u","""
            + "\"secretKey\":\"s\",\"expectedSecretType\":\"keyPair\"}")]
    public void Credentials_supplier_of_a_documented_form_passes(string type, string value) =>
        Validating(SchemasOf($$"""{"$ref":"{{Platform}}{{type}}"}"""), value).Should().NotThrow();

    [Theory]
    [InlineData("credentialsSupplier", "\"secret\"")]
    [InlineData("credentialsSupplier", "null")]
    [InlineData("credentialsSupplier", "{}")]
    [InlineData("credentialsSupplier", """{"type":"NamedPasswordCredential"}""")]
    [InlineData("credentialsSupplier", """{"type":"NamedPasswordCredential","password":7}""")]
    [InlineData("credentialsSupplier", """{"type":"OtherCredential","password":"secret"}""")]
    [InlineData(
        "credentialsSupplier", """{"type":"CyberArkVaultCredential","vault":"v","queryString":"q","expectedSecretType":"secret"}""")]
    [InlineData("passwordCredentialsSupplier", """{"type":"NamedKeyPairCredential","privateKey":"secret"}""")]
    [InlineData("passwordCredentialsSupplier", """{"type":"CyberArkVaultCredential","vault":"v","queryString":"q"}""")]
    [InlineData(
        "passwordCredentialsSupplier",
        """{"type":"CyberArkVaultCredential","vault":"v","queryString":"q","expectedSecretType":"keyPair"}""")]
    [InlineData("keyCredentialsSupplier", """{"type":"NamedPasswordCredential","password":"secret"}""")]
    public void Credentials_supplier_of_another_form_is_a_violation_that_lists_the_types(string type, string value)
    {
        var schemas = SchemasOf($$"""{"$ref":"{{Platform}}{{type}}"}""");

        Validating(schemas, value).Should().ThrowExactly<SchemaViolationException>().Which.Faults.Should().ContainSingle()
            .Which.Should().StartWith("v must be a credentials supplier with the properties of its type: Named")
            .And.Contain("CyberArkVaultCredential, HashiCorpVaultCredential, AzureVaultCredential").And.NotContain("secret");
    }

    [Fact]
    public void Supplier_that_a_reference_leads_to_is_enforced_where_the_reference_stands()
    {
        var schemas = SchemasOf("""{"type":"array","items":{"$ref":"#/definitions/supplier"}}""");

        Validating(schemas, """[{"type":"NamedPasswordCredential","password":"p"}]""").Should().NotThrow();
        Validating(schemas, "[{}]").Should().ThrowExactly<SchemaViolationException>();
    }

    [Theory]
    [InlineData("""{ "type": "integer" }""")]
    [InlineData("""{ "prettyName": "Record size" }""")]
    [InlineData("""{ "type": "integer", "minimum": 1, "maximum": 16384, "default": 8 }""")]
    [InlineData("""{ "$ref": "#/definitions/size" }""")]
    public void Record_size_is_a_power_of_two_or_absent(string schema)
    {
        var file = SampleSchemas.File();
        file["linkedSourceDefinition"] = JsonNode.Parse(
            $$"""{ "properties": { "recordSizeInKB": {{schema}} }, "definitions": { "size": { "type": "integer" } } }""");
        PluginSchemas.Check(file.ToJsonString()).Should().BeEmpty();
        var schemas = PluginSchemas.FromJson(file);
        Action Validating(string value) => () => schemas.Validate(DefinitionKind.LinkedSource, JsonNode.Parse(value), "The value");

        foreach (var value in new[] { "{}", """{"recordSizeInKB":1}""", """{"recordSizeInKB":8.0}""", """{"recordSizeInKB":16384}""" })
            Validating(value).Should().NotThrow();
        foreach (var value in new[] { "0", "3", "32768", "-8" })
        {
            Validating($$"""{"recordSizeInKB":{{value}}}""").Should().Throw<SchemaViolationException>().Which.Faults
                .Should().Contain("recordSizeInKB must be one of: 1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1024, 2048, 4096, 8192, 16384");
        }

        Validating("""{"recordSizeInKB":"8"}""").Should().Throw<SchemaViolationException>()
            .Which.Faults.Should().Contain("recordSizeInKB must be a whole number (up to 64 bits)");
    }

    [Fact]
    public void Default_that_is_no_record_size_is_a_warning()
    {
        var file = SampleSchemas.File();
        file["virtualSourceDefinition"] = JsonNode.Parse("""{ "properties": { "recordSizeInKB": { "type": "integer", "default": 9 } } }""");

        PluginSchemas.Check(file.ToJsonString()).Should().ContainSingle()
            .Which.Should().BeEquivalentTo(new { IsWarning = true, Path = "virtualSourceDefinition.properties.recordSizeInKB.default" });
    }

    private static Action Validating(PluginSchemas schemas, string value) =>
        () => schemas.Validate(DefinitionKind.Snapshot, JsonNode.Parse($$"""{"v":{{value}}}"""), "The value");

    private static PluginSchemas SchemasOf(string schema)
    {
        var file = SampleSchemas.File();
        file["snapshotDefinition"] = JsonNode.Parse($$"""
            {
              "type": "object",
              "properties": { "v": {{schema}}, "other": { "type": "array", "items": { "type": "string" } } },
              "definitions": {
                "port": { "type": "integer", "minimum": 1 },
                "again": { "$ref": "#/definitions/port" },
                "a/b c": { "type": "boolean" },
                "choice": { "anyOf": [{ "type": "string" }, { "type": "null" }] },
                "tree": { "type": "object", "properties": { "children": { "type": "array", "items": { "$ref": "#/definitions/tree" } } } },
                "supplier": { "$ref": "{{Platform}}passwordCredentialsSupplier" }
              }
            }
            """);
        return PluginSchemas.FromJson(file);
    }
}
