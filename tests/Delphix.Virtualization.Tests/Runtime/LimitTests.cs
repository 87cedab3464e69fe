using System.Text.Json.Nodes;
using Delphix.Virtualization.Runtime;
using Delphix.Virtualization.Tests.Samples;
using Moq;

namespace Delphix.Virtualization.Tests.Runtime;

public sealed class LimitTests
{
    [Fact]
    public async Task Request_at_the_limit_is_refused_with_its_size()
    {
        var request = Messages.Request("sourceConnection");
        request["padding"] = new string('x', (int)PlatformLimits.OperationBytes);

        var thrown = await RefusedAsync("discovery.repository", request);

        thrown.Message.Should().MatchRegex(
            "^The request for discovery.repository has 4,194,[0-9]{3} bytes; it must stay below 4,194,304 bytes \\(4 MiB\\).$");
        thrown.ActualBytes.Should().Be(System.Text.Encoding.UTF8.GetByteCount(request.ToJsonString()));
    }

    [Fact]
    public async Task Result_at_the_limit_is_refused()
    {
        (await RefusedAsync("discovery.repository", Messages.Request("sourceConnection"))).Message
            .Should().StartWith("The result of discovery.repository has ");
    }

    [Theory]
    [InlineData(70)]
    [InlineData(1_200)]
    public async Task Request_nested_too_deep_is_refused(int levels)
    {
        JsonNode node = new JsonArray();
        for (var i = 0; i < levels; i++)
            node = new JsonArray(node);
        var runtime = SampleRuntime.Create<Large>();

        var act = () => runtime.InvokeAsync("virtual.start", new JsonObject { ["padding"] = node }, Mock.Of<ILibs>());

        (await act.Should().ThrowExactlyAsync<PluginRuntimeException>()).Which.Message
            .Should().Be("The request for virtual.start is nested deeper than 60 levels.");
    }

    [Theory]
    [InlineData(127, false)]
    [InlineData(128, true)]
    public async Task Text_for_the_user_is_shown_up_to_the_limit(int kibibytes, bool refused)
    {
        var exception = new UserException("m", "a", new string('o', kibibytes * 1024));
        var act = () => InvokeAsync("virtual.start", exception);

        if (refused)
            (await act.Should().ThrowExactlyAsync<LimitExceededException>()).Which.InnerException.Should().BeSameAs(exception);
        else
            (await act.Should().ThrowExactlyAsync<UserException>()).Which.Should().BeSameAs(exception);
    }

    [Fact]
    public async Task Text_of_an_internal_error_past_the_limit_names_limit_and_operation()
    {
        var act = () => InvokeAsync("virtual.start", new InvalidOperationException(new string('x', 200_000)));

        (await act.Should().ThrowExactlyAsync<LimitExceededException>()).Which.Message
            .Should().StartWith("The text of an exception of virtual.start has 20");
    }

    private static async Task<LimitExceededException> RefusedAsync(string operation, JsonObject request)
    {
        var runtime = SampleRuntime.Create<Large>();
        var act = () => runtime.InvokeAsync(operation, request, Mock.Of<ILibs>());
        return (await act.Should().ThrowExactlyAsync<LimitExceededException>()).Which;
    }

    private static async Task InvokeAsync(string operation, Exception exception)
    {
        var libs = new Mock<ILibs>();
        libs.SetReturnsDefault(Task.FromException<RunResult>(exception));
        await SampleRuntime.Create<Large>().InvokeAsync(operation, Messages.Virtual(), libs.Object);
    }

    private sealed class Large(ILibs libs)
    {
        [Discovery.Repository]
        public static IReadOnlyList<RepositoryDefinition> Find(RemoteConnection sourceConnection) =>
            [new RepositoryDefinition { Name = new string('x', (int)PlatformLimits.OperationBytes) }];

        [Virtual.Start]
        public async Task Start(VirtualSource virtualSource, RepositoryDefinition repository, SourceConfigDefinition sourceConfig) =>
            await libs.RunBashAsync(virtualSource.Connection, "true");
    }
}
