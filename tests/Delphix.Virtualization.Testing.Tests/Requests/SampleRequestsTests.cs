using Delphix.Virtualization.Operations;
using Delphix.Virtualization.Schemas;

namespace Delphix.Virtualization.Testing.Tests.Requests;

public sealed class SampleRequestsTests
{
    private const string Schema = """
        {
          "repositoryDefinition": {
            "type": "object", "required": ["path", "version"], "identityFields": ["path"], "nameField": "path",
            "properties": {
              "path": { "type": "string", "format": "unixpath" },
              "version": { "type": "string", "minLength": 20, "maxLength": 22 },
              "notes": { "type": "string" }
            }
          },
          "sourceConfigDefinition": {
            "type": "object", "required": ["name"], "identityFields": ["name"], "nameField": "name",
            "properties": { "name": { "type": "string", "maxLength": 3 } }
          },
          "linkedSourceDefinition": {
            "type": "object", "required": ["port", "ratio", "kind", "tags", "login", "when", "nested"],
            "properties": {
              "port": { "type": "integer", "minimum": 1024, "multipleOf": 100 },
              "ratio": { "type": "number", "exclusiveMaximum": 1 },
              "kind": { "type": "string", "enum": ["full", "part"] },
              "tags": { "type": "array", "minItems": 2, "items": { "type": "string" } },
              "login": { "$ref": "https://delphix.com/platform/api#/definitions/credentialsSupplier" },
              "when": { "type": "string", "format": "date-time" },
              "nested": { "type": "object", "required": ["deep"], "properties": { "deep": { "type": "boolean" } } },
              "limit": { "type": "integer", "default": 5 }
            }
          },
          "virtualSourceDefinition": {
            "type": "object", "required": ["code"], "properties": { "code": { "type": "string", "pattern": "^(?!A)[A-Z]{3}$" } }
          },
          "snapshotDefinition": { "type": "object", "properties": {} },
          "snapshotParametersDefinition": { "type": "object", "properties": { "resync": { "type": "boolean", "default": true } } }
        }
        """;

    private static readonly SampleRequests Samples = new(PluginSchemas.Parse(Schema), PluginStrategy.Staged);

    [Theory]
    [InlineData(DefinitionKind.Repository)]
    [InlineData(DefinitionKind.SourceConfig)]
    [InlineData(DefinitionKind.LinkedSource)]
    [InlineData(DefinitionKind.Snapshot)]
    public void Values_fit_the_schema(DefinitionKind kind)
    {
        // It validates them itself.
        Samples.Values(kind).Should().NotBeNull();
    }

    [Fact]
    public void Values_are_what_is_required_and_what_has_a_default()
    {
        Samples.Values(DefinitionKind.Repository).Select(property => property.Key).Should().Equal("path", "version");
        Samples.Values(DefinitionKind.SnapshotParameters).ToJsonString().Should().Be("""{"resync":true}""");
        var linked = Samples.Values(DefinitionKind.LinkedSource);
        linked["limit"]!.GetValue<int>().Should().Be(5);
        linked["kind"]!.GetValue<string>().Should().Be("full");
        linked["port"]!.GetValue<long>().Should().Be(1100);
    }

    [Fact]
    public void Value_that_breaks_the_schema_is_refused()
    {
        var act = () => Samples.Values(DefinitionKind.SourceConfig, values => values["name"] = "too long");

        act.Should().Throw<SchemaViolationException>();
    }

    [Fact]
    public void Value_of_which_there_is_no_sample_has_to_be_set()
    {
        var act = () => Samples.Values(DefinitionKind.VirtualSource);

        act.Should().Throw<NotSupportedException>().WithMessage("*virtualSourceDefinition.code*pattern*Set it.");
        var set = Samples.Values(DefinitionKind.VirtualSource, values => values["code"] = "XYZ");
        set.ToJsonString().Should().Be("""{"code":"XYZ"}""");
    }

    [Fact]
    public void Request_has_all_that_an_engine_sends()
    {
        var request = Samples.Request("linked.preSnapshot", request => request["snapshotParameters"] = null);

        request.Select(part => part.Key).Should().Equal("stagedSource", "repository", "sourceConfig", "snapshotParameters");
        request["stagedSource"]!["stagedMount"]!["mountPath"]!.GetValue<string>().Should().Be("/mnt/staging");
        var host = request["stagedSource"]!["sourceConnection"]!["environment"]!["host"]!;
        host["name"]!.GetValue<string>().Should().Be("source.example.com");
        request["snapshotParameters"].Should().BeNull();
    }

    [Theory]
    [InlineData("virtual.fly")]
    [InlineData("upgrade.snapshot")]
    public void Request_of_no_such_operation_is_refused(string operation)
    {
        var act = () => Samples.Request(operation);

        act.Should().Throw<ArgumentException>();
    }
}
