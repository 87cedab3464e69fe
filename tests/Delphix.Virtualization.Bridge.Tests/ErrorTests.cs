using System.Text.Json.Nodes;
using Delphix.Virtualization.Runtime;

namespace Delphix.Virtualization.Bridge.Tests;

public sealed class ErrorTests : IAsyncLifetime
{
    private BridgeWorld _world = null!;
    private StandInEngine _engine = null!;

    public async Task InitializeAsync()
    {
        _world = await BridgedPlugins.ProbeAsync();
        _engine = await _world.StartEngineAsync();
    }

    public async Task DisposeAsync()
    {
        await _engine.DisposeAsync();
        await _world.DisposeAsync();
    }

    [Theory]
    [InlineData("user error", "")]
    [InlineData("user error with output", "what was seen")]
    public async Task Error_for_the_user_keeps_its_three_texts(string name, string output)
    {
        var error = await FailAsync(name);

        (error.Type, error.Text, error.Action, error.Output.Trim()).Should().Be(("UserError", "It is so.", "Do this.", output));
    }

    [Fact]
    public async Task Internal_error_names_the_operation_and_has_the_stack_of_the_code()
    {
        var error = await FailAsync("internal error");

        error.Type.Should().Be("PluginError");
        error.Text.Should().Be("The plugin's operation discovery.sourceConfig failed with an internal error.");
        error.Stack.Should().Contain("System.InvalidOperationException: inner text").And.Contain("ProbePlugin.SourceConfigs");
    }

    [Fact]
    public async Task Script_that_must_succeed_shows_what_it_printed()
    {
        var error = await FailAsync("checked script", new FakeLibs(_ => new RunResult(3, "", "no such file")));

        (error.Type, error.Output).Should().Be(("UserError", "no such file"));
        error.Text.Should().Be("discovery.sourceConfig: The script ended with exit code 3.");
    }

    [Fact]
    public async Task Library_error_that_nobody_handles_is_the_one_that_the_library_raised()
    {
        var error = await FailAsync("library", new FakeLibs(_ => throw new LibraryException(77, "The host is down.")));

        (error.Type, error.Text, error.Id).Should().Be(("LibraryError", "The host is down.", 77));
    }

    [Fact]
    public async Task Library_error_can_be_handled()
    {
        var libs = new FakeLibs(_ => throw new LibraryException(77, "The host is down."));

        (await NamesAsync("handled library error", libs)).Should().Equal("77: The host is down.");
    }

    [Theory]
    [InlineData("library")]
    [InlineData("handled library error")]
    public async Task Library_that_ends_the_call_ends_it_on_the_engine(string name)
    {
        var error = await FailAsync(name, new FakeLibs(_ => throw new NonActionableLibraryException("over")));

        error.Type.Should().Be("SystemExit");
        (await NamesAsync("library", new FakeLibs(_ => new RunResult(0, "next", "")))).Should().Equal("next");
    }

    [Theory]
    [InlineData("large result", "4,194,304 bytes")]
    [InlineData("long error", "131,072 bytes")]
    public async Task What_is_too_large_names_the_limit(string name, string limit)
    {
        var error = await FailAsync(name);

        error.Text.Should().Contain(limit);
        error.Stack.Length.Should().BeLessThan((int)PlatformLimits.ExceptionBytes);
    }

    [Fact]
    public async Task Request_that_is_too_large_names_the_limit()
    {
        var request = Request(new string('x', 5 << 20));

        var call = () => _engine.InvokeAsync("discovery.sourceConfig", request, new FakeLibs());

        var error = (await call.Should().ThrowAsync<EngineErrorException>()).Which;
        error.Text.Should().Contain("The request for discovery.sourceConfig").And.Contain("4,194,304 bytes");
    }

    [Fact]
    public async Task Log_lines_keep_their_level_and_come_in_order()
    {
        await NamesAsync("log", new FakeLibs());

        var lines = _engine.Log.Where(line => line.Logger.EndsWith("ProbePlugin", StringComparison.Ordinal));
        lines.Select(line => (line.Level, line.Text.Split('\n')[0])).Should().Equal(
            (10, "100 % debug"), (20, "information"), (30, "warning"), (40, "error"), (20, "42 %: Copying"));
        _engine.Log.Should().Contain(line => line.Text.Contains("InvalidOperationException: why"));
    }

    [Fact]
    public async Task Libraries_run_side_by_side()
    {
        using var both = new CountdownEvent(2);
        var libs = new FakeLibs(call =>
        {
            both.Signal();
            both.Wait(TimeSpan.FromMinutes(1)).Should().BeTrue("the other script runs too");
            return new RunResult(0, call.Command, "");
        });

        (await NamesAsync("two at once", libs)).Should().Equal("first", "second");
    }

    [Fact]
    public async Task Large_output_of_a_script_arrives_whole()
    {
        var text = string.Concat(Enumerable.Repeat("\"ä\\\n", 200_000));

        (await NamesAsync("library", new FakeLibs(_ => new RunResult(0, text, "")))).Should().Equal(text);
    }

    [Fact]
    public async Task Credentials_supplier_is_handed_back_unchanged()
    {
        var request = Request("credentials");
        var libs = new FakeLibs();
        request["repository"]!["parameters"]!["credentials"] = libs.UpgradePassword("secret", "me");

        var response = await _engine.InvokeAsync("discovery.sourceConfig", request, libs);

        Names(response).Should().Equal("me:secret");
    }

    [Fact]
    public async Task Migration_can_turn_a_password_into_a_supplier()
    {
        var request = new JsonObject
        {
            ["migrationIds"] = new JsonArray("2.1"),
            ["preUpgradeParameters"] = new JsonObject { ["A"] = new JsonObject { ["password"] = "p" } },
        };

        var direct = await _world.Direct.InvokeAsync("upgrade.linkedSource", request, new FakeLibs());
        var bridged = await _engine.InvokeAsync("upgrade.linkedSource", request, new FakeLibs());

        JsonNode.DeepEquals(bridged, direct).Should().BeTrue(bridged.ToJsonString());
    }

    private JsonObject Request(string name) => _world.Requests.Request(
        "discovery.sourceConfig", request => request["repository"]!["parameters"] = new JsonObject { ["name"] = name });

    private async Task<IReadOnlyList<string>> NamesAsync(string name, ILibs libs) =>
        Names(await _engine.InvokeAsync("discovery.sourceConfig", Request(name), libs));

    private static IReadOnlyList<string> Names(JsonObject response) =>
        [.. response["returnValue"]!["sourceConfigs"]!.AsArray().Select(item => $"{item!["parameters"]!["name"]}")];

    private async Task<EngineErrorException> FailAsync(string name, ILibs? libs = null)
    {
        var call = () => NamesAsync(name, libs ?? new FakeLibs());
        return (await call.Should().ThrowAsync<EngineErrorException>()).Which;
    }
}
