using System.Text.Json.Nodes;
using Delphix.Virtualization.Tools.Output;
using Delphix.Virtualization.Tools.Parameters;

namespace Delphix.Virtualization.Tools.Tests.Parameters;

public sealed class UnseenInputTests : IDisposable
{
    private readonly StringWriter _error = new();

    public void Dispose() => _error.Dispose();

    [Theory]
    [InlineData("hunter2\n", "hunter2")]
    [InlineData("hunter2\r\n", "hunter2")]
    [InlineData(" hunter 2 ", " hunter 2 ")]
    [InlineData("-----BEGIN\nkey\n-----END\n", "-----BEGIN\nkey\n-----END\n")]
    public async Task Param_without_a_value_is_read_from_standard_input(string input, string expected) =>
        (await ReadAsync(Redirected(input), "credentials.password", "name=x"))
            .Should().Match<JsonObject>(
                values => values["credentials"]!["password"]!.GetValue<string>() == expected && values["name"]!.GetValue<string>() == "x");

    [Fact]
    public async Task Standard_input_has_one_value_only() =>
        await FluentActions.Awaiting(() => ReadAsync(Redirected("x"), "a", "b")).Should().ThrowAsync<UserException>()
            .WithMessage("Standard input was already read for a, so it cannot give b, too.");

    [Fact]
    public async Task Standard_input_without_a_value_is_refused() =>
        await FluentActions.Awaiting(() => ReadAsync(Redirected(""), "a")).Should().ThrowAsync<UserException>()
            .WithMessage("--param a: standard input is empty.");

    [Fact]
    public async Task Person_at_a_terminal_is_asked_and_what_is_typed_is_not_shown()
    {
        var keys = new Queue<ConsoleKeyInfo>(
        [
            Key('h'), Key('x'), new('\b', ConsoleKey.Backspace, false, false, false), Key('i'), Key('!'),
            new('\r', ConsoleKey.Enter, false, false, false),
            Key('2'), new('\r', ConsoleKey.Enter, false, false, false),
        ]);

        var values = await ReadAsync(new Terminal { Output = TextWriter.Null, Error = _error, ReadKey = keys.Dequeue }, "password", "b");

        values.ToJsonString().Should().Be("""{"password":"hi!","b":"2"}""");
        _error.ToString().ReplaceLineEndings("\n").Should().Be("password (not shown): \nb (not shown): \n");
    }

    [Fact]
    public async Task Private_key_that_is_pasted_arrives_whole_and_nothing_of_it_is_left()
    {
        const string PrivateKey = "-----BEGIN OPENSSH PRIVATE KEY-----\nAAAA\nBBBB\n-----END OPENSSH PRIVATE KEY-----\n";
        var keys = Pasted(PrivateKey + "\n");

        var values = await ReadAsync(Person(keys), "key");

        values["key"]!.GetValue<string>().Should().Be(PrivateKey);
        keys.Should().BeEmpty();
        _error.ToString().ReplaceLineEndings("\n").Should().Be("key (not shown): \n");
    }

    [Theory]
    [InlineData("hunter2\nrm -rf /\n")]
    [InlineData("-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n-----BEGIN CERTIFICATE-----\n")]
    public async Task Paste_of_more_than_a_value_is_refused_and_goes_to_nobody_else(string text)
    {
        var keys = Pasted(text);

        var thrown = await FluentActions.Awaiting(() => ReadAsync(Person(keys), "password", "b")).Should().ThrowAsync<UserException>();

        (thrown.Which.Message, thrown.Which.Action).Should().Be(
            ("--param password: more than one line came.",
                "Put the value into a file that only you can read, and say: --param password < FILE"));
        keys.Should().BeEmpty();
    }

    [Fact]
    public async Task Program_that_waits_for_standard_input_says_so_first()
    {
        var said = "";
        var terminal = Redirected("") with { Input = () => new StringReader(said = _error.ToString()) };

        await ReadAsync(terminal, "password");

        said.ReplaceLineEndings("\n").Should().Be("Reading password from standard input\n");
    }

    [Fact]
    public async Task Terminal_shows_nothing_any_more_when_the_person_is_asked()
    {
        // .NET stops the echo when it looks for a key.
        string? shownBefore = null;
        var terminal = new Terminal
        {
            Output = TextWriter.Null,
            Error = _error,
            ReadKey = Pasted("x\n").Dequeue,
            IsKeyWaiting = () => { shownBefore ??= _error.ToString(); return false; },
        };

        await ReadAsync(terminal, "password");

        shownBefore.Should().BeEmpty();
    }

    [Fact]
    public async Task Person_may_interrupt_instead_of_typing()
    {
        using var interruption = new CancellationTokenSource();
        using var never = new ManualResetEventSlim();
        var terminal = new Terminal
        {
            Output = TextWriter.Null,
            Error = _error,
            ReadKey = () => { interruption.Cancel(); never.Wait(); return default; },
        };

        await FluentActions.Awaiting(() => ParameterValues.Parse(["a"]).ReadAsync(new UnseenInput(terminal), interruption.Token))
            .Should().ThrowAsync<OperationCanceledException>();

        never.Set();
    }

    private Terminal Person(Queue<ConsoleKeyInfo> keys) =>
        new() { Output = TextWriter.Null, Error = _error, ReadKey = keys.Dequeue, IsKeyWaiting = () => keys.Count > 0 };

    private static Queue<ConsoleKeyInfo> Pasted(string text) => new(text.Select(c => Key(c == '\n' ? '\r' : c)));

    private Terminal Redirected(string input) => new() { Output = TextWriter.Null, Error = _error, Input = () => new StringReader(input) };

    private static Task<JsonObject> ReadAsync(Terminal terminal, params string[] written) =>
        ParameterValues.Parse(written).ReadAsync(new UnseenInput(terminal), CancellationToken.None);

    private static ConsoleKeyInfo Key(char c) => new(c, ConsoleKey.None, false, false, false);
}
