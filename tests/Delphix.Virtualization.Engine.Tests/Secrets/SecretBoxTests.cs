using System.Text.Json.Nodes;
using Delphix.Virtualization.Engine.Secrets;
using Delphix.Virtualization.Engine.Tests.Support;

namespace Delphix.Virtualization.Engine.Tests.Secrets;

public sealed class SecretBoxTests : IDisposable
{
    private const string Text = "p4ß 'wort'\n";

    private readonly EngineFolder _folder = new();

    public SecretBoxTests() => Directory.CreateDirectory(_folder.Directory.Root);

    private SecretBox NewBox() => new(_folder.Directory);

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Text_is_read_again_by_another_process_and_never_looks_the_same()
    {
        var first = await NewBox().EncryptAsync(Text, CancellationToken.None);
        var second = await NewBox().EncryptAsync(Text, CancellationToken.None);

        first.Should().StartWith("encrypted:v1:").And.NotBe(second);
        (await NewBox().OpenAsync(first, CancellationToken.None)).Should().Be(Text);
        (await NewBox().OpenAsync(second, CancellationToken.None)).Should().Be(Text);
    }

    [Fact]
    public async Task EncryptedText_of_another_key_is_not_encrypted_again()
    {
        var encrypted = await NewBox().EncryptAsync(Text, CancellationToken.None);
        await File.WriteAllBytesAsync(_folder.Directory.SecretKey, new byte[32]);

        (await NewBox().EncryptAsync(encrypted, CancellationToken.None)).Should().Be(encrypted);
    }

    [Fact]
    public async Task EncryptedText_stays_as_it_is_but_text_that_only_looks_like_it_is_encrypted()
    {
        var box = NewBox();
        var encrypted = await box.EncryptAsync(Text, CancellationToken.None);

        (await box.EncryptAsync(encrypted, CancellationToken.None)).Should().Be(encrypted);
        (await box.OpenAsync(await box.EncryptAsync("encrypted:v1:AAAA", CancellationToken.None), CancellationToken.None))
            .Should().Be("encrypted:v1:AAAA");
    }

    [Fact]
    public async Task Key_is_made_at_first_need_for_its_user_alone()
    {
        var box = NewBox();
        File.Exists(_folder.Directory.SecretKey).Should().BeFalse();

        await box.EncryptAsync(Text, CancellationToken.None);

        new FileInfo(_folder.Directory.SecretKey).UnixFileMode.Should().Be(UnixFileMode.UserRead | UnixFileMode.UserWrite);
    }

    [Fact]
    public async Task Key_is_one_though_several_processes_need_it_at_once()
    {
        var encrypted = await Task.WhenAll(
            Enumerable.Range(0, 8).Select(_ => Task.Run(() => NewBox().EncryptAsync(Text, CancellationToken.None))));

        foreach (var text in encrypted)
            (await NewBox().OpenAsync(text, CancellationToken.None)).Should().Be(Text);
    }

    [Fact]
    public async Task LostKey_is_said_with_what_to_do()
    {
        var encrypted = await NewBox().EncryptAsync(Text, CancellationToken.None);
        File.Delete(_folder.Directory.SecretKey);

        var gone = await RefusedAsync(encrypted);
        gone.Message.Should().Be($"The stored passwords cannot be read: the engine's key {_folder.Directory.SecretKey} is gone.");
        gone.Action.Should().Be(
            "Put the key file back from a backup of the engine directory. Without it, what has passwords cannot be used any more.");

        await File.WriteAllBytesAsync(_folder.Directory.SecretKey, new byte[32]);
        (await RefusedAsync(encrypted)).Message.Should().StartWith("A stored password cannot be read: it was changed, or ");

        await File.WriteAllTextAsync(_folder.Directory.SecretKey, "short");
        (await RefusedAsync(encrypted)).Message.Should().EndWith("is damaged: it has 5 bytes instead of 32.");
    }

    [Fact]
    public async Task LostKey_is_never_replaced_while_the_catalog_has_what_it_encrypted()
    {
        await _folder.Catalog.SaveAsync(Samples.Vdb(), CancellationToken.None);
        var encrypted = await NewBox().EncryptAsync(Text, CancellationToken.None);
        await _folder.Catalog.SaveAsync(
            Samples.Vdb("VDB-2") with { Parameters = new JsonObject { ["password"] = encrypted } }, CancellationToken.None);
        var backup = await File.ReadAllBytesAsync(_folder.Directory.SecretKey);
        File.Delete(_folder.Directory.SecretKey);

        var refused = (await FluentActions.Awaiting(() => NewBox().EncryptAsync("new", CancellationToken.None))
            .Should().ThrowAsync<UserException>()).Which;

        var document = Path.Combine(_folder.Directory.Root, "catalog", "vdb", "VDB-2.json");
        refused.Message.Should().Be(
            $"No password can be stored: the engine's key {_folder.Directory.SecretKey} is gone, and {document} has one that was "
                + "encrypted with it.");
        refused.Action.Should().Be(
            "Put the key file back from a backup of the engine directory. Without one, keep what has passwords in a new engine directory: "
                + "--engine-dir DIRECTORY");
        File.Exists(_folder.Directory.SecretKey).Should().BeFalse();
        await File.WriteAllBytesAsync(_folder.Directory.SecretKey, backup);
        (await NewBox().OpenAsync(await NewBox().EncryptAsync("new", CancellationToken.None), CancellationToken.None)).Should().Be("new");
    }

    [Theory]
    [InlineData(0)]
    [InlineData(12)]
    [InlineData(28)]
    public async Task ChangedText_is_refused(int changed)
    {
        var encrypted = await NewBox().EncryptAsync(Text, CancellationToken.None);
        var bytes = Convert.FromBase64String(encrypted["encrypted:v1:".Length..]);
        bytes[changed] ^= 1;

        (await RefusedAsync($"encrypted:v1:{Convert.ToBase64String(bytes)}")).Message
            .Should().StartWith("A stored password cannot be read: it was changed");
    }

    private async Task<UserException> RefusedAsync(string encrypted) =>
        (await FluentActions.Awaiting(() => NewBox().OpenAsync(encrypted, CancellationToken.None))
            .Should().ThrowAsync<UserException>()).Which;
}
