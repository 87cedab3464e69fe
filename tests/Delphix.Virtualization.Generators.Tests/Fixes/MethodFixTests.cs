using Delphix.Virtualization.Generators.Tests.Harness;

namespace Delphix.Virtualization.Generators.Tests.Fixes;

public sealed class MethodFixTests
{
    private const string Parameters = "VirtualSource virtualSource, RepositoryDefinition repository, SourceConfigDefinition sourceConfig";

    [Theory]
    [InlineData("Virtual.SourceSize", "int", Parameters, "long")]
    [InlineData("Virtual.SourceSize", "Task<int>", Parameters, "Task<long>")]
    [InlineData("Virtual.SourceSize", "async ValueTask<int>", Parameters, "ValueTask<long>")]
    [InlineData("Virtual.Start", "bool", Parameters, "void")]
    [InlineData("Virtual.Start", "Task<bool>", Parameters, "Task")]
    [InlineData("Virtual.PostSnapshot", "Task", Parameters, "Task<SnapshotDefinition>")]
    [InlineData("Virtual.PostSnapshot", "async void", Parameters, "Task<SnapshotDefinition>")]
    [InlineData("Virtual.Status", "string", Parameters, "Status")]
    [InlineData(
        "Virtual.MountSpecification", "Mount", "VirtualSource virtualSource, RepositoryDefinition repository", "MountSpecification")]
    [InlineData("Discovery.Repository", "RepositoryDefinition", "RemoteConnection sourceConnection", "IReadOnlyList<RepositoryDefinition>")]
    [InlineData(
        "Discovery.Repository", "Task<List<SourceConfigDefinition>>", "RemoteConnection sourceConnection",
        "Task<List<RepositoryDefinition>>")]
    [InlineData("Upgrade.Snapshot(\"1\")", "JsonNode", "JsonObject oldSnapshot", "JsonObject")]
    public async Task ResultOfTheWrongType_gets_the_right_one(string attribute, string type, string parameters, string expected)
    {
        var old = In($"[{attribute}] public {type} Run({parameters}) => throw new NotSupportedException();");

        (await FixedCode.ApplyAsync(old, "DVP013", $"Change the return type to '{expected}'")).Should().Be(old.Replace(
            $" {type.Split(' ')[^1]} Run", $" {expected} Run", StringComparison.Ordinal));
    }

    [Fact]
    public async Task AsyncVoid_becomes_task() =>
        (
            await FixedCode.ApplyAsync(
                In($"[Virtual.Start] public async void Run({Parameters}) => await Task.Yield();"), "DVP022",
                "Change the return type to 'Task'"))
            .Should().Be(In($"[Virtual.Start] public async Task Run({Parameters}) => await Task.Yield();"));

    [Theory]
    [InlineData("internal static", "public static")]
    [InlineData("private", "public")]
    [InlineData("protected internal", "public")]
    public async Task Method_that_is_not_public_becomes_public(string old, string changed) =>
        (await FixedCode.ApplyAsync(In($"[Virtual.Start] {old} void Run({Parameters}) {{ }}"), "DVP021", "Make the method public"))
            .Should().Be(In($"[Virtual.Start] {changed} void Run({Parameters}) {{ }}"));

    [Theory]
    [InlineData("new UserException(\"x\"); // said\n", "throw new UserException(\"x\"); // said\n")]
    [InlineData("_ = new UserException(\"x\");", "throw new UserException(\"x\");")]
    public async Task Exception_that_is_only_created_is_thrown(string old, string changed) =>
        (await FixedCode.ApplyAsync(In($"public void Fail() {{ {old} }}"), "DVP028", "Throw the exception")).Should()
            .Be(In($"public void Fail() {{ {changed} }}"));

    [Fact]
    public async Task Exception_as_a_void_methods_expression_is_thrown() =>
        (await FixedCode.ApplyAsync(In("public void Fail() => new UserException(\"x\");"), "DVP028", "Throw the exception"))
            .Should().Be(In("public void Fail() => throw new UserException(\"x\");"));

    [Fact]
    public async Task Exception_in_a_local_variable_is_left_to_the_author() =>
        (await FixedCode.TitlesAsync(In("public void Fail() { var lost = new UserException(\"x\"); }"), "DVP028")).Should().BeEmpty();

    private static string In(string member) => $$"""
        public sealed class Provisioning
        {
            {{member}}
        }
        """;
}
