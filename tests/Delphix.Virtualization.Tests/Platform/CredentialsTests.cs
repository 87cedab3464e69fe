namespace Delphix.Virtualization.Tests.Platform;

public sealed class CredentialsTests
{
    private static readonly PasswordCredentials Password = new("alice", "hunter2");
    private static readonly KeyPairCredentials KeyPair = new("alice", "private", "public");

    [Fact]
    public void Credentials_as_text_show_nothing_of_their_contents()
    {
        $"{Password}".Should().Be("PasswordCredentials (not shown)");
        $"{KeyPair}".Should().Be("KeyPairCredentials (not shown)");
        $"{new { Credentials = (Credentials)Password }}".Should().NotContainAny("alice", "hunter2");
    }

    [Fact]
    public void Credentials_have_what_they_were_given()
    {
        (Password.Username, Password.Password).Should().Be(("alice", "hunter2"));
        (KeyPair.Username, KeyPair.PrivateKey, KeyPair.PublicKey).Should().Be(("alice", "private", "public"));
    }

    [Fact]
    public void Script_exception_has_the_result_and_shows_only_the_exit_code()
    {
        var result = new RunResult(23, "out", "hunter2");

        var exception = new ScriptException(result);

        exception.Message.Should().Be("The script ended with exit code 23.");
        exception.Result.Should().BeSameAs(result);
        exception.ToString().Should().NotContain("hunter2");
    }

    [Fact]
    public void Library_exception_has_its_kind_and_cause()
    {
        var cause = new IOException();

        var exception = new LibraryException(LibraryError.ConnectionFailed, "10.0.0.1 cannot be reached.", cause);

        exception.Id.Should().Be(LibraryError.ConnectionFailed);
        exception.Message.Should().Be("10.0.0.1 cannot be reached.");
        exception.InnerException.Should().BeSameAs(cause);
    }
}
