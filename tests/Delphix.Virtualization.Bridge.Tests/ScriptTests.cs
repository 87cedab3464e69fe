namespace Delphix.Virtualization.Bridge.Tests;

/// <summary>Scripts that really run on this machine, and whose result nobody waits for any more.</summary>
public sealed class ScriptTests
{
    private const string Long = "echo started >\"$SIGN\"; while :; do sleep 1000; done";
    private static readonly TimeSpan Deadline = TimeSpan.FromMinutes(1);

    [Fact]
    public async Task Script_that_the_plugin_gives_up_is_ended_on_its_host()
    {
        await using var world = await BridgedPlugins.ProbeAsync();
        await using var engine = await world.StartEngineAsync();
        using var machine = new ScriptMachine(Long);

        var response = await world.CallAsync(engine, "cancelled script", machine.Libs);

        response.ToJsonString().Should().Contain("cancelled");
        machine.Running.Should().BeEmpty();
    }

    [Fact]
    public async Task Program_that_ignores_the_signal_to_end_is_killed()
    {
        await using var world = await BridgedPlugins.ProbeAsync();
        await using var engine = await world.StartEngineAsync();
        using var machine = new ScriptMachine($"trap '' TERM; {Long}");

        await world.CallAsync(engine, "cancelled script", machine.Libs);

        machine.Running.Should().BeEmpty();
    }

    [Fact]
    public async Task Script_that_begins_on_its_host_after_it_was_given_up_is_ended()
    {
        await using var world = await BridgedPlugins.ProbeAsync();
        await using var engine = await world.StartEngineAsync();
        using var begun = new ManualResetEventSlim();
        using var ended = new ManualResetEventSlim();
        var libs = new FakeLibs(call =>
        {
            if (call.Command == "script")
                ended.Wait(Deadline);
            // The first that is to end it finds nothing yet.
            else if (call.Command != "sign")
                (begun.IsSet ? ended : begun).Set();
            return new RunResult(0, "", "");
        });

        await world.CallAsync(engine, "cancelled script", libs);

        ended.IsSet.Should().BeTrue();
    }

    [Fact]
    public async Task Script_that_cannot_be_ended_is_a_warning()
    {
        await using var world = await BridgedPlugins.ProbeAsync();
        await using var engine = await world.StartEngineAsync();
        using var asked = new ManualResetEventSlim();
        var libs = new FakeLibs(call =>
        {
            if (call.Command == "script")
                asked.Wait(Deadline);
            else if (call.Command != "sign")
            {
                asked.Set();
                throw new LibraryException(77, "The host is down.");
            }

            return new RunResult(0, "", "");
        });

        var response = await world.CallAsync(engine, "cancelled script", libs);

        response.ToJsonString().Should().Contain("cancelled");
        engine.Log.Should().Contain(line => line.Text == "A script that was cancelled may continue: The host is down." && line.Level == 30);
    }

    [Fact]
    public async Task Scripts_are_ended_when_the_plugin_host_ends_at_once()
    {
        await using var world = await BridgedPlugins.ProbeAsync(options => options with { StopLimit = TimeSpan.Zero });
        await using var engine = await world.StartEngineAsync();
        using var machine = new ScriptMachine(Long);
        var call = world.FailAsync(engine, "library", machine.Libs);
        await machine.StartedAsync();

        await world.Host.DisposeAsync();

        (await call).Text.Should().Contain("broke while discovery.sourceConfig ran");
        machine.Running.Should().BeEmpty();
    }

    [Fact]
    public async Task Scripts_are_ended_and_the_operation_is_cancelled_when_the_engine_dies()
    {
        await using var world = await BridgedPlugins.ProbeAsync();
        await using var engine = await world.StartEngineAsync();
        using var machine = new ScriptMachine(Long);
        var call = () => world.CallAsync(engine, "library", machine.Libs);
        var calling = call.Should().ThrowAsync<InvalidOperationException>();
        await machine.StartedAsync();

        engine.Kill();

        await calling;
        await Eventually.IsTrueAsync(() => machine.Running.Count == 0, "the engine ends what its job has started");
        await Eventually.IsTrueAsync(
            () => world.Log.Any(line => line.Contains("ended during a call", StringComparison.Ordinal)), "the operation is cancelled");
    }

    [Fact]
    public async Task Code_that_goes_on_after_its_operation_disturbs_no_other_call()
    {
        await using var world = await BridgedPlugins.ProbeAsync();
        await using var engine = await world.StartEngineAsync();
        using var script = new HeldScript();
        var call = world.CallAsync(engine, "continues", script.Libs);
        await script.StartedAsync();
        await Eventually.IsTrueAsync(
            () => world.Log.Any(line => line.Contains("late", StringComparison.Ordinal)), "it continues without the library's answer");
        script.End();
        await call.WaitAsync(Deadline);

        await world.CallAsync(engine, "nothing");

        world.Connections.Should().Be(1);
    }
}
