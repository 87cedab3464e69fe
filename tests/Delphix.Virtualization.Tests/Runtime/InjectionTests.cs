using Delphix.Virtualization.Tests.Samples;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Testing;
using Moq;

namespace Delphix.Virtualization.Tests.Runtime;

public sealed class InjectionTests
{
    [Fact]
    public async Task Each_call_gets_a_new_instance_with_its_own_libraries()
    {
        var log = new FakeLogCollector();
        var runtime = SampleRuntime.Create<Asking>(log: log);
        var first = Libs();
        var second = Libs();

        await runtime.InvokeAsync("virtual.start", Messages.Virtual(), first.Object);
        await runtime.InvokeAsync("virtual.start", Messages.Virtual(), second.Object);

        log.Lines.Should().Equal("Asking: call 1 of this instance", "Asking: call 1 of this instance");
        foreach (var libs in new[] { first, second })
        {
            libs.Verify(l => l.RunBashAsync(It.IsAny<RemoteConnection>(), "true", null, false, false, CancellationToken.None), Times.Once);
            libs.VerifyNoOtherCalls();
        }
    }

    [Fact]
    public async Task Constructor_may_ask_for_everything_that_is_offered()
    {
        var log = new FakeLogCollector();
        var runtime = SampleRuntime.Create<AskingForAll>(log: log);

        (await runtime.AnswerAsync("virtual.sourceSize", Messages.Virtual())).Should().Be("""{"returnValue":{"databaseSize":1}}""");

        log.Lines.Should().Equal("AskingForAll: typed", "own: by name");
    }

    [Fact]
    public async Task Logging_without_a_factory_goes_nowhere()
    {
        var runtime = SampleRuntime.Staged();

        (await runtime.AnswerAsync("virtual.cleanup", Messages.Virtual())).Should().Be("""{"returnValue":{}}""");
    }

    private sealed class Asking(ILogger<Asking> logger, ILibs libs)
    {
        private int _calls;

        [Virtual.Start]
        public async Task Start(VirtualSource virtualSource, RepositoryDefinition repository, SourceConfigDefinition sourceConfig)
        {
            await libs.RunBashAsync(virtualSource.Connection, "true");
            logger.LogInformation("call {Number} of this instance", ++_calls);
        }
    }

    private static Mock<ILibs> Libs()
    {
        var libs = new Mock<ILibs>();
        libs.SetReturnsDefault(Task.FromResult(new RunResult(0, "", "")));
        return libs;
    }

    private sealed class AskingForAll(TimeProvider time, ILogger<AskingForAll> logger, ILoggerFactory factory, ILibs libs)
    {
        [Virtual.SourceSize]
        public long Size(VirtualSource virtualSource, RepositoryDefinition repository, SourceConfigDefinition sourceConfig)
        {
            logger.LogInformation("typed");
            factory.CreateLogger("own").LogInformation("by name");
            return time == TimeProvider.System && libs is not null ? 1 : 0;
        }
    }
}
