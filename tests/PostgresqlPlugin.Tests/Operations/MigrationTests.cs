using System.Text.Json.Nodes;
using Delphix.Virtualization;
using Delphix.Virtualization.Schemas;
using PostgresqlPlugin.Tests.Support;

namespace PostgresqlPlugin.Tests.Operations;

/// <summary>What release 1.0.0 stored, brought into the form of this one.</summary>
public sealed class MigrationTests
{
    private const string Old = """{"sourceAddress":"db.example","username":"replicator","password":"s3cret","mountLocation":"/staging"}""";

    [Fact]
    public async Task User_and_password_of_release_1_0_0_become_credentials()
    {
        var released = PluginSchemas.Parse(
            await File.ReadAllTextAsync(Path.Combine(Path.GetDirectoryName(Sample.SchemaFile)!, "released", "1.0.0.json")));
        var old = JsonNode.Parse(Old)!.AsObject();
        released.Validate(DefinitionKind.LinkedSource, old, "the old value");

        var migrated = new Migrations(new FakeLibs()).UseCredentials(old);

        Sample.Schemas.Validate(DefinitionKind.LinkedSource, migrated, "the migrated value");
        migrated["credentials"]!.ToJsonString().Should()
            .Be("""{"type":"NamedPasswordCredential","username":"replicator","password":"s3cret"}""");
        migrated.Select(value => value.Key).Should().Equal("sourceAddress", "mountLocation", "credentials");
    }

    [Fact]
    public void Data_of_release_1_0_0_breaks_the_schema_without_the_migration() =>
        FluentActions.Invoking(() => Sample.Schemas.Validate(DefinitionKind.LinkedSource, JsonNode.Parse(Old), "the old value"))
            .Should().Throw<SchemaViolationException>();
}
