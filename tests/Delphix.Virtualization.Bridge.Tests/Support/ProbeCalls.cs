using System.Text.Json.Nodes;

namespace Delphix.Virtualization.Bridge.Tests;

/// <summary>Has the probe do something.</summary>
internal static class ProbeCalls
{
    private const string Operation = "discovery.sourceConfig";

    public static Task<JsonObject> CallAsync(this BridgeWorld world, StandInEngine engine, string name, ILibs? libs = null)
    {
        var request = world.Requests.Request(
            Operation, request => request["repository"]!["parameters"] = new JsonObject { ["name"] = name });
        return engine.InvokeAsync(Operation, request, libs ?? new FakeLibs());
    }

    public static async Task<EngineErrorException> FailAsync(
        this BridgeWorld world, StandInEngine engine, string name, ILibs? libs = null)
    {
        var call = () => world.CallAsync(engine, name, libs);
        return (await call.Should().ThrowAsync<EngineErrorException>()).Which;
    }
}
