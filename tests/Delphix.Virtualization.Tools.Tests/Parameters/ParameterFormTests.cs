using System.Text.Json.Nodes;
using Delphix.Virtualization.Tools.Output;
using Delphix.Virtualization.Tools.Parameters;

namespace Delphix.Virtualization.Tools.Tests.Parameters;

public sealed class ParameterFormTests : IDisposable
{
    private readonly StringWriter _error = new();

    public void Dispose() => _error.Dispose();

    [Fact]
    public async Task Person_is_asked_for_what_is_required_and_missing_until_there_is_an_answer()
    {
        JsonObject given = new() { ["given"] = "x" };

        await FillInAsync(
            "\n\n/srv/files\n", "", given, Field("given"), Field("path", "path"), Field("optional") with { IsRequired = false });

        given.ToJsonString().Should().Be("""{"given":"x","path":"/srv/files"}""");
        _error.ToString().Should().Be(string.Concat(Enumerable.Repeat("Title of path (path; what it is for): ", 3)));
    }

    [Fact]
    public async Task Secrets_and_credentials_are_asked_for_without_showing_them()
    {
        JsonObject given = [];

        await FillInAsync("app\n", "s3cret\rpa55\r", given, Field("token", FormField.Secret), Field("login", FormField.Credentials));

        given.ToJsonString().Should().Be(
            """{"token":"s3cret","login":{"type":"NamedPasswordCredential","username":"app","password":"pa55"}}""");
        _error.ToString().Should().NotContainAny("s3cret", "pa55").And.Contain("Title of token (not shown): ")
            .And.Contain("Title of login, user name (").And.Contain("Title of login, password (not shown): ");
    }

    [Fact]
    public async Task End_of_the_input_is_an_error_that_says_how_to_give_the_value()
    {
        var asking = () => FillInAsync("", "", [], Field("path"));

        (await asking.Should().ThrowAsync<UserException>()).Which.Action.Should().Be("Give it on the command line: --param path=VALUE");
    }

    [Theory]
    [InlineData("path", "\n", "There is no value for field.")]
    [InlineData(FormField.Credentials, "\n", "There is no value for field.username.")]
    [InlineData(FormField.Secret, "", "--param field: more than one line came.")]
    [InlineData(FormField.Credentials, "app\n", "--param field.password: more than one line came.")]
    public async Task Error_names_the_value_that_it_is_about(string kind, string typed, string message)
    {
        var asking = () => FillInAsync(typed, "first\nsecond", [], Field("field", kind));

        (await asking.Should().ThrowAsync<UserException>()).Which.Message.Should().StartWith(message);
    }

    private static FormField Field(string name, string kind = "text") => new(name, $"Title of {name}", kind, true, null, "what it is for");

    private async Task FillInAsync(string typed, string unseen, JsonObject given, params FormField[] fields)
    {
        using var lines = new StringReader(typed);
        var keys = new Queue<char>(unseen);
        var terminal = new Terminal
        {
            Output = TextWriter.Null,
            Error = _error,
            Input = () => lines,
            // What is pasted is there at once; who types ends a line by Enter.
            IsKeyWaiting = () => unseen.Contains('\n', StringComparison.Ordinal) && keys.Count > 0,
            ReadKey = () => new ConsoleKeyInfo(keys.Dequeue(), default, false, false, false),
        };
        await new ParameterForm(terminal).FillInAsync(fields, given, CancellationToken.None);
    }
}
