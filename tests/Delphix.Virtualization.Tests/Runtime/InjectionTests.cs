using Delphix.Virtualization.Tests.Samples;
using Microsoft.Extensions.Logging;
using Moq;

namespace Delphix.Virtualization.Tests.Runtime;

public sealed class InjectionTests
{
    [Fact]
    public async Task Each_call_gets_a_new_instance_with_its_own_libraries()
    {
        var log = new LogRecorder();
        var runtime = await SampleRuntime.CreateAsync<Asking>(log: log);
        var first = new Mock<ILibs>();
        var second = new Mock<ILibs>();

        await runtime.InvokeAsync("virtual.start", Messages.Virtual(), first.Object);
        await runtime.InvokeAsync("virtual.start", Messages.Virtual(), second.Object);

        log.Lines.Should().Equal("Asking: call 1 of this instance", "Asking: call 1 of this instance");
        foreach (var libs in new[] { first, second })
        {
            libs.Verify(l => l.UpgradePassword("from the constructor", null), Times.Once);
            libs.VerifyNoOtherCalls();
        }
    }

    [Fact]
    public async Task Constructor_may_ask_for_everything_that_is_offered()
    {
        var log = new LogRecorder();
        var runtime = await SampleRuntime.CreateAsync<AskingForAll>(log: log);

        (await runtime.AnswerAsync("virtual.sourceSize", Messages.Virtual())).Should().Be("""{"returnValue":{"databaseSize":1}}""");

        log.Lines.Should().Equal("AskingForAll: typed", "own: by name");
    }

    [Fact]
    public async Task Logging_without_a_factory_goes_nowhere()
    {
        var runtime = await SampleRuntime.StagedAsync();

        (await runtime.AnswerAsync("virtual.cleanup", Messages.Virtual())).Should().Be("""{"returnValue":{}}""");
    }

    private sealed class Asking
    {
        private readonly ILogger<Asking> _logger;
        private int _calls;

        public Asking(ILogger<Asking> logger, ILibs libs)
        {
            _logger = logger;
            libs.UpgradePassword("from the constructor");
        }

        [Virtual.Start]
        public void Start(VirtualSource virtualSource, RepositoryDefinition repository, SourceConfigDefinition sourceConfig) =>
            _logger.LogInformation("call {Number} of this instance", ++_calls);
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
