using System.Text.Json.Nodes;
using Delphix.Virtualization.Engine.Secrets;
using Delphix.Virtualization.Engine.Tests.Support;
using Delphix.Virtualization.Schemas;

namespace Delphix.Virtualization.Engine.Tests.Secrets;

public sealed class PluginSecretsTests : IDisposable
{
    private readonly EngineFolder _folder = new();
    private readonly SecretMask _mask = new();
    private readonly PluginSecrets _secrets;

    public PluginSecretsTests()
    {
        Directory.CreateDirectory(_folder.Directory.Root);
        _secrets = SecretSchemas.Secrets(new SecretBox(_folder.Directory));
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Values_that_are_kept_have_no_secret()
    {
        var values = Values("s3cret");

        var kept = await _secrets.ProtectAsync(DefinitionKind.LinkedSource, values, CancellationToken.None);

        kept.ToJsonString().Should().NotContain("s3cret").And.Contain("\"note\":\"plain\"");
        values["password"]!.GetValue<string>().Should().Be("s3cret");
        JsonNode.DeepEquals(await _secrets.RevealAsync(DefinitionKind.LinkedSource, kept, CancellationToken.None), values)
            .Should().BeTrue();
        JsonNode.DeepEquals(await _secrets.ProtectAsync(DefinitionKind.LinkedSource, kept, CancellationToken.None), kept).Should().BeTrue();
    }

    [Theory]
    [InlineData("repository")]
    [InlineData("sourceConfig")]
    [InlineData("snapshot")]
    [InlineData("snapshotParameters")]
    [InlineData("virtualSource")]
    [InlineData("linkedSource")]
    public async Task Request_has_its_passwords_but_suppliers_stay_closed(string name)
    {
        var kept = await _secrets.ProtectAsync(DefinitionKind.LinkedSource, Values("s3cret"), CancellationToken.None);
        JsonObject part = new() { [name] = new JsonObject { ["guid"] = "g", ["parameters"] = kept.DeepClone() } };
        var request = name == "linkedSource" ? new JsonObject { ["stagedSource"] = part } : part;
        var before = request.DeepClone();

        var opened = await _secrets.OpenRequestAsync(request, _mask, CancellationToken.None);

        var parameters = (name == "linkedSource" ? opened["stagedSource"]! : opened)[name]!["parameters"]!;
        parameters["password"]!.GetValue<string>().Should().Be("s3cret");
        JsonNode.DeepEquals(parameters["credentials"], kept["credentials"]).Should().BeTrue();
        JsonNode.DeepEquals(request, before).Should().BeTrue();
        _mask.Hide("it is s3cret!").Should().Be("it is ********!");
    }

    [Theory]
    [InlineData("""{ "snapshot": { "parameters": { "password": "s3cret" } } }""")]
    [InlineData("""{ "repositories": [{ "parameters": { "name": "a" } }, { "parameters": { "password": "s3cret" } }] }""")]
    [InlineData(
        """{ "sourceConfigs": [{ "parameters": { "credentials": { "type": "NamedKeyPairCredential", "privateKey": "s3cret" } } }] }""")]
    [InlineData("""{ "sourceConfig": { "parameters": { "password": "s3cret" } } }""")]
    public async Task Response_is_encrypted_before_anybody_keeps_it(string response)
    {
        var returned = JsonNode.Parse(response)!.AsObject();

        await _secrets.CloseResponseAsync(returned, CancellationToken.None);

        returned.ToJsonString().Should().NotContain("s3cret").And.Contain("encrypted:v1:");
    }

    [Fact]
    public async Task ValuesWithoutSecrets_need_no_key()
    {
        await _secrets.ProtectAsync(DefinitionKind.Snapshot, new JsonObject { ["note"] = "plain" }, CancellationToken.None);

        File.Exists(_folder.Directory.SecretKey).Should().BeFalse();
    }

    private static JsonObject Values(string secret) => new()
    {
        ["note"] = "plain",
        ["password"] = secret,
        ["credentials"] = new JsonObject { ["type"] = "NamedPasswordCredential", ["username"] = "u", ["password"] = secret },
    };
}
