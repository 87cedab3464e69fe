using System.Diagnostics.CodeAnalysis;
using System.Text.Json.Nodes;
using Delphix.Virtualization.Operations;
using Delphix.Virtualization.Runtime;
using Delphix.Virtualization.Tests.Samples;
using Moq;

namespace Delphix.Virtualization.Tests.Fuzzing;

/// <summary>Whatever an engine sends, a plugin answers with a result or with an exception of the SDK.</summary>
public sealed class RequestFuzzTests
{
    private static readonly string[] Names =
    [
        "stagedSource", "directSource", "virtualSource", "sourceConnection", "connection", "stagedConnection", "repository", "sourceConfig",
        "snapshot", "snapshotParameters", "parameters",
        "linkedSource", "guid", "mounts", "stagedMount", "remoteEnvironment", "mountPath", "sharedPath", "environment", "host", "user",
        "name", "reference", "binaryPath", "port",
        "address", "credentials", "label", "path", "resync", "migrationIds", "preUpgradeParameters", "type", "password", "",
    ];

    private static readonly string[] Values =
    [
        "\"/data\"", "\"db.example\"", "22", "22.0", "2.2e1", "65536", "\"1.2\"", "[\"1.2\"]",
        "{\"type\":\"NamedPasswordCredential\",\"password\":\"p\"}", "{\"name\":\"n\",\"reference\":\"r\"}",
        "{\"parameters\":{}}", "{\"parameters\":{\"name\":\"n\",\"path\":\"/p\"}}", "{\"A\":{\"password\":\"p\"},\"B\":{}}",
    ];

    [Theory]
    [InlineData(PluginStrategy.Staged, 1)]
    [InlineData(PluginStrategy.Direct, 2)]
    [SuppressMessage("Design", "CA1031", Justification = "Any exception of another family is what the test looks for.")]
    public async Task Request_of_any_form_gives_a_result_or_an_exception_of_the_sdk(PluginStrategy strategy, int seed)
    {
        var random = new Random(seed);
        var mutator = new JsonMutator(random, Names, Values);
        var runtime = RuntimeOf(strategy);
        string[] operations = [.. OperationTable.All.Where(row => row.AppliesTo(strategy)).Select(row => row.Name), "linked.none"];
        var valid = ValidRequest(strategy == PluginStrategy.Staged ? "stagedSource" : "directSource");
        var libs = Mock.Of<ILibs>();
        var answered = 0;
        for (var round = 0; round < 10_000; round++)
        {
            var operation = operations[random.Next(operations.Length)];
            var request = (random.Next(10) == 0 ? mutator.Value() : mutator.Mutate(valid)) as JsonObject ?? [];
            try
            {
                await runtime.InvokeAsync(operation, request, libs);
                answered++;
            }
            catch (Exception e) when (e is PluginRuntimeException or UserException or LibraryException)
            {
            }
            catch (Exception e)
            {
                Assert.Fail($"Seed {seed}, round {round}, {operation} with {request.ToJsonString()}: {e}");
            }
        }

        answered.Should().BeInRange(500, 9_000, "else little was tested");
    }

    private static PluginRuntime RuntimeOf(PluginStrategy strategy)
    {
        var plugin = new Plugin().AddOperations<SampleDiscovery>().AddOperations<SampleProvisioning>().AddOperations<Migrations>();
        plugin = strategy == PluginStrategy.Staged ? plugin.AddOperations<StagedIngestion>() : plugin.AddOperations<DirectIngestion>();
        return SampleRuntime.Create(plugin, strategy);
    }

    private static JsonObject ValidRequest(string source)
    {
        var request = Messages.Request(
            source, "virtualSource", "sourceConnection", "repository", "sourceConfig", "snapshot", "snapshotParameters");
        request["migrationIds"] = new JsonArray("1.2");
        request["preUpgradeParameters"] = JsonNode.Parse("""{"A":{"password":"p"}}""");
        return request;
    }

    private sealed class Migrations
    {
        [Upgrade.Repository("1.2")]
        public static JsonObject Repository(JsonObject oldRepository) => new() { ["name"] = oldRepository["password"]!.DeepClone() };
    }
}
