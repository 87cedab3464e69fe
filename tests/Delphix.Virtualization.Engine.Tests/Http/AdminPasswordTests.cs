using Delphix.Virtualization.Engine.Http;
using Delphix.Virtualization.Engine.Tests.Support;

namespace Delphix.Virtualization.Engine.Tests.Http;

public sealed class AdminPasswordTests : IDisposable
{
    private readonly EngineFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Password_is_kept_as_a_hash_that_only_its_owner_reads()
    {
        (await AdminPassword.LoadAsync(_folder.Directory)).Should().BeNull();
        using var generated = AdminPassword.Generate(out var text);
        await generated.SaveAsync(_folder.Directory);

        using var loaded = await AdminPassword.LoadAsync(_folder.Directory);

        text.Should().MatchRegex("^[a-z2-9]{20}$");
        (await loaded!.IsAsync(text, CancellationToken.None)).Should().BeTrue();
        (await loaded.IsAsync(text + "x", CancellationToken.None)).Should().BeFalse();
        File.GetUnixFileMode(_folder.Directory.AdminPassword).Should().Be(UnixFileMode.UserRead | UnixFileMode.UserWrite);
        (await File.ReadAllTextAsync(_folder.Directory.AdminPassword)).Should().NotContain(text);
    }

    [Theory]
    [InlineData("")]
    [InlineData("{}")]
    [InlineData("""{"Salt":"","Iterations":1,"Hash":""}""")]
    public async Task PasswordFile_that_is_damaged_is_an_error_with_an_action(string text)
    {
        Directory.CreateDirectory(_folder.Directory.Root);
        await File.WriteAllTextAsync(_folder.Directory.AdminPassword, text);

        var thrown = await FluentActions.Awaiting(() => AdminPassword.LoadAsync(_folder.Directory)).Should().ThrowAsync<UserException>();

        (thrown.Which.Message, thrown.Which.Action).Should().Be(
            ($"The password file {_folder.Directory.AdminPassword} is damaged.",
                "Delete it: the next start makes up a new password. Or set DVP_ADMIN_PASSWORD."));
    }

    [Theory]
    [InlineData("http://127.0.0.1:8282", "127.0.0.1:8282")]
    [InlineData("http://localhost:1", "127.0.0.1:1")]
    [InlineData(" http://[::1]:0 ; http://0.0.0.0/", "[::1]:0 0.0.0.0:80")]
    public void Urls_say_where_to_listen(string urls, string expected) => string.Join(' ', ServerAddress.Parse(urls)).Should().Be(expected);

    [Theory]
    [InlineData("", "'' is no address to listen at.")]
    [InlineData("8282", "'8282' is no address to listen at.")]
    [InlineData("http://example.com:1", "'http://example.com:1' is no address to listen at.")]
    [InlineData("http://127.0.0.1:1/path", "'http://127.0.0.1:1/path' is no address to listen at.")]
    [InlineData("https://127.0.0.1:1", "The local engine speaks no https, so it cannot listen at 'https://127.0.0.1:1'.")]
    public void Urls_that_are_none_are_refused(string urls, string message) =>
        FluentActions.Invoking(() => ServerAddress.Parse(urls)).Should().Throw<UserException>().WithMessage(message).Which.Action
            .Should().NotBeEmpty();
}
