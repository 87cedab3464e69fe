using Delphix.Virtualization.Tests.Samples;
using Microsoft.Extensions.Logging.Testing;
using Moq;

namespace Delphix.Virtualization.Tests.Runtime;

/// <summary>What becomes of an exception that an operation throws.</summary>
public sealed class FailureTests
{
    [Fact]
    public async Task User_exception_passes_as_it_is()
    {
        var expected = new UserException("The disk is full.", "Free some space.", "df: 100%", new IOException());

        (await ThrownAsync<UserException>(expected)).Should().BeSameAs(expected);
        expected.Message.Should().Be("The disk is full.");
        expected.Action.Should().Be("Free some space.");
        expected.Output.Should().Be("df: 100%");
        expected.InnerException.Should().BeOfType<IOException>();
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    public async Task User_exception_without_action_and_output_has_the_documented_defaults(string? action)
    {
        var thrown = await ThrownAsync<UserException>(new UserException("No.", action));

        thrown.Action.Should().Be("Ask the author of the plugin to correct the error.");
        thrown.Output.Should().Contain(nameof(Failing)).And.Contain(nameof(Failing.Start));
    }

    [Fact]
    public void User_exception_that_was_not_thrown_has_no_output() => new UserException("No.").Output.Should().BeEmpty();

    [Fact]
    public async Task User_exception_of_a_plugins_own_class_passes()
    {
        var act = () => InvokeAsync("virtual.start", new OwnUserException());

        await act.Should().ThrowExactlyAsync<OwnUserException>();
    }

    public static TheoryData<Exception> OtherExceptions =>
    [
        new LibraryException(LibraryError.ConnectionFailed, "10.0.0.1 is down"),
        new ScriptException(new RunResult(3, "", "secret")),
        new InvalidOperationException("secret"),
        new OperationCanceledException("a time limit of the plugin's own"),
        new PluginRuntimeException("thrown by the plugin"),
    ];

    [Theory]
    [MemberData(nameof(OtherExceptions))]
    public async Task Any_other_exception_becomes_an_internal_error_that_keeps_it(Exception exception)
    {
        foreach (var operation in new[] { "virtual.start", "virtual.stop", "virtual.cleanup", "virtual.unconfigure" })
        {
            var act = () => InvokeAsync(operation, exception);

            var thrown = (await act.Should().ThrowExactlyAsync<OperationFailedException>()).Which;
            thrown.Message.Should().Be($"The plugin's operation {operation} failed with an internal error.");
            thrown.OperationName.Should().Be(operation);
            thrown.InnerException.Should().BeSameAs(exception);
        }
    }

    [Fact]
    public async Task Exception_of_a_list_written_with_yield_is_mapped()
    {
        var exception = new InvalidOperationException();
        var act = () => InvokeAsync("discovery.repository", exception);

        (await act.Should().ThrowExactlyAsync<OperationFailedException>()).Which.InnerException.Should().BeSameAs(exception);
    }

    [Fact]
    public async Task Exception_of_a_constructor_is_mapped_like_any_other()
    {
        var runtime = SampleRuntime.Create<FailingConstructor>();

        var act = () => runtime.AnswerAsync("virtual.start", Messages.Virtual());

        (await act.Should().ThrowExactlyAsync<OperationFailedException>()).Which.InnerException.Should().BeOfType<NotSupportedException>();
    }

    [Fact]
    public async Task Cancellation_passes_when_it_was_asked_for()
    {
        using var source = new CancellationTokenSource();
        var runtime = SampleRuntime.Create<Cancellable>();
        var libs = Libs(() =>
        {
            source.Cancel();
            return new RunResult(0, "", "");
        });

        var act = () => runtime.InvokeAsync("virtual.start", Messages.Virtual(), libs, source.Token);

        (await act.Should().ThrowAsync<OperationCanceledException>()).Which.CancellationToken.Should().Be(source.Token);
    }

    [Fact]
    public async Task Other_exception_after_cancellation_is_still_an_internal_error()
    {
        using var source = new CancellationTokenSource();
        var runtime = SampleRuntime.Create<Failing>();
        var libs = Libs(() =>
        {
            source.Cancel();
            throw new IOException();
        });

        var act = () => runtime.InvokeAsync("virtual.start", Messages.Virtual(), libs, source.Token);

        await act.Should().ThrowExactlyAsync<OperationFailedException>();
    }

    [Fact]
    public async Task Call_with_a_cancelled_token_never_reaches_the_plugin()
    {
        var log = new FakeLogCollector();
        var runtime = SampleRuntime.Staged(log);

        var act = () => runtime.AnswerAsync("virtual.cleanup", Messages.Virtual(), new CancellationToken(canceled: true));

        await act.Should().ThrowAsync<OperationCanceledException>();
        log.Lines.Should().BeEmpty();
    }

    private static async Task<TException> ThrownAsync<TException>(TException exception)
        where TException : Exception
    {
        var act = () => InvokeAsync("virtual.start", exception);
        return (await act.Should().ThrowExactlyAsync<TException>()).Which;
    }

    private static async Task InvokeAsync(string operation, Exception exception)
    {
        var request = Messages.Virtual();
        request["sourceConnection"] = Messages.Request("sourceConnection")["sourceConnection"]!.DeepClone();
        await SampleRuntime.Create<Failing>().InvokeAsync(operation, request, Libs(() => throw exception));
    }

    private static ILibs Libs(Func<RunResult> run)
    {
        var libs = new Mock<ILibs>();
        libs.Setup(l => l.RunBashAsync(It.IsAny<RemoteConnection>(), It.IsAny<string>(), null, false, false, It.IsAny<CancellationToken>()))
            .ReturnsAsync(run);
        return libs.Object;
    }

    private sealed class OwnUserException() : UserException("No.");

    /// <summary>Throws whatever the libraries throw: before and after an await, synchronously, and while a list is read.</summary>
    private sealed class Failing(ILibs libs)
    {
        [Virtual.Start]
        public async Task Start(VirtualSource virtualSource, RepositoryDefinition repository, SourceConfigDefinition sourceConfig)
        {
            await Task.Yield();
            await libs.RunBashAsync(virtualSource.Connection, "true");
        }

        [Virtual.Stop]
        public async ValueTask Stop(VirtualSource virtualSource, RepositoryDefinition repository, SourceConfigDefinition sourceConfig) =>
            await libs.RunBashAsync(virtualSource.Connection, "true");

        [Virtual.Cleanup]
        public void Cleanup(VirtualSource virtualSource, RepositoryDefinition repository, SourceConfigDefinition sourceConfig) =>
            Fail(libs, virtualSource.Connection);

        [Virtual.Unconfigure]
        public Task Unconfigure(VirtualSource virtualSource, RepositoryDefinition repository, SourceConfigDefinition sourceConfig)
        {
            Fail(libs, virtualSource.Connection);
            return Task.CompletedTask;
        }

        [Discovery.Repository]
        public IEnumerable<RepositoryDefinition> Find(RemoteConnection sourceConnection)
        {
            Fail(libs, sourceConnection);
            yield break;
        }

        private static void Fail(ILibs libs, RemoteConnection connection) => libs.RunBashAsync(connection, "true").GetAwaiter().GetResult();
    }

    private sealed class Cancellable(ILibs libs)
    {
        [Virtual.Start]
        public async Task Start(
            VirtualSource virtualSource, RepositoryDefinition repository, SourceConfigDefinition sourceConfig,
            CancellationToken cancellationToken)
        {
            await libs.RunBashAsync(virtualSource.Connection, "true", cancellationToken: cancellationToken);
            cancellationToken.ThrowIfCancellationRequested();
        }
    }

    private sealed class FailingConstructor
    {
        public FailingConstructor(ILibs libs) => throw new NotSupportedException($"{libs}");

        [Virtual.Start]
        public void Start(VirtualSource virtualSource, RepositoryDefinition repository, SourceConfigDefinition sourceConfig)
        {
        }
    }
}
