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
        { "\"requried\": [\"a\"]", "requried: is not a keyword (did you mean 'required'?)" },
        { "\"$defs\": {}", "$defs: is not a keyword" },
        { "\"description\": 5", "description: must be a text, is the number 5" },
        { "\"prettyName\": true", "prettyName: must be a text, is true" },
        { "\"minimum\": \"1\"", "minimum: must be a number, is the text '1'" },
        { "\"exclusiveMaximum\": true", "exclusiveMaximum: must be a number, is true" },
        { "\"maximum\": 1e300", "maximum: must be between -9.2e18 and 9.2e18, is the number 1e300" },
        { "\"multipleOf\": 0", "multipleOf: must be a number from 0.000000001 on, is the number 0" },
        { "\"minLength\": 1.5", "minLength: must be a whole number from 0 to 2147483647, is the number 1.5" },
        { "\"maxItems\": -1", "maxItems: must be a whole number from 0 to 2147483647, is the number -1" },
        { "\"uniqueItems\": 1", "uniqueItems: must be true or false, is the number 1" },
        { "\"pattern\": \"(\"", "pattern: is no regular expression: Invalid pattern '(' at offset 1. Not enough )'s" },
        { "\"pattern\": null", "pattern: must be a text, is null" },
        { "\"patternProperties\": { \"[\": {} }", "patternProperties['[']: is no regular expression: Invalid pattern '[' at offset 1. Unterminated [] set" },
        { "\"patternProperties\": { \"^a\": {}, \"^b\": {} }", "patternProperties['^b']: only one pattern is enforced: join it with the first one" },
        { "\"patternProperties\": { \"^x\": {} }, \"properties\": { \"xa\": {} }", "patternProperties['^x']: would not be enforced for 'xa', which 'properties' lists and this pattern fits too" },
        { "\"items\": [{}]", "items: a list has items of one kind: give one schema" },
        { "\"items\": 5", "items: must be a schema, such as { \"type\": \"string\" }, is the number 5" },
        { "\"anyOf\": []", "anyOf: must be a list of schemas, is an empty list" },
        { "\"oneOf\": [{ \"type\": \"x\" }]", "oneOf[0].type: 'x' is not a JSON type: use string, boolean, integer, number, array, object or null" },
        { "\"not\": \"a\"", "not: must be a schema, such as { \"type\": \"string\" }, is the text 'a'" },
        { "\"properties\": []", "properties: must be an object with a schema for each name, is an empty list" },
        { "\"additionalProperties\": \"false\"", "additionalProperties: must be a schema, such as { \"type\": \"string\" }, is the text 'false'" },
        { "\"definitions\": { \"a\": 5 }", "definitions.a: must be a schema, such as { \"type\": \"string\" }, is the number 5" },
        { "\"required\": true, \"type\": \"object\"", "required: must be a list of names, is true" },
        { "\"required\": [1], \"type\": \"object\"", "required[0]: must be a name, is the number 1" },
        { "\"required\": [\"a\", \"a\"], \"type\": \"object\"", "required[1]: 'a' is listed twice" },
        { "\"required\": [\"b\"], \"properties\": { \"a\": {} }", "required[0]: 'b' is required but not described: add it to 'properties', or remove it here" },
        { "\"required\": [\"a\"]", "required: would be enforced for values of every type: give the schema the one type object" },
        { "\"required\": [\"a\"], \"items\": {}", "required: would be enforced for values of every type: give the schema the one type object" },
        { "\"required\": [\"a\"], \"type\": [\"object\", \"string\"]", "required: would be enforced for values of every type: give the schema the one type object" },
        { "\"ordering\": [\"b\"], \"properties\": { \"a\": {} }", "ordering[0]: 'b' is not one of the 'properties'" },
        { "\"identityFields\": [\"a\"]", "identityFields: belongs to repositoryDefinition and sourceConfigDefinition themselves only" },
        { "\"nameField\": \"a\"", "nameField: belongs to repositoryDefinition and sourceConfigDefinition themselves only" },
        { "\"minLength\": 1, \"type\": \"integer\"", "minLength: belongs to type string, which this schema does not have" },
        { "\"minimum\": 1, \"type\": [\"string\", \"null\"]", "minimum: belongs to type number or integer, which this schema does not have" },
        { "\"minimum\": 2, \"maximum\": 1", "minimum: no value can satisfy this and maximum 1" },
        { "\"exclusiveMinimum\": 1, \"maximum\": 1", "exclusiveMinimum: no value can satisfy this and maximum 1" },
        { "\"minLength\": 2, \"maxLength\": 1", "minLength: no value can satisfy this and maxLength 1" },
        { "\"enum\": \"a\"", "enum: must be a list of texts, is the text 'a'" },
        { "\"enum\": []", "enum: no string is listed here, so that no value would be valid: list the strings, or remove 'enum'" },
        { "\"enum\": [\"a\", 1]", "enum[1]: only strings can be listed here: quote every value and say \"type\": \"string\", or remove 'enum'" },
        { "\"enum\": [\"a\"], \"type\": \"integer\"", "enum: only strings can be listed here: quote every value and say \"type\": \"string\", or remove 'enum'" },
        { "\"enum\": [\"a\", \"a\"]", "enum[1]: 'a' is listed twice" },
        { "\"const\": {}", "const: an object or list cannot be demanded as a whole: describe what is in it" },
        { "\"const\": 1, \"type\": \"string\"", "const: is not of the type that the schema says" },
        { "\"const\": 1.5, \"type\": \"integer\"", "const: is not of the type that the schema says" },
        { "\"maximum\": 1, \"const\": 5", "maximum: has no effect beside 'const': remove it" },
        { "\"type\": \"string\", \"$ref\": \"#\"", "type: has no effect beside '$ref': remove it" },
        { "\"format\": \"unxpath\"", "format: 'unxpath' would not be enforced: use unixpath, password, reference, date-time, date, time, email, hostname, ipv4, ipv6, uri, or 'pattern'" },
        { "\"format\": \"date\", \"type\": \"integer\"", "format: belongs to type string, which this schema does not have" },
        { "\"referenceType\": \"HOST_USER\"", "referenceType: belongs to \"format\": \"reference\"" },
        { "\"referenceType\": \"HOST\", \"format\": \"reference\"", "referenceType: 'HOST' is not known: use UNIX_HOST_ENVIRONMENT or HOST_USER" },
        { "\"matches\": \"env\", \"referenceType\": \"HOST_USER\", \"format\": \"reference\"", "matches: 'env' is not a property beside this one with \"referenceType\": \"UNIX_HOST_ENVIRONMENT\"" },
        { "\"matches\": \"environment\", \"format\": \"reference\"", "matches: belongs to \"referenceType\": \"HOST_USER\"" },
        { "\"uniqueItems\": true", "uniqueItems: is enforced where all items are simple: give 'items' the type string, integer, number or boolean" },
        { "\"default\": 5, \"type\": \"string\"", "default: breaks its own schema: the value must be a string" },
        { "\"default\": { \"a\": 1 }, \"properties\": { \"a\": { \"type\": \"string\" } }", "default: breaks its own schema: a must be a string" },
        { "\"$schema\": \"http://json-schema.org/draft-04/schema#\"", "$schema: schemas are read as draft-07: say \"http://json-schema.org/draft-07/schema#\", or remove it" },
        { "\"format\": \"password\"", "format: only texts are kept secret: say \"type\": \"string\"" },
        { "\"format\": \"password\", \"properties\": {}", "format: only texts are kept secret: say \"type\": \"string\"" },
        { "\"format\": \"password\", \"type\": [\"string\", \"integer\"]", "format: only texts are kept secret: say \"type\": \"string\"" },
        { "\"dxFormProperties\": 5", "dxFormProperties: must be an object, is the number 5" },
        { "\"dxFormProperties\": { \"row\": 5 }", "dxFormProperties.row: is not known here: use collapsible, expanded, hideExpression, rows or validationMessages" },
        { "\"dxFormProperties\": { \"rows\": 5 }, \"type\": \"integer\"", "dxFormProperties.rows: belongs to a property of type string" },
        { "\"dxFormProperties\": { \"rows\": \"5\" }, \"type\": \"string\"", "dxFormProperties.rows: must be a whole number from 0 to 2147483647, is the text '5'" },
        { "\"dxFormProperties\": { \"collapsible\": true }, \"type\": \"string\"", "dxFormProperties.collapsible: belongs to a property of type object or array" },
        { "\"dxFormProperties\": { \"expanded\": 1 }, \"type\": \"array\"", "dxFormProperties.expanded: must be true or false, is the number 1" },
        { "\"dxFormProperties\": { \"hideExpression\": 1 }", "dxFormProperties.hideExpression: must be an expression, or true or false, is the number 1" },
        { "\"dxFormProperties\": { \"validationMessages\": [] }", "dxFormProperties.validationMessages: must be an object with a message for each keyword, is an empty list" },
        { "\"dxFormProperties\": { \"validationMessages\": { \"pattern\": 1 } }, \"type\": \"string\"", "dxFormProperties.validationMessages.pattern: must be a text, is the number 1" },
        { "\"dxFormProperties\": { \"validationMessages\": { \"pattern\": \"m\" } }, \"type\": \"array\"", "dxFormProperties.validationMessages.pattern: belongs to a property of type string" },
        { "\"dxFormProperties\": { \"validationMessages\": { \"enum\": \"m\" } }, \"type\": \"string\"", "dxFormProperties.validationMessages.enum: no message can be given for this: use minLength, pattern, minItems, maxItems, uniqueItems, multipleOf" },
        { "\"$ref\": 7", "$ref: must be a text, is the number 7" },
        { "\"$ref\": \"#/definitions/none\"", "$ref: the reference '#/definitions/none' leads nowhere: '#/…' begins at the definition in which it stands, such as '#/definitions/name'" },
        { "\"$ref\": \"#/snapshotDefinition\"", "$ref: the reference '#/snapshotDefinition' leads nowhere: '#/…' begins at the definition in which it stands, such as '#/definitions/name'" },
        { "\"$ref\": \"#/properties\"", "$ref: the reference '#/properties' leads to what is not a schema: point it at one, such as '#/definitions/name'" },
        { "\"$ref\": \"#/properties/v\"", "$ref: the reference '#/properties/v' leads back to itself: point it at a schema" },
        { "\"$ref\": \"a.json\"", "$ref: the reference 'a.json' leads out of the definition: use '#/…', or https://delphix.com/platform/api#/definitions/ with credentialsSupplier, passwordCredentialsSupplier, keyCredentialsSupplier" },
        { "\"$ref\": \"https://delphix.com/platform/api#/definitions/other\"", "$ref: the reference 'https://delphix.com/platform/api#/definitions/other' leads out of the definition: use '#/…', or https://delphix.com/platform/api#/definitions/ with credentialsSupplier, passwordCredentialsSupplier, keyCredentialsSupplier" },
    };

    public static TheoryData<string> NotEnforced { get; } = ["$id", "contains", "additionalItems", "if", "then", "else", "propertyNames", "dependencies", "contentEncoding", "contentMediaType"];

    [Theory]
    [MemberData(nameof(Keywords))]
    public void Keyword_that_breaks_a_rule_is_a_fault_at_its_line(string keywords, string fault) =>
        FaultsOfProperty(keywords).Should().Equal($"line {FirstLine}, snapshotDefinition.properties.v.{fault}");

    [Theory]
    [MemberData(nameof(NotEnforced))]
    public void Keyword_that_would_not_be_enforced_is_refused_by_name(string keyword) =>
        FaultsOfProperty($"\"{keyword}\": {{}}").Should().ContainSingle()
            .Which.Should().StartWith($"line {FirstLine}, snapshotDefinition.properties.v.{keyword}: this keyword would not be enforced: ");

    [Theory]
    [InlineData("\"type\": \"array\"", ".type: a definition describes an object: say \"type\": \"object\" and list its values in 'properties'")]
    [InlineData("\"$ref\": \"#/definitions/a\", \"definitions\": { \"a\": {} }", ".$ref: a definition describes an object itself: list its values in 'properties'")]
    [InlineData("\"required\": [\"a\"]", ".required[0]: 'a' is required but not described: add it to 'properties', or remove it here")]
    [InlineData("\"allOf\": [{ \"$ref\": \"#\" }]", ": this schema is a part of itself: only the properties or items of a schema may refer back to it")]
    [InlineData("\"not\": { \"$ref\": \"#/definitions/a\" }, \"definitions\": { \"a\": { \"anyOf\": [{ \"$ref\": \"#\" }] } }", ": this schema is a part of itself: only the properties or items of a schema may refer back to it")]
    public void Definition_that_breaks_a_rule_is_a_fault(string keywords, string fault) =>
        FaultsOfDefinition("snapshotDefinition", keywords).Should().ContainSingle().Which.Should().EndWith($"snapshotDefinition{fault}");

    [Theory]
    [InlineData("\"nameField\": \"name\"", ": lacks 'identityFields': list the properties that tell one object from another")]
    [InlineData("\"identityFields\": [\"name\"]", ": lacks 'nameField': name the property that users see as the object's name")]
    [InlineData("\"nameField\": \"name\", \"identityFields\": []", ".identityFields: must list at least one of the 'properties'")]
    [InlineData("\"nameField\": \"name\", \"identityFields\": \"name\"", ".identityFields: must be a list of names, is the text 'name'")]
    [InlineData("\"nameField\": \"name\", \"identityFields\": [7]", ".identityFields[0]: must be a name, is the number 7")]
    [InlineData("\"nameField\": \"name\", \"identityFields\": [\"name\", \"size\"]", ".identityFields[1]: 'size' is not one of the 'properties'")]
    [InlineData("\"nameField\": [\"name\"], \"identityFields\": [\"name\"]", ".nameField: must be a text, is a list")]
    [InlineData("\"nameField\": \"Name\", \"identityFields\": [\"name\"]", ".nameField: 'Name' is not one of the 'properties'")]
    [InlineData("\"nameField\": \"port\", \"identityFields\": [\"name\"]", ".nameField: 'port' must be a property of type string")]
    public void Identity_that_breaks_a_rule_is_a_fault(string keywords, string fault) =>
        FaultsOfDefinition("repositoryDefinition", "\"properties\": { \"name\": { \"type\": \"string\" }, \"port\": { \"type\": \"integer\" } }, " + keywords)
            .Should().ContainSingle().Which.Should().EndWith($"repositoryDefinition{fault}");

    [Theory]
    [InlineData("linkedSourceDefinition", true)]
    [InlineData("virtualSourceDefinition", true)]
    [InlineData("snapshotDefinition", false)]
    public void Record_size_of_a_source_is_whole(string definition, bool isChecked)
    {
        var faults = FaultsOfDefinition(definition, "\"properties\": { \"recordSizeInKB\": { \"type\": \"string\" } }");

        faults.Any(fault => fault.EndsWith("recordSizeInKB: this property tells the platform a record size: say \"type\": \"integer\"", StringComparison.Ordinal)).Should().Be(isChecked);
    }

    [Theory]
    [InlineData("{ \"not\": ", "{}")]
    [InlineData("{ \"items\": ", "false")]
    [InlineData("{ \"properties\": { \"a\": ", "{ \"const\": \"x\" }")]
    [InlineData("{ \"anyOf\": [", "{ \"type\": [\"string\", \"null\"] }")]
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
    public async Task Default_that_takes_too_long_to_match_is_a_fault() =>
        (await Task.Run(() => FaultsOfProperty($"\"type\": \"string\", \"pattern\": \"^(a+)+$\", \"default\": \"{new string('a', 40)}!\"")).WaitAsync(TimeSpan.FromSeconds(20)))
            .Should().ContainSingle().Which.Should().EndWith("v.default: breaks its own schema: a text takes too long to match ^(a+)+$: the pattern must be simpler");

    [Theory]
    [InlineData("\"type\": \"object\", \"oneOf\": [{ \"required\": [\"a\"] }, { \"not\": { \"required\": [\"a\"] } }]", 0)]
    [InlineData("\"oneOf\": [{ \"required\": [\"a\"] }, { \"type\": \"string\" }]", 1)]
    [InlineData("\"type\": \"object\", \"additionalProperties\": { \"required\": [\"a\"] }", 1)]
    public void Required_may_take_its_type_from_the_schema_around_it(string keywords, int faults) =>
        FaultsOfProperty(keywords).Should().HaveCount(faults);

    [Fact]
    public void Keywords_of_the_platform_and_extensions_pass()
    {
        const string Keywords = """
            "type": "object", "x-vendor": { "any": 1 }, "$comment": "c", "title": "t", "examples": [1], "readOnly": true,
            "ordering": ["user", "env"],
            "dxFormProperties": { "collapsible": true, "expanded": false, "hideExpression": "!model.a" },
            "properties": {
              "env": { "type": "string", "format": "reference", "referenceType": "UNIX_HOST_ENVIRONMENT" },
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
            ["repositoryDefinition"] = """{ "properties": { "name": { "type": "string" } }, "nameField": "name", "identityFields": ["name"] }""",
            ["sourceConfigDefinition"] = """{ "properties": { "name": { "type": "string" } }, "nameField": "name", "identityFields": ["name"] }""",
            ["linkedSourceDefinition"] = "{}",
            ["virtualSourceDefinition"] = "{}",
            ["snapshotDefinition"] = "{}",
            ["snapshotParametersDefinition"] = "{}",
            [definition] = $"\n{{ {keywords} }}",
        };
        var file = "{ " + string.Join(", ", definitions.Select(entry => $"\"{entry.Key}\": {entry.Value}")) + " }";
        return [.. PluginSchemas.Check(file).Select(fault => fault.ToString())];
    }
}
