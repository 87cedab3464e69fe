using System.Text.Json.Nodes;
using Delphix.Virtualization.Schemas;

namespace Delphix.Virtualization.Tests.Schemas;

/// <summary>Each rule for schema files, with the path and the line that its fault names.</summary>
public sealed class SchemaCheckTests
{
    // The schema of a property stands on line 5, each of its keywords on one more.
    private const int FirstLine = 6;

    public static TheoryData<string, string> Keywords { get; } = new()
    {
        { "\"type\": \"text\"", "type: 'text' is not a JSON type: use string, boolean, integer, number, array, object or null" },
        { "\"type\": [\"string\", 5]", "type[1]: '5' is not a JSON type: use string, boolean, integer, number, array, object or null" },
        { "\"type\": {}", "type: must be a type or a list of types, is an object" },
        { "\"type\": []", "type: must be a type or a list of types, is an empty list" },
        { "\"description\": 5", "description: must be a text, is the number 5" },
        { "\"minimum\": \"1\"", "minimum: must be a number, is the text '1'" },
        { "\"exclusiveMaximum\": true", "exclusiveMaximum: must be a number, is true" },
        { "\"multipleOf\": 0", "multipleOf: must be greater than 0, is the number 0" },
        { "\"minLength\": 1.5", "minLength: must be a whole number from 0 on, is the number 1.5" },
        { "\"maxItems\": -1", "maxItems: must be a whole number from 0 on, is the number -1" },
        { "\"uniqueItems\": 1", "uniqueItems: must be true or false, is the number 1" },
        { "\"pattern\": \"(\"", "pattern: is no regular expression: Invalid pattern '(' at offset 1. Not enough )'s" },
        { "\"pattern\": null", "pattern: must be a text, is null" },
        {
            "\"patternProperties\": { \"[\": {} }",
            "patternProperties['[']: is no regular expression: Invalid pattern '[' at offset 1. Unterminated [] set"
        },
        { "\"items\": 5", "items: must be a schema, such as { \"type\": \"string\" }, is the number 5" },
        { "\"anyOf\": []", "anyOf: must be a list of schemas, is an empty list" },
        {
            "\"oneOf\": [{ \"type\": \"x\" }]",
            "oneOf[0].type: 'x' is not a JSON type: use string, boolean, integer, number, array, object or null"
        },
        { "\"not\": \"a\"", "not: must be a schema, such as { \"type\": \"string\" }, is the text 'a'" },
        { "\"properties\": []", "properties: must be an object with a schema for each name, is an empty list" },
        {
            "\"additionalProperties\": \"false\"",
            "additionalProperties: must be a schema, such as { \"type\": \"string\" }, is the text 'false'"
        },
        { "\"definitions\": { \"a\": 5 }", "definitions.a: must be a schema, such as { \"type\": \"string\" }, is the number 5" },
        { "\"required\": true, \"type\": \"object\"", "required: must be a list of names, is true" },
        { "\"required\": [1], \"type\": \"object\"", "required[0]: must be a name, is the number 1" },
        { "\"required\": [\"a\", \"a\"], \"type\": \"object\"", "required[1]: 'a' is listed twice" },
        { "\"enum\": \"a\"", "enum: must be a list of values, is the text 'a'" },
        { "\"enum\": []", "enum: must be a list of values, is an empty list" },
        { "\"enum\": [\"a\", \"a\"]", "enum[1]: \"a\" is listed twice" },
        { "\"$ref\": 7", "$ref: must be a text, is the number 7" },
        {
            "\"$ref\": \"#/definitions/none\"",
            "$ref: the reference '#/definitions/none' leads nowhere: '#/…' begins at the definition in which it stands, such as "
                + "'#/definitions/name'"
        },
        {
            "\"$ref\": \"#/snapshotDefinition\"",
            "$ref: the reference '#/snapshotDefinition' leads nowhere: '#/…' begins at the definition in which it stands, such as "
                + "'#/definitions/name'"
        },
        {
            "\"$ref\": \"#/properties\"",
            "$ref: the reference '#/properties' leads to what is not a schema: point it at one, such as '#/definitions/name'"
        },
        { "\"$ref\": \"#/properties/v\"", "$ref: the reference '#/properties/v' leads back to itself: point it at a schema" },
        {
            "\"$ref\": \"a.json\"",
            "$ref: the reference 'a.json' leads out of the definition: use '#/…', or https://delphix.com/platform/api#/definitions/ with "
                + "credentialsSupplier, passwordCredentialsSupplier, keyCredentialsSupplier"
        },
        {
            "\"$ref\": \"https://delphix.com/platform/api#/definitions/other\"",
            "$ref: the reference 'https://delphix.com/platform/api#/definitions/other' leads out of the definition: use '#/…', or "
                + "https://delphix.com/platform/api#/definitions/ with credentialsSupplier, passwordCredentialsSupplier, "
                + "keyCredentialsSupplier"
        },
        { "\"type\": [\"string\", \"string\"]", "type[1]: 'string' is listed twice" },
        { "\"items\": []", "items: must be a schema or a list of schemas, is an empty list" },
        { "\"items\": [5]", "items[0]: must be a schema, such as { \"type\": \"string\" }, is the number 5" },
        { "\"if\": [], \"then\": {}", "if: must be a schema, such as { \"type\": \"string\" }, is an empty list" },
        { "\"contains\": 1", "contains: must be a schema, such as { \"type\": \"string\" }, is the number 1" },
        { "\"propertyNames\": \"a\"", "propertyNames: must be a schema, such as { \"type\": \"string\" }, is the text 'a'" },
        { "\"dependencies\": []", "dependencies: must be an object with a schema or a list of names for each name, is an empty list" },
        { "\"dependencies\": { \"a\": [1] }", "dependencies.a[0]: must be a name, is the number 1" },
        { "\"dependencies\": { \"a\": 1 }", "dependencies.a: must be a schema, such as { \"type\": \"string\" }, is the number 1" },
        { "\"examples\": 1", "examples: must be a list of values, is the number 1" },
        { "\"enum\": [1, 1.0]", "enum[1]: 1 is listed twice" },
        { "\"enum\": [{ \"a\": 1, \"b\": 2 }, { \"b\": 2, \"a\": 1 }]", "enum[1]: {\"a\":1,\"b\":2} is listed twice" },
        { "\"$id\": 1", "$id: must be a text, is the number 1" },
        {
            "\"$ref\": \"#/enum/0\"",
            "$ref: the reference '#/enum/0' leads nowhere: '#/…' begins at the definition in which it stands, such as '#/definitions/name'"
        },
    };

    public static TheoryData<string, string> WithoutEffect { get; } = new()
    {
        {
            "\"requried\": [\"a\"]",
            "requried: is not a keyword of draft-07 or of the platform, and has no effect (did you mean 'required'?)"
        },
        { "\"$defs\": {}", "$defs: is not a keyword of draft-07 or of the platform, and has no effect" },
        { "\"prettyName\": true", "prettyName: must be a text, is true" },
        {
            "\"required\": [\"b\"], \"properties\": { \"a\": {} }",
            "required[0]: 'b' is required but not described: add it to 'properties', or remove it here"
        },
        { "\"ordering\": [\"b\"], \"properties\": { \"a\": {} }", "ordering[0]: 'b' is not one of the 'properties'" },
        { "\"identityFields\": [\"a\"]", "identityFields: belongs to repositoryDefinition and sourceConfigDefinition themselves only" },
        { "\"nameField\": \"a\"", "nameField: belongs to repositoryDefinition and sourceConfigDefinition themselves only" },
        { "\"minLength\": 1, \"type\": \"integer\"", "minLength: belongs to type string, which this schema does not have" },
        {
            "\"minimum\": 1, \"type\": [\"string\", \"null\"]",
            "minimum: belongs to type number or integer, which this schema does not have"
        },
        { "\"minimum\": 2, \"maximum\": 1", "minimum: no value can satisfy this and maximum 1" },
        { "\"exclusiveMinimum\": 1, \"maximum\": 1", "exclusiveMinimum: no value can satisfy this and maximum 1" },
        { "\"minLength\": 2, \"maxLength\": 1", "minLength: no value can satisfy this and maxLength 1" },
        { "\"type\": \"string\", \"$ref\": \"#\"", "type: has no effect beside '$ref': remove it" },
        {
            "\"format\": \"unxpath\"",
            "format: 'unxpath' is not known, so that texts of any form are accepted: use unixpath, password, reference, date-time, date, "
                + "time, email, idn-email, hostname, idn-hostname, ipv4, ipv6, uri, uri-reference, iri, iri-reference, uri-template, "
                + "json-pointer, relative-json-pointer, regex, uuid, or 'pattern'"
        },
        { "\"format\": \"date\", \"type\": \"integer\"", "format: belongs to type string, which this schema does not have" },
        { "\"referenceType\": \"HOST_USER\"", "referenceType: belongs to \"format\": \"reference\"" },
        {
            "\"referenceType\": \"HOST\", \"format\": \"reference\"",
            "referenceType: 'HOST' is not known: use UNIX_HOST_ENVIRONMENT, UnixHostEnvironment, HOST_USER, EnvironmentUser"
        },
        {
            "\"matches\": \"env\", \"referenceType\": \"HOST_USER\", \"format\": \"reference\"",
            "matches: 'env' is not a property beside this one with \"referenceType\": \"UNIX_HOST_ENVIRONMENT\""
        },
        { "\"matches\": \"environment\", \"format\": \"reference\"", "matches: belongs to \"referenceType\": \"HOST_USER\"" },
        { "\"default\": 5, \"type\": \"string\"", "default: breaks its own schema: the value must be a string" },
        {
            "\"default\": { \"a\": 1 }, \"properties\": { \"a\": { \"type\": \"string\" } }",
            "default: breaks its own schema: a must be a string"
        },
        {
            "\"$schema\": \"http://json-schema.org/draft-04/schema#\"",
            "$schema: schemas are read as draft-07: say \"http://json-schema.org/draft-07/schema#\", or remove it"
        },
        { "\"format\": \"password\"", "format: only texts are kept secret: say \"type\": \"string\"" },
        { "\"format\": \"password\", \"properties\": {}", "format: only texts are kept secret: say \"type\": \"string\"" },
        { "\"format\": \"password\", \"type\": [\"string\", \"integer\"]", "format: only texts are kept secret: say \"type\": \"string\"" },
        { "\"dxFormProperties\": 5", "dxFormProperties: must be an object, is the number 5" },
        {
            "\"dxFormProperties\": { \"row\": 5 }",
            "dxFormProperties.row: is not known here: use collapsible, expanded, hideExpression, rows or validationMessages"
        },
        { "\"dxFormProperties\": { \"rows\": 5 }, \"type\": \"integer\"", "dxFormProperties.rows: belongs to a property of type string" },
        {
            "\"dxFormProperties\": { \"rows\": \"5\" }, \"type\": \"string\"",
            "dxFormProperties.rows: must be a whole number from 0 on, is the text '5'"
        },
        {
            "\"dxFormProperties\": { \"collapsible\": true }, \"type\": \"string\"",
            "dxFormProperties.collapsible: belongs to a property of type object or array"
        },
        {
            "\"dxFormProperties\": { \"expanded\": 1 }, \"type\": \"array\"",
            "dxFormProperties.expanded: must be true or false, is the number 1"
        },
        {
            "\"dxFormProperties\": { \"hideExpression\": 1 }",
            "dxFormProperties.hideExpression: must be an expression, or true or false, is the number 1"
        },
        {
            "\"dxFormProperties\": { \"validationMessages\": [] }",
            "dxFormProperties.validationMessages: must be an object with a message for each keyword, is an empty list"
        },
        {
            "\"dxFormProperties\": { \"validationMessages\": { \"pattern\": 1 } }, \"type\": \"string\"",
            "dxFormProperties.validationMessages.pattern: must be a text, is the number 1"
        },
        {
            "\"dxFormProperties\": { \"validationMessages\": { \"pattern\": \"m\" } }, \"type\": \"array\"",
            "dxFormProperties.validationMessages.pattern: belongs to a property of type string"
        },
        {
            "\"dxFormProperties\": { \"validationMessages\": { \"enum\": \"m\" } }, \"type\": \"string\"",
            "dxFormProperties.validationMessages.enum: no message can be given for this: use minLength, pattern, minItems, maxItems, "
                + "uniqueItems, multipleOf"
        },
        {
            "\"type\": \"string\", \"type\": \"integer\"",
            "type: has no effect: the name 'type' stands twice in one object, and the last one counts"
        },
        { "\"additionalItems\": false", "additionalItems: has no effect where 'items' is not a list of schemas" },
        { "\"then\": false", "then: has no effect without 'if'" },
        { "\"if\": {}", "if: has no effect without 'then' or 'else'" },
    };

    [Theory]
    [MemberData(nameof(Keywords))]
    public void Keyword_that_breaks_a_rule_is_a_fault_at_its_line(string keywords, string fault) =>
        FaultsOfProperty(keywords).Should().Equal($"line {FirstLine}, snapshotDefinition.properties.v.{fault}");

    [Theory]
    [MemberData(nameof(WithoutEffect))]
    public void Keyword_that_draft_07_allows_and_that_has_no_effect_is_a_warning_at_its_line(string keywords, string warning) =>
        FaultsOfProperty(keywords).Should().Equal($"warning, line {FirstLine}, snapshotDefinition.properties.v.{warning}");

    [Theory]
    [InlineData(
        "\"type\": \"array\"", ".type: a definition describes an object: say \"type\": \"object\" and list its values in 'properties'")]
    [InlineData(
        "\"$ref\": \"#/definitions/a\", \"definitions\": { \"a\": {} }",
        ".$ref: a definition describes an object itself: list its values in 'properties'")]
    [InlineData(
        "\"allOf\": [{ \"$ref\": \"#\" }]",
        ": this schema is a part of itself: only the properties or items of a schema may refer back to it")]
    [InlineData(
        "\"if\": { \"$ref\": \"#\" }, \"else\": false",
        ": this schema is a part of itself: only the properties or items of a schema may refer back to it")]
    [InlineData(
        "\"dependencies\": { \"a\": { \"$ref\": \"#\" } }",
        ": this schema is a part of itself: only the properties or items of a schema may refer back to it")]
    [InlineData(
        "\"not\": { \"$ref\": \"#/definitions/a\" }, \"definitions\": { \"a\": { \"anyOf\": [{ \"$ref\": \"#\" }] } }",
        ": this schema is a part of itself: only the properties or items of a schema may refer back to it")]
    public void Definition_that_breaks_a_rule_is_a_fault(string keywords, string fault) =>
        FaultsOfDefinition("snapshotDefinition", keywords).Should().ContainSingle().Which.Should().EndWith($"snapshotDefinition{fault}");

    [Theory]
    [InlineData("\"nameField\": \"name\"", ": lacks 'identityFields': list the properties that tell one object from another")]
    [InlineData("\"identityFields\": [\"name\"]", ": lacks 'nameField': name the property that users see as the object's name")]
    [InlineData("\"nameField\": \"name\", \"identityFields\": []", ".identityFields: must list at least one of the 'properties'")]
    [InlineData("\"nameField\": \"name\", \"identityFields\": \"name\"", ".identityFields: must be a list of names, is the text 'name'")]
    [InlineData("\"nameField\": \"name\", \"identityFields\": [7]", ".identityFields[0]: must be a name, is the number 7")]
    [InlineData("\"nameField\": [\"name\"], \"identityFields\": [\"name\"]", ".nameField: must be a text, is a list")]
    [InlineData("\"nameField\": \"Name\", \"identityFields\": [\"name\"]", ".nameField: 'Name' is not one of the 'properties'")]
    [InlineData("\"nameField\": \"port\", \"identityFields\": [\"name\"]", ".nameField: 'port' must be a property of type string")]
    public void Identity_that_breaks_a_rule_is_a_fault(string keywords, string fault) =>
        FaultsOfDefinition(
            "repositoryDefinition",
            "\"properties\": { \"name\": { \"type\": \"string\" }, \"port\": { \"type\": \"integer\" } }, " + keywords)
            .Should().ContainSingle().Which.Should().EndWith($"repositoryDefinition{fault}");

    [Fact]
    public void Identity_that_is_no_property_is_a_warning() =>
        FaultsOfDefinition(
            "repositoryDefinition",
            "\"properties\": { \"name\": { \"type\": \"string\" } }, \"nameField\": \"name\", \"identityFields\": [\"name\", \"size\"]")
            .Should().Equal("warning, line 2, repositoryDefinition.identityFields[1]: 'size' is not one of the 'properties'");

    [Theory]
    [InlineData("linkedSourceDefinition", "\"string\"", true)]
    [InlineData("virtualSourceDefinition", "\"number\"", true)]
    [InlineData("virtualSourceDefinition", "[\"integer\"]", true)]
    [InlineData("virtualSourceDefinition", "\"integer\"", false)]
    [InlineData("snapshotDefinition", "\"string\"", false)]
    public void Record_size_of_a_source_is_whole(string definition, string type, bool isFault)
    {
        var faults = FaultsOfDefinition(definition, $"\"properties\": {{ \"recordSizeInKB\": {{ \"type\": {type} }} }}");

        const string Expected = "recordSizeInKB.type: this property tells the platform a record size: say \"type\": \"integer\"";
        faults.Any(fault => fault.EndsWith(Expected, StringComparison.Ordinal)).Should().Be(isFault);
        faults.Should().HaveCount(isFault ? 1 : 0);
    }

    [Theory]
    [InlineData("{ \"not\": ", "{}")]
    [InlineData("{ \"items\": ", "false")]
    [InlineData("{ \"properties\": { \"a\": ", "{ \"const\": \"x\" }")]
    [InlineData("{ \"anyOf\": [", "{ \"type\": [\"string\", \"null\"] }")]
    [InlineData("{ \"if\": true, \"then\": ", "{ \"enum\": [1.5] }")]
    [InlineData("{ \"dependencies\": { \"a\": ", "false")]
    [InlineData("{ \"items\": [", "{ \"contains\": { \"const\": {} } }")]
    [InlineData("{ \"enum\": [", "1")]
    public void Schema_nested_to_any_depth_is_read_or_a_fault(string open, string inner)
    {
        var close = string.Concat(open.Reverse().Where(c => c is '{' or '[').Select(c => c == '{' ? '}' : ']'));
        for (var levels = 40 / close.Length; levels < 70 / close.Length; levels++)
        {
            var schema = string.Concat(Enumerable.Repeat(open, levels)) + inner + string.Concat(Enumerable.Repeat(close, levels));
            var faults = FaultsOfDefinition("snapshotDefinition", $"\"properties\": {{ \"v\": {schema} }}");
            faults.Where(fault => !fault.Contains("nested deeper than 60 levels", StringComparison.Ordinal)).Should().BeEmpty();
        }
    }

    [Fact]
    public void Schema_object_nested_beyond_measure_is_a_fault()
    {
        JsonNode node = new JsonObject();
        for (var i = 0; i < 1_200; i++)
            node = new JsonObject { ["not"] = node };

        var act = () => PluginSchemas.FromJson(new JsonObject { ["snapshotDefinition"] = node });

        act.Should().Throw<PluginDefinitionException>().Which.Message.Should().Contain("nested deeper than 60 levels");
    }

    [Fact]
    public async Task Default_that_takes_too_long_to_match_is_a_fault()
    {
        var keywords = $"\"type\": \"string\", \"pattern\": \"^(a+)+$\", \"default\": \"{new string('a', 40)}!\"";

        (await Task.Run(() => FaultsOfProperty(keywords)).WaitAsync(TimeSpan.FromSeconds(20)))
            .Should().ContainSingle().Which
            .Should().EndWith("v.default: breaks its own schema: a text takes too long to match ^(a+)+$: the pattern must be simpler");
    }

    [Fact]
    public void Reference_may_lead_below_a_keyword_that_draft_07_does_not_know() =>
        FaultsOfDefinition(
            "snapshotDefinition",
            "\"properties\": { \"v\": { \"$ref\": \"#/$defs/a\" } }, \"$defs\": { \"a\": { \"items\": { \"$ref\": \"#/$defs/b\" } }, "
                + "\"b\": { \"minimum\": \"1\" }, \"c\": 5 }")
            .Should().Equal(
                "warning, line 2, snapshotDefinition.$defs: is not a keyword of draft-07 or of the platform, and has no effect",
                "line 2, snapshotDefinition.$defs.b.minimum: must be a number, is the text '1'");

    [Fact]
    public void Keywords_of_the_platform_and_extensions_pass()
    {
        const string Keywords = """
            "type": "object", "x-vendor": { "any": 1 }, "$comment": "c", "title": "t", "examples": [1], "readOnly": true,
            "ordering": ["user", "env"],
            "dxFormProperties": { "collapsible": true, "expanded": false, "hideExpression": "!model.a" },
            "properties": {
              "env": { "type": "string", "format": "reference", "referenceType": "UNIX_HOST_ENVIRONMENT" },
              "otherUser": { "type": "string", "format": "reference", "referenceType": "EnvironmentUser", "matches": "otherEnv" },
              "otherEnv": { "type": "string", "format": "reference", "referenceType": "UnixHostEnvironment" },
              "user": { "type": "string", "format": "reference", "referenceType": "HOST_USER", "matches": "env" },
              "text": { "type": "string", "format": "password", "prettyName": "Text", "dxFormProperties": { "rows": 5, "validationMessages": { "minLength": "m" } } },
              "supplier": { "$ref": "https://delphix.com/platform/api#/definitions/credentialsSupplier", "prettyName": "Credentials" }
            }
            """;

        FaultsOfProperty(Keywords).Should().BeEmpty();
    }

    private static IReadOnlyList<string> FaultsOfProperty(string keywords) =>
        FaultsOfDefinition("snapshotDefinition", $"\n  \"properties\":\n  {{\n    \"v\": {{\n    {keywords} }} }}");

    private static IReadOnlyList<string> FaultsOfDefinition(string definition, string keywords)
    {
        var definitions = new Dictionary<string, string>
        {
            ["repositoryDefinition"] =
                """{ "properties": { "name": { "type": "string" } }, "nameField": "name", "identityFields": ["name"] }""",
            ["sourceConfigDefinition"] =
                """{ "properties": { "name": { "type": "string" } }, "nameField": "name", "identityFields": ["name"] }""",
            ["linkedSourceDefinition"] = "{}",
            ["virtualSourceDefinition"] = "{}",
            ["snapshotDefinition"] = "{}",
            ["snapshotParametersDefinition"] = "{}",
            [definition] = $"\n{{ {keywords} }}",
        };
        var file = "{ " + string.Join(", ", definitions.Select(entry => $"\"{entry.Key}\": {entry.Value}")) + " }";
        return [.. PluginSchemas.Check(file).Select(fault => fault.IsWarning ? $"warning, {fault}" : $"{fault}")];
    }
}
