using System.Text.Json.Nodes;

namespace Delphix.Virtualization.Bridge.Tests;

public sealed class OperationTests
{
    [Theory]
    [InlineData("tutorial")]
    [InlineData("configuration")]
    [InlineData("directories")]
    public async Task Every_operation_answers_over_the_bridge_as_it_does_directly(string plugin)
    {
        await using var world = await BridgedPlugins.StartAsync(plugin);
        await using var engine = await world.StartEngineAsync();

        foreach (var operation in world.Operations())
        {
            var request = world.Requests.Request(operation.Name);
            var (direct, bridged) = (new FakeLibs(Answer), new FakeLibs(Answer));

            var expected = await OutcomeAsync(() => world.Direct.InvokeAsync(operation.Name, request, direct));
            var actual = await OutcomeAsync(() => engine.InvokeAsync(operation.Name, request, bridged));

            actual.Should().Be(expected, operation.Name);
            bridged.Calls.Select(call => call.Command).Should().Equal(direct.Calls.Select(call => call.Command));
            bridged.Calls.Zip(direct.Calls).All(pair => SameVariables(pair.First, pair.Second)).Should().BeTrue(operation.Name);
            bridged.Syncs.Should().BeEquivalentTo(direct.Syncs);
        }

        engine.Errors.Should().BeEmpty("the official build wants imports to be silent");
        engine.Ready["handlers"]!.GetValue<int>().Should().Be(1);
    }

    [Fact]
    public async Task Plugin_has_the_operations_and_migrations_of_its_code()
    {
        await using var world = await BridgedPlugins.DirectoriesAsync();
        await using var engine = await world.StartEngineAsync();

        var groups = engine.Ready["operations"]!.AsObject();

        groups.Where(group => group.Key != "upgrade")
            .SelectMany(group => group.Value!.AsArray().Select(name => $"{group.Key}.{name}"))
            .Should().BeEquivalentTo(world.Operations().Select(operation => operation.DocumentedName));
        groups["upgrade"]!.AsArray().Select(id => $"{id}").Should().BeEquivalentTo(world.Direct.MigrationIds);
    }

    [Fact]
    public async Task Migration_over_the_bridge_gives_what_it_gives_directly()
    {
        await using var world = await BridgedPlugins.DirectoriesAsync();
        await using var engine = await world.StartEngineAsync();
        var old = new JsonObject { ["sourceAddress"] = "host", ["username"] = "user", ["mountLocation"] = "/mnt/x" };
        var request = new JsonObject
        {
            ["migrationIds"] = new JsonArray([.. world.Direct.MigrationIds.Select(id => JsonValue.Create(id))]),
            ["preUpgradeParameters"] = new JsonObject { ["SOURCE-1"] = old },
        };

        var direct = await world.Direct.InvokeAsync("upgrade.linkedSource", request, new FakeLibs());
        var bridged = await engine.InvokeAsync("upgrade.linkedSource", request, new FakeLibs());

        bridged.ToJsonString().Should().Be(direct.ToJsonString()).And.Contain("sshPort");
    }

    [Fact]
    public async Task Snapshot_parameters_of_a_policy_are_none()
    {
        await using var world = await BridgedPlugins.TutorialAsync();
        await using var engine = await world.StartEngineAsync();
        var request = world.Requests.Request("linked.preSnapshot", request => request["snapshotParameters"] = null);

        var response = await engine.InvokeAsync("linked.preSnapshot", request, new FakeLibs());

        response.ToJsonString().Should().Be("""{"returnValue":{}}""");
    }

    [Fact]
    public async Task Staged_source_that_is_not_mounted_yet_has_a_mount_without_a_path()
    {
        await using var world = await BridgedPlugins.TutorialAsync();
        await using var engine = await world.StartEngineAsync();
        var request = world.Requests.Request(
            "linked.mountSpecification", request => request["stagedSource"]!.AsObject().Remove("stagedMount"));

        var response = await engine.InvokeAsync("linked.mountSpecification", request, new FakeLibs());

        response["returnValue"]!["stagedMount"]!["remoteEnvironment"]!["reference"]!.GetValue<string>().Should().NotBeEmpty();
    }

    // Sensible enough for some operations; the others say what is wrong, in the same words over both ways.
    private static RunResult Answer(LibraryCall call) => new(0, """{"bytes":42}""", "");

    // The bridge adds one, by which it finds the programs of a script.
    private static bool SameVariables(LibraryCall bridged, LibraryCall direct) =>
        bridged.Variables.ContainsKey("DVP_BRIDGE_SCRIPT")
        && bridged.Variables.Count == direct.Variables.Count + 1
        && !direct.Variables.Except(bridged.Variables).Any();

    // The order of members says nothing.
    private static JsonNode? Sorted(JsonNode? node) => node switch
    {
        JsonObject item => new JsonObject(item
            .OrderBy(member => member.Key, StringComparer.Ordinal)
            .Select(member => KeyValuePair.Create(member.Key, Sorted(member.Value)))),
        JsonArray list => new JsonArray([.. list.Select(Sorted)]),
        _ => node?.DeepClone(),
    };

    private static async Task<string> OutcomeAsync(Func<Task<JsonObject>> call)
    {
        try
        {
            return Sorted(await call())!.ToJsonString();
        }
        catch (UserException e)
        {
            return $"UserError: {e.Message} {e.Action} {e.Output}".TrimEnd();
        }
        catch (EngineErrorException e) when (e.Type == "UserError")
        {
            return $"UserError: {e.Text} {e.Action} {e.Output}".TrimEnd();
        }
        catch (Exception e) when (e is PluginRuntimeException or EngineErrorException)
        {
            return (e as EngineErrorException)?.Text ?? e.Message;
        }
    }
}
