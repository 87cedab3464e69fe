using System.Text.Json.Nodes;
using Delphix.Virtualization.Tests.Samples;
using Moq;

namespace Delphix.Virtualization.Tests.Runtime;

public sealed class MigrationTests
{
    [Fact]
    public void Migration_ids_are_in_standard_form_and_numeric_order() =>
        SampleRuntime.Create<Migrations>().MigrationIds.Should().Equal("1", "2", "2.1", "3", "4", "5", "10");

    [Theory]
    [InlineData("""["1","2","2.1","3","4","5","10"]""", "1 2 10")]
    [InlineData("""["10","2","1"]""", "1 2 10")]
    [InlineData("""["02.0","2"]""", "2")]
    [InlineData("""["3"]""", "")]
    [InlineData("[]", "")]
    public async Task Migrations_that_are_asked_for_run_in_order_on_objects_of_their_kind(string ids, string expected)
    {
        var runtime = SampleRuntime.Create<Migrations>();

        var answer = await runtime.AnswerAsync(
            "upgrade.linkedSource", Request(ids, """{ "DS-1": { "ran": "" }, "DS-2": { "ran": "x" } }"""));

        var padded = expected.Length == 0 ? "" : $" {expected}";
        answer.Should().Be(
            """{"returnValue":{"postUpgradeParameters":{"DS-1":{"ran":"<ran>"},"DS-2":{"ran":"x<ran>"}}}}""".Replace(
                "<ran>", padded, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("upgrade.repository", "3", "oldRepository")]
    [InlineData("upgrade.sourceConfig", "4", "oldSourceConfig")]
    [InlineData("upgrade.virtualSource", "5", "oldVirtualSource")]
    [InlineData("upgrade.snapshot", "2.1", "oldSnapshot")]
    public async Task Migration_of_each_kind_turns_old_data_into_new(string operation, string id, string expected)
    {
        var runtime = SampleRuntime.Create<Migrations>();

        (await runtime.AnswerAsync(operation, Request($"""["{id}"]""", """{ "A": { "Old-Name": null } }""")))
            .Should().Be(
                """{"returnValue":{"postUpgradeParameters":{"A":{"was":{"Old-Name":null},"by":"<by>"}}}}""".Replace(
                    "<by>", expected, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Kind_without_migrations_answers_the_values_unchanged()
    {
        var runtime = SampleRuntime.Create<SampleDiscovery>();

        runtime.MigrationIds.Should().BeEmpty();
        (await runtime.AnswerAsync("upgrade.snapshot", Request("[]", """{ "S-1": { "a": [1.50, "b"] } }""")))
            .Should().Be("""{"returnValue":{"postUpgradeParameters":{"S-1":{"a":[1.50,"b"]}}}}""");
    }

    [Fact]
    public async Task Request_keeps_its_values_though_migrations_change_what_they_are_given()
    {
        var runtime = SampleRuntime.Create<Migrations>();
        var request = Request("""["1","2","10"]""", """{ "DS-1": { "ran": "", "inner": { "list": [1] } } }""");
        var before = request.DeepClone();

        var response = await runtime.InvokeAsync("upgrade.linkedSource", request, Mock.Of<ILibs>());
        response["returnValue"]!["postUpgradeParameters"]!["DS-1"]!["inner"]!["list"]!.AsArray().Add(2);

        JsonNode.DeepEquals(request, before).Should().BeTrue();
    }

    [Fact]
    public async Task Migration_that_returns_one_object_for_all_gives_each_a_copy()
    {
        var runtime = SampleRuntime.Create<Special>();

        (await runtime.AnswerAsync("upgrade.linkedSource", Request("""["1"]""", """{ "A": { "shared": {} }, "B": {} }""")))
            .Should().Be("""{"returnValue":{"postUpgradeParameters":{"A":{"same":true},"B":{"same":true}}}}""");
    }

    [Fact]
    public async Task Migration_that_returns_a_part_of_the_old_data_is_taken_at_its_word()
    {
        var runtime = SampleRuntime.Create<Special>();

        (await runtime.AnswerAsync("upgrade.virtualSource", Request("""["2"]""", """{ "A": { "inner": { "kept": 1 }, "rest": 2 } }""")))
            .Should().Be("""{"returnValue":{"postUpgradeParameters":{"A":{"kept":1}}}}""");
    }

    [Fact]
    public async Task Migration_may_take_the_cancellation_token()
    {
        using var source = new CancellationTokenSource();
        var runtime = SampleRuntime.Create<Special>();

        (await runtime.AnswerAsync("upgrade.snapshot", Request("""["3"]""", """{ "A": {} }"""), source.Token))
            .Should().Be("""{"returnValue":{"postUpgradeParameters":{"A":{"cancellable":true}}}}""");
    }

    [Fact]
    public async Task Migration_may_call_UpgradePassword()
    {
        var runtime = SampleRuntime.Create<Special>();
        var libs = new Mock<ILibs>();
        libs.Setup(l => l.UpgradePassword("hunter2", null)).Returns(new JsonObject { ["type"] = "supplier" });

        var response = await runtime.InvokeAsync(
            "upgrade.repository", Request("""["4"]""", """{ "A": { "password": "hunter2" } }"""), libs.Object);

        response.ToJsonString().Should().Be("""{"returnValue":{"postUpgradeParameters":{"A":{"credentials":{"type":"supplier"}}}}}""");
    }

    [Fact]
    public async Task Migration_that_returns_null_is_refused()
    {
        var runtime = SampleRuntime.Create<Special>();

        (await RefusedAsync(runtime, "upgrade.sourceConfig", Request("""["5"]""", """{ "A": {} }""")))
            .Should().Be(
                "The plugin's operation upgrade.sourceConfig returned a wrong value: the result of Special.Nothing is null, not a "
                    + "JsonObject.");
    }

    [Fact]
    public async Task Migration_that_throws_is_an_internal_error()
    {
        var runtime = SampleRuntime.Create<Special>();

        var act = () => runtime.AnswerAsync("upgrade.sourceConfig", Request("""["6"]""", """{ "A": {} }"""));

        (await act.Should().ThrowExactlyAsync<OperationFailedException>()).Which.Message
            .Should().Be("The plugin's operation upgrade.sourceConfig failed with an internal error.");
    }

    [Theory]
    [InlineData("""["7"]""", """{}""", "The plugin has no migration with the id 7.")]
    [InlineData("""["1.x"]""", """{}""", "The request for upgrade.linkedSource is not valid: \"1.x\" is not a migration id.")]
    [InlineData("""[1]""", """{}""", "The request for upgrade.linkedSource is not valid: 1 is not a migration id.")]
    [InlineData("""[null]""", """{}""", "The request for upgrade.linkedSource is not valid: null is not a migration id.")]
    [InlineData(
        """["1"]""", """{ "DS-1": null }""",
        "The request for upgrade.linkedSource is not valid: 'preUpgradeParameters.DS-1' must be an object.")]
    [InlineData(
        """["1"]""", "[]",
        "The request for upgrade.linkedSource is not valid: it must have 'migrationIds', a list, and 'preUpgradeParameters', an object.")]
    [InlineData(
        "null", "{}",
        "The request for upgrade.linkedSource is not valid: it must have 'migrationIds', a list, and 'preUpgradeParameters', an object.")]
    public async Task Request_of_the_wrong_form_is_refused(string ids, string values, string message) =>
        (await RefusedAsync(SampleRuntime.Create<Migrations>(), "upgrade.linkedSource", Request(ids, values))).Should().Be(message);

    private static JsonObject Request(string ids, string values) =>
        new() { ["migrationIds"] = JsonNode.Parse(ids), ["preUpgradeParameters"] = JsonNode.Parse(values) };

    private static async Task<string> RefusedAsync(
        Delphix.Virtualization.Runtime.PluginRuntime runtime, string operation, JsonObject request)
    {
        var act = () => runtime.AnswerAsync(operation, request);
        return (await act.Should().ThrowExactlyAsync<PluginRuntimeException>()).Which.Message;
    }

    private sealed class Migrations
    {
        [Upgrade.LinkedSource("10")]
        public static JsonObject Ten(JsonObject oldLinkedSource) => Ran(oldLinkedSource, "10");

        [Upgrade.LinkedSource("02.0")]
        public Task<JsonObject> Two(JsonObject oldLinkedSource) => Task.FromResult(Ran(oldLinkedSource, "2"));

        [Upgrade.LinkedSource("1")]
        public async ValueTask<JsonObject> One(JsonObject oldLinkedSource)
        {
            await Task.Yield();
            return Ran(oldLinkedSource, "1");
        }

        [Upgrade.Snapshot("2.1")]
        public JsonObject Snapshot(JsonObject oldSnapshot) => Wrap(oldSnapshot, nameof(oldSnapshot));

        [Upgrade.Repository("3")]
        public JsonObject Repository(JsonObject oldRepository) => Wrap(oldRepository, nameof(oldRepository));

        [Upgrade.SourceConfig("4")]
        public JsonObject SourceConfig(JsonObject oldSourceConfig) => Wrap(oldSourceConfig, nameof(oldSourceConfig));

        [Upgrade.VirtualSource("5")]
        public JsonObject VirtualSource(JsonObject oldVirtualSource) => Wrap(oldVirtualSource, nameof(oldVirtualSource));

        private static JsonObject Ran(JsonObject value, string id)
        {
            value["ran"] = $"{value["ran"]} {id}";
            return value;
        }

        private static JsonObject Wrap(JsonObject old, string by) => new() { ["was"] = old, ["by"] = by };
    }

    private sealed class Special(ILibs libs)
    {
        private static readonly JsonObject Same = new() { ["same"] = true };

        [Upgrade.LinkedSource("1")]
        public JsonObject One(JsonObject oldLinkedSource) => Same;

        [Upgrade.VirtualSource("2")]
        public JsonObject Part(JsonObject oldVirtualSource) => oldVirtualSource["inner"]!.AsObject();

        [Upgrade.Snapshot("3")]
        public JsonObject Token(CancellationToken cancellationToken, JsonObject oldSnapshot)
        {
            oldSnapshot["cancellable"] = cancellationToken.CanBeCanceled;
            return oldSnapshot;
        }

        [Upgrade.Repository("4")]
        public JsonObject Password(JsonObject oldRepository) =>
            new() { ["credentials"] = libs.UpgradePassword(oldRepository["password"]!.GetValue<string>()) };

        [Upgrade.SourceConfig("5")]
        public JsonObject Nothing(JsonObject oldSourceConfig) => null!;

        [Upgrade.SourceConfig("6")]
        public JsonObject Throws(JsonObject oldSourceConfig) => throw new FormatException();
    }
}
