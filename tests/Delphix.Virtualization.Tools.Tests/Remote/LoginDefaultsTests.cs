using Delphix.Virtualization.Engine.Http.Client;
using Delphix.Virtualization.Testing;
using Delphix.Virtualization.Tools.Remote;

namespace Delphix.Virtualization.Tools.Tests.Remote;

public sealed class LoginDefaultsTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Theory]
    [InlineData("", null, null, null)]
    [InlineData(
        "[default]\nengine = engine.example.com\nuser = admin\npassword = p=a:s#s ;1\n", "engine.example.com", "admin", "p=a:s#s ;1")]
    [InlineData("# a\n; b\n\n[dev]\nvsdk_root = /x\nuser = other\n[default]\r\nUser: admin\r\nengine=\nunknown = x", null, "admin", null)]
    public async Task Section_default_says_who_talks_to_which_engine(string text, string? engine, string? user, string? password)
    {
        var defaults = await ReadAsync(text);

        (defaults.Engine, defaults.User, defaults.Password).Should().Be((engine, user, password));
    }

    [Fact]
    public async Task File_that_is_not_there_says_nothing() =>
        (await LoginDefaults.ReadAsync(_directory.Combine("none"), CancellationToken.None))
            .Should().Be(new LoginDefaults(null, null, null));

    [Theory]
    [InlineData("[default]\nhunter2\n", 2)]
    [InlineData("password = hunter2", 1)]
    [InlineData("[default]\nuser = a\n= hunter2\n", 3)]
    public async Task Line_that_is_no_setting_is_named_and_not_shown(string text, int line)
    {
        var thrown = await FluentActions.Awaiting(() => ReadAsync(text)).Should().ThrowAsync<UserException>();

        thrown.Which.Message.Should().Be($"{_directory.Combine("config")}, line {line}: this is no setting.");
        thrown.Which.Action.Should().NotContain("hunter2");
    }

    [Theory]
    [InlineData(UnixFileMode.UserRead | UnixFileMode.UserWrite, "password = x", false)]
    [InlineData(UnixFileMode.UserRead | UnixFileMode.OtherRead, "password = x", true)]
    [InlineData(UnixFileMode.UserRead | UnixFileMode.GroupRead, "password = x", true)]
    [InlineData(UnixFileMode.UserRead | UnixFileMode.OtherRead, "user = x", false)]
    public async Task Password_that_others_may_read_is_noticed(UnixFileMode mode, string line, bool expected)
    {
        await File.WriteAllTextAsync(_directory.Combine("config"), $"[default]\n{line}");
        File.SetUnixFileMode(_directory.Combine("config"), mode);

        (await LoginDefaults.ReadAsync(_directory.Combine("config"), CancellationToken.None)).IsExposed.Should().Be(expected);
    }

    [Theory]
    [InlineData("engine.example.com", "https://engine.example.com/")]
    [InlineData("10.1.2.3:8443", "https://10.1.2.3:8443/")]
    [InlineData("http://engine.example.com", "http://engine.example.com/")]
    [InlineData("localhost", "http://localhost/")]
    [InlineData("127.0.0.1:8282", "http://127.0.0.1:8282/")]
    [InlineData("[::1]:8282", "http://[::1]:8282/")]
    [InlineData("https://localhost:1/", "https://localhost:1/")]
    public void Address_is_https_unless_it_says_http_or_is_this_machine(string text, string expected) =>
        EngineAddress.Parse(text).ToString().Should().Be(expected);

    [Theory]
    [InlineData("")]
    [InlineData("ftp://engine")]
    [InlineData("engine/path")]
    [InlineData("http://user:hunter2@engine")]
    [InlineData("two words")]
    public void Address_that_is_none_is_refused(string text) =>
        FluentActions.Invoking(() => EngineAddress.Parse(text)).Should().Throw<UserException>().Which.Action.Should().NotBeEmpty();

    [Theory]
    [InlineData("Directory Trees", "Directory Trees")]
    [InlineData("../../etc/passwd\n", ".._.._etc_passwd_")]
    [InlineData("größe\"", "gr__e_")]
    public void Part_of_a_file_name_has_no_tricks(string text, string expected) => SafeFileName.Of(text).Should().Be(expected);

    private async Task<LoginDefaults> ReadAsync(string text)
    {
        await File.WriteAllTextAsync(_directory.Combine("config"), text);
        return await LoginDefaults.ReadAsync(_directory.Combine("config"), CancellationToken.None);
    }
}
