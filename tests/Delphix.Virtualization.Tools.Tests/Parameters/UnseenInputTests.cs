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
            .Should().Match<JsonObject>(values => values["credentials"]!["password"]!.GetValue<string>() == expected && values["name"]!.GetValue<string>() == "x");

    [Fact]
    public async Task Standard_input_has_one_value_only() =>
        await FluentActions.Awaiting(() => ReadAsync(Redirected("x"), "a", "b")).Should().ThrowAsync<UserException>()
            .WithMessage("Standard input has the value of a, so b cannot be read from it.");

    [Fact]
    public async Task Standard_input_without_a_value_is_refused() =>
        await FluentActions.Awaiting(() => ReadAsync(Redirected(""), "a")).Should().ThrowAsync<UserException>().WithMessage("--param a: standard input is empty.");

    [Fact]
    public async Task Person_at_a_terminal_is_asked_and_what_is_typed_is_not_shown()
    {
        var keys = new Queue<ConsoleKeyInfo>(
        [
            Key('h'), Key('x'), new('\b', ConsoleKey.Backspace, false, false, false), Key('i'), Key('!'), new('\r', ConsoleKey.Enter, false, false, false),
            Key('2'), new('\r', ConsoleKey.Enter, false, false, false),
        ]);

        var values = await ReadAsync(new Terminal { Output = TextWriter.Null, Error = _error, ReadKey = keys.Dequeue }, "password", "b");

        values.ToJsonString().Should().Be("""{"password":"hi!","b":"2"}""");
        _error.ToString().ReplaceLineEndings("\n").Should().Be("password (not shown): \nb (not shown): \n");
    }

    [Fact]
    public async Task Person_may_interrupt_instead_of_typing()
    {
        using var interruption = new CancellationTokenSource();
        using var never = new ManualResetEventSlim();
        var terminal = new Terminal { Output = TextWriter.Null, Error = _error, ReadKey = () => { interruption.Cancel(); never.Wait(); return default; } };

        await FluentActions.Awaiting(() => ParameterValues.Parse(["a"]).ReadAsync(new UnseenInput(terminal), interruption.Token)).Should().ThrowAsync<OperationCanceledException>();

        never.Set();
    }

    private Terminal Redirected(string input) => new() { Output = TextWriter.Null, Error = _error, Input = () => new StringReader(input) };

    private static Task<JsonObject> ReadAsync(Terminal terminal, params string[] written) => ParameterValues.Parse(written).ReadAsync(new UnseenInput(terminal), CancellationToken.None);

    private static ConsoleKeyInfo Key(char c) => new(c, ConsoleKey.None, false, false, false);
}
