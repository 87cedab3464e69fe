using Delphix.Virtualization.Generators.Tests.Harness;

namespace Delphix.Virtualization.Generators.Tests.Analyzers;

public sealed class ResultTests
{
    private const string Virtual = "VirtualSource virtualSource, RepositoryDefinition repository, SourceConfigDefinition sourceConfig";

    [Theory]
    [InlineData("Virtual.Start", "void", Virtual)]
    [InlineData("Virtual.Start", "Task", Virtual)]
    [InlineData("Virtual.Start", "ValueTask", Virtual)]
    [InlineData("Virtual.PostSnapshot", "SnapshotDefinition?", Virtual)]
    [InlineData("Virtual.PostSnapshot", "ValueTask<SnapshotDefinition>", Virtual)]
    [InlineData("Virtual.SourceSize", "Task<long>", Virtual)]
    [InlineData("Virtual.Status", "Status", Virtual)]
    [InlineData("Virtual.MountSpecification", "Task<MountSpecification>", "VirtualSource virtualSource, RepositoryDefinition repository")]
    [InlineData("Discovery.Repository", "RepositoryDefinition[]", "RemoteConnection sourceConnection")]
    [InlineData("Discovery.Repository", "Task<IEnumerable<RepositoryDefinition>>", "RemoteConnection sourceConnection")]
    [InlineData(
        "Discovery.SourceConfig", "ValueTask<List<SourceConfigDefinition>>",
        "RemoteConnection sourceConnection, RepositoryDefinition repository")]
    [InlineData("Upgrade.Snapshot(\"1\")", "Task<JsonObject>", "JsonObject oldSnapshot")]
    public async Task Result_as_documented_is_fine(string attribute, string type, string parameters) =>
        (await AnalyzedCode.OfMethodAsync($"[{attribute}] public {type} Run({parameters}) => throw new NotSupportedException();")).Should()
            .BeEmpty();

    [Theory]
    [InlineData("Virtual.Start", "Status", "virtual.start", "nothing (void, Task or ValueTask)", "Status")]
    [InlineData("Virtual.Start", "Task<Status>", "virtual.start", "nothing (void, Task or ValueTask)", "Status")]
    [InlineData("Virtual.PostSnapshot", "void", "virtual.postSnapshot", "a SnapshotDefinition", "void")]
    [InlineData("Virtual.PostSnapshot", "Task", "virtual.postSnapshot", "a SnapshotDefinition", "Task")]
    [InlineData(
        "Virtual.PostSnapshot", "List<SnapshotDefinition>", "virtual.postSnapshot", "a SnapshotDefinition", "List<SnapshotDefinition>")]
    [InlineData("Virtual.SourceSize", "int", "virtual.sourceSize", "the size in bytes (long)", "int")]
    [InlineData("Virtual.SourceSize", "long?", "virtual.sourceSize", "the size in bytes (long)", "long?")]
    [InlineData("Virtual.Status", "ValueTask<bool>", "virtual.status", "a Status", "bool")]
    public async Task Result_of_the_wrong_type_is_dvp013(string attribute, string type, string operation, string expected, string actual) =>
        (await AnalyzedCode.OfMethodAsync($"[{attribute}] public {type} Run({Virtual}) => throw new NotSupportedException();")).Should()
            .Equal(
            $"error DVP013 at `{type}`: Ingestion.Run ({operation}): must return {expected}, not {actual}");

    [Theory]
    [InlineData(
        "Discovery.Repository", "RepositoryDefinition", "RemoteConnection sourceConnection", "discovery.repository",
        "a list of RepositoryDefinition")]
    [InlineData(
        "Discovery.SourceConfig", "IReadOnlyList<RepositoryDefinition>",
        "RemoteConnection sourceConnection, RepositoryDefinition repository", "discovery.sourceConfig", "a list of SourceConfigDefinition")]
    [InlineData(
        "Virtual.MountSpecification", "Mount", "VirtualSource virtualSource, RepositoryDefinition repository", "virtual.mountSpecification",
        "a MountSpecification")]
    [InlineData(
        "Virtual.Configure", "SnapshotDefinition",
        "VirtualSource virtualSource, SnapshotDefinition snapshot, RepositoryDefinition repository", "virtual.configure",
        "a SourceConfigDefinition")]
    [InlineData("Upgrade.Repository(\"1\")", "JsonArray", "JsonObject oldRepository", "upgrade.repository", "a JsonObject")]
    public async Task Result_of_other_operations_is_dvp013(
        string attribute, string type, string parameters, string operation, string expected) =>
        (await AnalyzedCode.OfMethodAsync($"[{attribute}] public {type} Run({parameters}) => throw new NotSupportedException();")).Should()
            .Equal(
            $"error DVP013 at `{type}`: Ingestion.Run ({operation}): must return {expected}, not {type}");

    [Fact]
    public async Task AsyncVoid_is_dvp022()
    {
        (await AnalyzedCode.OfMethodAsync($"[Virtual.Start] public async void Start({Virtual}) => await Task.Yield();")).Should().Equal(
            "error DVP022 at `void`: Ingestion.Start (virtual.start): an async method must return Task or ValueTask; nobody can wait for "
                + "async void");
        (await AnalyzedCode.OfMethodAsync($"[Virtual.Start] public async Task Start({Virtual}) => await Task.Yield();")).Should().BeEmpty();
    }

    [Fact]
    public async Task Result_that_the_compiler_does_not_know_is_left_to_the_compiler()
    {
        var code = new AnalyzedCode(
            AnalyzedCode.InClass($"[Virtual.PostSnapshot] public Task<Unknown> Run({Virtual}) => throw new NotSupportedException();"),
            AnalyzedCode.Adding("Ingestion"));

        (await code.LinesAsync(mayHaveErrors: true)).Should().BeEmpty();
    }
}
