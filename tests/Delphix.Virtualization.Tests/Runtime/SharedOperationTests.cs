using System.Text.Json.Nodes;
using Delphix.Virtualization.Operations;
using Delphix.Virtualization.Runtime;
using Delphix.Virtualization.Tests.Samples;
using Microsoft.Extensions.Logging.Testing;

namespace Delphix.Virtualization.Tests.Runtime;

/// <summary>Discovery and virtual operations, which staged and direct plugins have alike.</summary>
public sealed class SharedOperationTests
{
    private readonly FakeLogCollector _log = new();

    public static TheoryData<PluginStrategy, string, string[], string> Answers()
    {
        (string Operation, string[] Parts, string Answer)[] answers =
        [
            ("discovery.repository", ["sourceConnection"],
                """{"repositories":[{"parameters":{"name":"alice on 10.0.0.1"}},"""
                    + """{"parameters":{"name":"UNIX_HOST_ENVIRONMENT-1","toolVersion":"/var/scratch"}}]}"""),
            ("discovery.sourceConfig", ["sourceConnection", "repository"],
                """{"sourceConfigs":[{"parameters":{"name":"Trees 3.2","path":"/opt/toolkit"}}]}"""),
            ("virtual.initialize", ["virtualSource", "repository"],
                """{"sourceConfig":{"parameters":{"name":"empty vdb-1 of Trees","path":"/data"}}}"""),
            ("virtual.configure", ["virtualSource", "snapshot", "repository"],
                """{"sourceConfig":{"parameters":{"name":"vdb-1 of Trees at monday","path":"/logs"}}}"""),
            ("virtual.reconfigure", ["virtualSource", "repository", "sourceConfig", "snapshot"],
                """{"sourceConfig":{"parameters":{"name":"vdb-1 of Trees at monday again","path":"/orders"}}}"""),
            ("virtual.postSnapshot", ["virtualSource", "repository", "sourceConfig"],
                """{"snapshot":{"parameters":{"label":"vdb-1, Target, Trees, /orders"}}}"""),
            ("virtual.mountSpecification", ["virtualSource", "repository"],
                $$$"""{"mounts":[{"remoteEnvironment":{{{Messages.TargetEnvironment}}},"mountPath":"/data"}]}"""),
            ("virtual.status", ["virtualSource", "repository", "sourceConfig"], """{"status":"INACTIVE"}"""),
            ("virtual.sourceSize", ["virtualSource", "repository", "sourceConfig"], """{"databaseSize":1}"""),
        ];
        var data = new TheoryData<PluginStrategy, string, string[], string>();
        foreach (var strategy in Enum.GetValues<PluginStrategy>())
        {
            foreach (var (operation, parts, answer) in answers)
                data.Add(strategy, operation, parts, answer);
        }

        return data;
    }

    [Theory]
    [MemberData(nameof(Answers))]
    public async Task Operation_with_result_answers_it(PluginStrategy strategy, string operation, string[] parts, string answer)
    {
        var runtime = RuntimeOf(strategy);

        (await runtime.AnswerAsync(operation, Messages.Request(parts))).Should().Be($$"""{"returnValue":{{answer}}}""");
    }

    [Theory]
    [InlineData(PluginStrategy.Staged, "virtual.unconfigure", "unconfigure")]
    [InlineData(PluginStrategy.Staged, "virtual.cleanup", "cleanup")]
    [InlineData(PluginStrategy.Staged, "virtual.start", "start")]
    [InlineData(PluginStrategy.Staged, "virtual.stop", "stop")]
    [InlineData(PluginStrategy.Staged, "virtual.preSnapshot", "flush")]
    [InlineData(PluginStrategy.Direct, "virtual.unconfigure", "unconfigure")]
    [InlineData(PluginStrategy.Direct, "virtual.cleanup", "cleanup")]
    [InlineData(PluginStrategy.Direct, "virtual.start", "start")]
    [InlineData(PluginStrategy.Direct, "virtual.stop", "stop")]
    [InlineData(PluginStrategy.Direct, "virtual.preSnapshot", "flush")]
    public async Task Operation_without_result_is_given_its_values_and_answers_an_empty_object(
        PluginStrategy strategy, string operation, string what)
    {
        var runtime = RuntimeOf(strategy);

        (await runtime.AnswerAsync(operation, Messages.Virtual())).Should().Be("""{"returnValue":{}}""");

        _log.Lines.Should().Equal($"SampleProvisioning: {what} vdb-1 at /data/a, Trees, Orders");
    }

    [Theory]
    [InlineData(PluginStrategy.Staged)]
    [InlineData(PluginStrategy.Direct)]
    public void Sample_plugins_implement_every_operation_of_their_strategy(PluginStrategy strategy)
    {
        var runtime = RuntimeOf(strategy);

        OperationTable.All.Where(row => row.AppliesTo(strategy) && !row.IsMigration)
            .Should().OnlyContain(row => runtime.Implements(row.Name));
        runtime.MissingOperations.Should().BeEmpty();
        runtime.Strategy.Should().Be(strategy);
    }

    [Fact]
    public async Task Virtual_source_without_mounts_is_given_an_empty_list()
    {
        var runtime = SampleRuntime.Staged();
        var request = Messages.Request("virtualSource", "repository");
        request["virtualSource"]!.AsObject().Remove("mounts");

        (await runtime.AnswerAsync("virtual.initialize", request)).Should().StartWith("""{"returnValue":{"sourceConfig":""");
    }

    [Fact]
    public async Task Request_is_left_as_it_was()
    {
        var runtime = SampleRuntime.Staged();
        var request = Messages.Virtual();
        var before = request.DeepClone();

        await runtime.AnswerAsync("virtual.start", request);

        JsonNode.DeepEquals(request, before).Should().BeTrue();
    }

    [Fact]
    public void Missing_operations_are_the_required_ones_of_the_strategy()
    {
        var runtime = SampleRuntime.Create<SampleDiscovery>(PluginStrategy.Direct);

        runtime.MissingOperations.Should().Equal(
            "linked.postSnapshot", "virtual.configure", "virtual.reconfigure", "virtual.postSnapshot", "virtual.mountSpecification");
        runtime.Implements("virtual.configure").Should().BeFalse();
    }

    [Theory]
    [InlineData("virtual.configure")]
    [InlineData("linked.startStaging")]
    [InlineData("no.such.operation")]
    public async Task Operation_that_the_plugin_lacks_is_refused(string operation)
    {
        var runtime = SampleRuntime.Create<SampleDiscovery>(PluginStrategy.Direct);

        var act = () => runtime.AnswerAsync(operation, Messages.Virtual());

        var thrown = (await act.Should().ThrowExactlyAsync<OperationNotDefinedException>()).Which;
        thrown.Message.Should().Be($"The plugin does not implement {operation}.");
        thrown.OperationName.Should().Be(operation);
    }

    private PluginRuntime RuntimeOf(PluginStrategy strategy) =>
        strategy == PluginStrategy.Staged ? SampleRuntime.Staged(_log) : SampleRuntime.Direct(_log);
}
