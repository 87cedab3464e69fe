using System.Text.Json.Nodes;
using Delphix.Virtualization.Tests.Samples;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Testing;

namespace Delphix.Virtualization.Tests.Runtime;

public sealed class LinkedOperationTests
{
    private readonly FakeLogCollector _log = new();

    [Theory]
    [InlineData("linked.startStaging", "StagedIngestion: start ds-1, Trees, Orders")]
    [InlineData("linked.stopStaging", "StagedIngestion: stop ds-1, Trees, Orders")]
    [InlineData("linked.worker", "StagedIngestion: watch ds-1, Trees, Orders")]
    public async Task Staged_operation_without_result_is_given_its_values_and_answers_an_empty_object(string operation, string line)
    {
        var runtime = SampleRuntime.Staged(_log);

        var answer = await runtime.AnswerAsync(operation, Messages.Linked());

        answer.Should().Be("""{"returnValue":{}}""");
        _log.Lines.Should().Equal(line);
    }

    [Fact]
    public async Task Staged_pre_snapshot_is_given_every_part_of_the_message()
    {
        var runtime = SampleRuntime.Staged(_log);

        var answer = await runtime.AnswerAsync(
            "linked.preSnapshot", Messages.Request("stagedSource", "repository", "sourceConfig", "snapshotParameters"));

        answer.Should().Be("""{"returnValue":{}}""");
        _log.Lines.Should().Equal(
            "StagedIngestion: copy ds-1 of db.example:2222 from alice to bob at /staging, Trees, /orders, resync True");
    }

    [Theory]
    [InlineData("null")]
    [InlineData("{}")]
    [InlineData("""{ "parameters": null }""")]
    public async Task Staged_pre_snapshot_run_by_a_policy_is_given_null_snapshot_parameters(string snapshotParameters)
    {
        var runtime = SampleRuntime.Staged(_log);
        var request = Messages.Linked();
        request["snapshotParameters"] = JsonNode.Parse(snapshotParameters);

        await runtime.AnswerAsync("linked.preSnapshot", request);

        _log.Lines.Should().ContainSingle().Which.Should().EndWith("resync unsaid");
    }

    [Fact]
    public async Task Staged_post_snapshot_answers_the_snapshot()
    {
        var runtime = SampleRuntime.Staged();

        var answer = await runtime.AnswerAsync(
            "linked.postSnapshot", Messages.Request("stagedSource", "repository", "sourceConfig", "snapshotParameters"));

        answer.Should().Be(
            """{"returnValue":{"snapshot":{"parameters":{"label":"ds-1 of db.example:2222 from alice to bob at /staging, Trees, Orders,"""
                + """ resync True"}}}}""");
    }

    [Theory]
    [InlineData(true, "ACTIVE")]
    [InlineData(false, "INACTIVE")]
    public async Task Staged_status_answers_its_documented_name(bool mounted, string status)
    {
        var runtime = SampleRuntime.Staged();
        var request = Messages.Linked();
        if (!mounted)
            request["stagedSource"]!["stagedMount"] = null;

        (await runtime.AnswerAsync("linked.status", request)).Should().Be($$$"""{"returnValue":{"status":"{{{status}}}"}}""");
    }

    [Fact]
    public async Task Staged_mount_specification_of_one_mount_answers_it_as_staged_mount()
    {
        var runtime = SampleRuntime.Staged();

        var answer = await runtime.AnswerAsync("linked.mountSpecification", Messages.Request("stagedSource", "repository"));

        answer.Should().Be(
            $$$$"""{"returnValue":{"stagedMount":{"remoteEnvironment":{{{{Messages.TargetEnvironment}}}},"mountPath":"""
                + "\"/mnt/Trees\"},\"ownershipSpec\":{\"uid\":1001,\"gid\":1002}}}");
    }

    [Theory]
    [InlineData("linked.mountSpecification", null, "[]", "'' in '', no mounts")]
    [InlineData("linked.mountSpecification", null, null, "'' in '', no mounts")]
    [InlineData("linked.status", null, "[]", "'' in '', no mounts")]
    [InlineData("linked.mountSpecification", "/staging", "[]", "'/staging' in 'UNIX_HOST_ENVIRONMENT-2', no mounts")]
    [InlineData("linked.status", "/staging", null, "'/staging' in 'UNIX_HOST_ENVIRONMENT-2', no mounts")]
    [InlineData("linked.status", null, "two", "no mount, /data and /logs")]
    [InlineData("linked.status", "", "two", "no mount, /data and /logs")]
    public async Task Staged_source_has_one_mount_with_an_empty_path_while_nothing_is_mounted(
        string operation, string? mount, string? mounts, string seen)
    {
        var runtime = SampleRuntime.Create<MountTeller>(log: _log);
        var request = Messages.Linked();
        var source = request["stagedSource"]!.AsObject();
        if (mount is null)
            source.Remove("stagedMount");
        else
            source["stagedMount"]!["mountPath"] = mount;
        source["mounts"] = mounts switch
        {
            null => null,
            "[]" => new JsonArray(),
            _ => Messages.Request("virtualSource")["virtualSource"]!["mounts"]!.DeepClone(),
        };

        await runtime.AnswerAsync(operation, request);

        _log.Lines.Should().Equal($"MountTeller: {seen}");
    }

    [Fact]
    public async Task Staged_source_size_answers_a_number_beyond_32_bits()
    {
        var runtime = SampleRuntime.Staged();

        (await runtime.AnswerAsync("linked.sourceSize", Messages.Linked())).Should().Be("""{"returnValue":{"databaseSize":5000002222}}""");
    }

    [Fact]
    public async Task Staged_source_with_several_mounts_has_them_in_mounts()
    {
        var runtime = SampleRuntime.Staged(_log);
        var request = Messages.Linked();
        request["stagedSource"]!["stagedMount"] = null;
        request["stagedSource"]!["mounts"] = Messages.Request("virtualSource")["virtualSource"]!["mounts"]!.DeepClone();

        await runtime.AnswerAsync("linked.preSnapshot", request);

        _log.Lines.Should().ContainSingle().Which.Should().Contain("at /data+/logs,");
    }

    [Fact]
    public async Task Direct_pre_snapshot_is_given_every_part_of_the_message()
    {
        var runtime = SampleRuntime.Direct(_log);

        var answer = await runtime.AnswerAsync(
            "linked.preSnapshot", Messages.Request("directSource", "repository", "sourceConfig", "snapshotParameters"));

        answer.Should().Be("""{"returnValue":{}}""");
        _log.Lines.Should().Equal("DirectIngestion: sync ds-2 of db.example as alice, Trees, /orders, resync True");
    }

    [Fact]
    public async Task Direct_post_snapshot_answers_the_snapshot()
    {
        var runtime = SampleRuntime.Direct();

        (await runtime.AnswerAsync("linked.postSnapshot", Messages.Linked("directSource")))
            .Should().Be("""{"returnValue":{"snapshot":{"parameters":{"label":"ds-2, Trees, Orders, resync "}}}}""");
    }

    [Fact]
    public async Task Direct_source_size_answers_it()
    {
        var runtime = SampleRuntime.Direct();

        (await runtime.AnswerAsync("linked.sourceSize", Messages.Linked("directSource")))
            .Should().Be("""{"returnValue":{"databaseSize":4}}""");
    }

    private sealed class MountTeller(ILogger<MountTeller> logger)
    {
        [Linked.MountSpecification]
        public MountSpecification Mounts(StagedSource stagedSource, RepositoryDefinition repository)
        {
            Tell(stagedSource);
            return new MountSpecification(new Mount(stagedSource.StagedConnection.Environment, "/mnt"));
        }

        [Linked.Status]
        public Status Check(StagedSource stagedSource, RepositoryDefinition repository, SourceConfigDefinition sourceConfig)
        {
            Tell(stagedSource);
            return Status.Active;
        }

        private void Tell(StagedSource source) => logger.LogInformation("{Mount}, {Mounts}",
            source.Mount is { } mount ? $"'{mount.MountPath}' in '{mount.RemoteEnvironment.Reference}'" : "no mount",
            source.Mounts is { } mounts ? string.Join(" and ", mounts.Select(mount => mount.MountPath)) : "no mounts");
    }
}
