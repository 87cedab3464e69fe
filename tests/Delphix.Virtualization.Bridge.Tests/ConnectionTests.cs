namespace Delphix.Virtualization.Bridge.Tests;

public sealed class ConnectionTests
{
    private static readonly TimeSpan Deadline = TimeSpan.FromMinutes(1);

    [Fact]
    public async Task Connection_is_used_again()
    {
        await using var world = await BridgedPlugins.ProbeAsync();
        await using var engine = await world.StartEngineAsync();

        for (var i = 0; i < 3; i++)
            await world.CallAsync(engine, "nothing");

        world.Connections.Should().Be(1);
    }

    [Fact]
    public async Task Plugin_host_that_was_started_again_is_reached_without_an_error()
    {
        await using var world = await BridgedPlugins.ProbeAsync();
        await using var engine = await world.StartEngineAsync();
        await world.CallAsync(engine, "nothing");
        await world.Host.DisposeAsync();
        await world.StartHostAsync();

        await world.CallAsync(engine, "nothing");

        world.Connections.Should().Be(2);
    }

    [Fact]
    public async Task Call_waits_for_a_plugin_host_that_comes_back()
    {
        await using var world = await BridgedPlugins.ProbeAsync();
        await using var engine = await world.StartEngineAsync();
        await world.Host.DisposeAsync();

        var call = world.CallAsync(engine, "nothing");
        await world.StartHostAsync();

        await call;
    }

    [Fact]
    public async Task Plugin_host_that_is_gone_is_an_error_for_the_user()
    {
        await using var world = await BridgedPlugins.ProbeAsync();
        world.ChangeSettings(settings => settings["connect_seconds"] = 0.2);
        await using var engine = await world.StartEngineAsync();
        await world.Host.DisposeAsync();

        var error = await world.FailAsync(engine, "nothing");

        error.Type.Should().Be("UserError");
        error.Text.Should().StartWith($"The plugin host at {world.Host.EndPoint} cannot be reached:");
        error.Action.Should().StartWith("See that the plugin host runs");
    }

    [Fact]
    public async Task Operation_is_cancelled_when_its_engine_dies()
    {
        await using var world = await BridgedPlugins.ProbeAsync();
        await using var engine = await world.StartEngineAsync();
        var call = () => world.CallAsync(engine, "wait");
        var calling = call.Should().ThrowAsync<InvalidOperationException>();
        await Eventually.IsTrueAsync(() => engine.Log.Any(line => line.Text == "waiting"), "the operation runs");

        engine.Kill();

        await ExpectCancelledAsync(world);
        world.Log.Should().Contain(line => line.Contains("ended during a call", StringComparison.Ordinal));
        await calling;
    }

    [Fact]
    public async Task Call_that_runs_when_the_plugin_host_ends_at_once_fails_and_is_not_repeated()
    {
        await using var world = await BridgedPlugins.ProbeAsync(options => options with { StopLimit = TimeSpan.Zero });
        await using var engine = await world.StartEngineAsync();
        var call = world.FailAsync(engine, "wait");
        await Eventually.IsTrueAsync(() => engine.Log.Any(line => line.Text == "waiting"), "the operation runs");

        await world.Host.DisposeAsync();

        var error = await call;
        error.Type.Should().Be("UserError");
        error.Text.Should().Contain("broke while discovery.sourceConfig ran");
        engine.Log.Should().ContainSingle(line => line.Text == "waiting");
    }

    [Fact]
    public async Task Plugin_host_that_stops_lets_a_running_call_end()
    {
        await using var world = await BridgedPlugins.ProbeAsync();
        await using var engine = await world.StartEngineAsync();
        using var script = new HeldScript();
        var call = world.CallAsync(engine, "library", script.Libs);
        await script.StartedAsync();

        var stopping = world.Host.DisposeAsync().AsTask();
        script.End();

        (await call).ToJsonString().Should().Contain("done");
        await stopping.WaitAsync(Deadline);
    }

    [Fact]
    public async Task Silent_plugin_host_counts_as_gone()
    {
        await using var world = await BridgedPlugins.ProbeAsync(options => options with { PingInterval = TimeSpan.FromHours(1) });
        world.ChangeSettings(settings => (settings["ping_seconds"], settings["silence_seconds"]) = (0.05, 0.5));
        await using var engine = await world.StartEngineAsync();

        var error = await world.FailAsync(engine, "wait");

        error.Text.Should().Contain("was silent for 0.5 seconds");
        await ExpectCancelledAsync(world);
    }

    [Fact]
    public async Task Silent_engine_counts_as_gone()
    {
        await using var world = await BridgedPlugins.ProbeAsync(options => options with { SilenceLimit = TimeSpan.FromSeconds(0.5) });
        world.ChangeSettings(settings => settings["ping_seconds"] = 3600);
        await using var engine = await world.StartEngineAsync();

        var error = await world.FailAsync(engine, "wait");

        error.Text.Should().Contain("broke while discovery.sourceConfig ran");
        await ExpectCancelledAsync(world);
    }

    [Fact]
    public async Task Signs_of_life_keep_a_long_call()
    {
        var silence = TimeSpan.FromSeconds(2);
        await using var world = await BridgedPlugins.ProbeAsync(
            options => options with { PingInterval = silence / 20, SilenceLimit = silence });
        world.ChangeSettings(settings => (settings["ping_seconds"], settings["silence_seconds"]) = (0.1, 2));
        await using var engine = await world.StartEngineAsync();
        using var script = new HeldScript();
        var call = world.CallAsync(engine, "library", script.Libs);
        await script.StartedAsync();

        await Task.WhenAny(call, Task.Delay(1.5 * silence));
        script.End();

        (await call).ToJsonString().Should().Contain("done");
    }

    [Fact]
    public async Task Calls_beyond_the_limit_wait_for_their_turn()
    {
        await using var world = await BridgedPlugins.ProbeAsync(options => options with { MaxCalls = 1 });
        await using var first = await world.StartEngineAsync();
        await using var second = await world.StartEngineAsync();
        using var script = new HeldScript();
        var slow = world.CallAsync(first, "library", script.Libs);
        await script.StartedAsync();

        var waiting = world.CallAsync(second, "nothing");
        await Eventually.IsTrueAsync(() => world.Connections == 2, "the second engine is connected");
        waiting.IsCompleted.Should().BeFalse();
        script.End();

        await Task.WhenAll(slow, waiting).WaitAsync(Deadline);
    }

    [Theory]
    [InlineData("plugin_id", "11111111-8d5c-4f0e-9b1e-52f1c7d6a301", "does not have the plugin 11111111")]
    [InlineData("build_number", "9.9", "does not have build 9.9 of this plugin. It has build 1 of the plugin 'Probe'")]
    [InlineData("artifact_hash", "00", "but from another artifact")]
    public async Task Plugin_of_another_build_is_refused(string setting, string value, string message)
    {
        await using var world = await BridgedPlugins.ProbeAsync();
        world.ChangeSettings(settings => settings[setting] = value);
        await using var engine = await world.StartEngineAsync();

        var error = await world.FailAsync(engine, "nothing");

        error.Type.Should().Be("UserError");
        error.Text.Should().Contain(message);
        error.Action.Should().Contain("Start the plugin host with the artifact.json");
    }

    private static Task ExpectCancelledAsync(BridgeWorld world) => Eventually.IsTrueAsync(
        () => world.Log.Any(line => line.Contains("cancelled: True", StringComparison.Ordinal)), "the operation is cancelled");
}
