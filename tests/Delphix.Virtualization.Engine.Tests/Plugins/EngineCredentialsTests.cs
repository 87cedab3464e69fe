using System.Text.Json.Nodes;
using Delphix.Virtualization.Engine.Hosts;
using Delphix.Virtualization.Engine.Jobs;
using Delphix.Virtualization.Engine.Plugins;
using Delphix.Virtualization.Engine.Secrets;
using Delphix.Virtualization.Engine.Tests.Support;

namespace Delphix.Virtualization.Engine.Tests.Plugins;

public sealed class EngineCredentialsTests : IDisposable
{
    private readonly EngineFolder _folder = new();
    private readonly OperationScope _scope = new(null, "files", null);
    private readonly SecretBox _box;
    private readonly EngineLibs _libs;

    public EngineCredentialsTests()
    {
        Directory.CreateDirectory(_folder.Directory.Root);
        _box = new SecretBox(_folder.Directory);
        _libs = new EngineLibs(_folder.Catalog, new HostConnections(_folder.Directory), _box, _scope, TimeProvider.System, _ => { });
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Password_is_retrieved_from_its_supplier_and_from_then_on_hidden()
    {
        var credentials = await RetrieveAsync(
            new()
            {
                ["type"] = "NamedPasswordCredential",
                ["username"] = "u",
                ["password"] = await _box.EncryptAsync("hunter2", CancellationToken.None),
            });

        credentials.Should().Be(new PasswordCredentials("u", "hunter2"));
        _scope.Secrets.Hide("hunter2").Should().Be("********");
    }

    [Fact]
    public async Task KeyPair_is_retrieved_from_its_supplier_and_from_then_on_hidden()
    {
        var credentials = await RetrieveAsync(
            new()
            {
                ["type"] = "NamedKeyPairCredential",
                ["publicKey"] = "pub",
                ["privateKey"] = await _box.EncryptAsync("priv", CancellationToken.None),
            });

        credentials.Should().Be(new KeyPairCredentials("", "priv", "pub"));
        _scope.Secrets.Hide("priv").Should().Be("********");
    }

    [Theory]
    [InlineData("NamedPasswordCredential", false)]
    [InlineData("NamedPasswordCredential", true)]
    [InlineData("NamedKeyPairCredential", false)]
    [InlineData("NamedKeyPairCredential", true)]
    public async Task UserName_that_the_supplier_does_not_have_is_empty(string type, bool isNull)
    {
        var supplier = new JsonObject { ["type"] = type, ["password"] = "hunter2", ["privateKey"] = "priv" };
        if (isNull)
            supplier["username"] = null;

        (await RetrieveAsync(supplier)).Username.Should().BeEmpty();
    }

    [Theory]
    [InlineData("""{}""", LibraryError.InvalidArgument, "the credentials supplier has no 'type'; expected: a text.")]
    [InlineData(
        """{ "type": 7 }""", LibraryError.InvalidArgument, "the 'type' of the credentials supplier is not a text; expected: a text.")]
    [InlineData(
        """{ "type": "Password", "password": "hunter2" }""",
        LibraryError.InvalidArgument,
        "the credentials supplier has the type 'Password'; expected: NamedPasswordCredential, NamedKeyPairCredential, "
            + "CyberArkVaultCredential, HashiCorpVaultCredential, AzureVaultCredential.")]
    [InlineData(
        """{ "type": "NamedPasswordCredential", "privateKey": "hunter2" }""", LibraryError.InvalidArgument,
        "the NamedPasswordCredential has no 'password'; expected: a text.")]
    [InlineData(
        """{ "type": "NamedKeyPairCredential", "password": "hunter2" }""", LibraryError.InvalidArgument,
        "the NamedKeyPairCredential has no 'privateKey'; expected: a text.")]
    [InlineData(
        """{ "type": "NamedKeyPairCredential", "privateKey": ["hunter2"] }""", LibraryError.InvalidArgument,
        "the 'privateKey' of the NamedKeyPairCredential is not a text; expected: a text.")]
    [InlineData(
        """{ "type": "HashiCorpVaultCredential", "vault": "v" }""",
        LibraryError.NotSupported,
        "the local engine has no password vaults, so it cannot open a HashiCorpVaultCredential. Enter the password or the key pair "
            + "itself.")]
    public async Task Supplier_that_has_no_credentials_to_retrieve_is_refused_by_what_is_wrong(string supplier, int id, string message)
    {
        var act = () => RetrieveAsync(JsonNode.Parse(supplier)!.AsObject());

        var thrown = (await act.Should().ThrowAsync<LibraryException>()).Which;
        (thrown.Id, thrown.Message).Should().Be((id, $"RetrieveCredentialsAsync: {message}"));
    }

    [Fact]
    public async Task Supplier_that_cannot_be_decrypted_is_for_the_user_to_fix()
    {
        var act = () => RetrieveAsync(new() { ["type"] = "NamedPasswordCredential", ["password"] = "encrypted:v1:AAAA" });

        var thrown = (await act.Should().ThrowAsync<NonActionableLibraryException>("a plugin cannot bring the key back")).Which;
        JobErrors.Describe(thrown).Action.Should().StartWith("Put the key file back");
    }

    [Fact]
    public void OldPassword_becomes_a_supplier()
    {
        _libs.UpgradePassword("hunter2").ToJsonString().Should().Be("""{"type":"NamedPasswordCredential","password":"hunter2"}""");
        _libs.UpgradePassword("hunter2", "").ToJsonString().Should().Be("""{"type":"NamedPasswordCredential","password":"hunter2"}""");
        _libs.UpgradePassword("hunter2", "u").ToJsonString()
            .Should().Be("""{"type":"NamedPasswordCredential","username":"u","password":"hunter2"}""");
        _scope.Secrets.Hide("hunter2").Should().Be("********");
    }

    private Task<Credentials> RetrieveAsync(JsonObject supplier) => _libs.RetrieveCredentialsAsync(supplier, CancellationToken.None);
}
