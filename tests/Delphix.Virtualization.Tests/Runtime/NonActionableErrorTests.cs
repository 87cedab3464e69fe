using System.Diagnostics.CodeAnalysis;
using System.Text.Json.Nodes;
using Delphix.Virtualization.Runtime;
using Delphix.Virtualization.Tests.Samples;
using Moq;

namespace Delphix.Virtualization.Tests.Runtime;

/// <summary>A library error that no plugin can handle ends the call, whatever the operation makes of it.</summary>
public sealed class NonActionableErrorTests
{
    private static readonly RemoteConnection Connection =
        new(
            new RemoteEnvironment("e", "UNIX_HOST_ENVIRONMENT-1", new RemoteHost("h", "UNIX_HOST-1", "/b", "/s")),
            new RemoteUser("u", "HOST_USER-1"));

    private readonly NonActionableLibraryException _error = new("The engine is out of order.", new InvalidDataException());
    private readonly Mock<ILibs> _engine = new(MockBehavior.Strict);
    private int _calls;

    public NonActionableErrorTests() =>
        _engine.Setup(
            l => l.RunBashAsync(It.IsAny<RemoteConnection>(), It.IsAny<string>(), null, false, false, It.IsAny<CancellationToken>()))
            .Callback(() => _calls++).ThrowsAsync(_error);

    [Theory]
    [InlineData("virtual.start")]
    [InlineData("virtual.stop")]
    [InlineData("virtual.cleanup")]
    [InlineData("virtual.unconfigure")]
    [InlineData("virtual.status")]
    [InlineData("discovery.repository")]
    public async Task Call_ends_with_it_whether_the_operation_lets_it_pass_catches_it_or_throws_something_else(string operation)
    {
        var request = Messages.Virtual();
        request["sourceConnection"] = Messages.Request("sourceConnection")["sourceConnection"]!.DeepClone();

        var act = () => SampleRuntime.Create<Stubborn>().InvokeAsync(operation, request, _engine.Object);

        (await act.Should().ThrowExactlyAsync<NonActionableLibraryException>()).Which.Should().BeSameAs(_error);
        _calls.Should().Be(1, "no library is called once the call has ended");
    }

    [Fact]
    public async Task Next_call_of_the_plugin_goes_on()
    {
        var runtime = SampleRuntime.Create<Stubborn>();
        await FluentActions.Awaiting(() => runtime.InvokeAsync("virtual.start", Messages.Virtual(), _engine.Object))
            .Should().ThrowAsync<NonActionableLibraryException>();
        _engine.Setup(
            l => l.RunBashAsync(It.IsAny<RemoteConnection>(), It.IsAny<string>(), null, false, false, It.IsAny<CancellationToken>()))
            .ReturnsAsync(new RunResult(0, "", ""));

        (await runtime.InvokeAsync("virtual.start", Messages.Virtual(), _engine.Object)).ToJsonString()
            .Should().Be("""{"returnValue":{}}""");
    }

    [Fact]
    public async Task Data_migrations_end_with_it_too()
    {
        _engine.Setup(l => l.UpgradePassword("p", null)).Throws(_error);
        var request =
            JsonNode.Parse("""{"migrationIds":["1"],"preUpgradeParameters":{"A":{"password":"p"},"B":{"password":"p"}}}""")!.AsObject();

        var act = () => SampleRuntime.Create<Stubborn>().InvokeAsync("upgrade.repository", request, _engine.Object);

        (await act.Should().ThrowExactlyAsync<NonActionableLibraryException>()).Which.Should().BeSameAs(_error);
        _engine.Verify(l => l.UpgradePassword("p", null), Times.Once);
    }

    public static TheoryData<Func<ILibs, Task>> Libraries => new()
    {
        libs => libs.RunBashAsync(Connection, "true"),
        libs => libs.RunPowershellAsync(Connection, "true"),
        libs => libs.RunExpectAsync(Connection, "true"),
        libs => libs.RunSyncAsync(Connection, "/a"),
        libs => libs.RetrieveCredentialsAsync([]),
        libs => Task.Run(() => libs.UpgradePassword("p")),
    };

    [Theory]
    [MemberData(nameof(Libraries))]
    public async Task Every_library_tells_of_it_and_fails_from_then_on(Func<ILibs, Task> call)
    {
        var engine = new Mock<ILibs>();
        engine.SetReturnsDefault(Task.FromException<RunResult>(_error));
        engine.SetReturnsDefault(Task.FromException<Credentials>(_error));
        engine.SetReturnsDefault(Task.FromException(_error));
        engine.Setup(l => l.UpgradePassword(It.IsAny<string>(), It.IsAny<string?>())).Throws(_error);
        var libs = new EndingLibs(engine.Object);
        libs.Error.Should().BeNull();

        for (var i = 0; i < 2; i++)
            (await FluentActions.Awaiting(() => call(libs)).Should().ThrowExactlyAsync<NonActionableLibraryException>()).Which
                .Should().BeSameAs(_error);

        libs.Error.Should().BeSameAs(_error);
        engine.Invocations.Should().ContainSingle();
    }

    [Theory]
    [InlineData(0)]
    [InlineData(LibraryError.CopyFailed)]
    [InlineData(int.MinValue)]
    [InlineData(int.MaxValue)]
    public async Task Actionable_error_of_any_id_is_the_plugins_to_handle(int id)
    {
        _engine.Setup(
            l => l.RunBashAsync(It.IsAny<RemoteConnection>(), It.IsAny<string>(), null, false, false, It.IsAny<CancellationToken>()))
            .ThrowsAsync(new LibraryException(id, "Try again."));

        var answer = await SampleRuntime.Create<Handler>().InvokeAsync("virtual.status", Messages.Virtual(), _engine.Object);

        answer.ToJsonString().Should().Be(
            $$$"""{"returnValue":{"status":"{{{(id == LibraryError.CopyFailed ? "INACTIVE" : "ACTIVE")}}}"}}""");
    }

    private sealed class Handler(ILibs libs)
    {
        [Virtual.Status]
        public async Task<Status> Check(VirtualSource virtualSource, RepositoryDefinition repository, SourceConfigDefinition sourceConfig)
        {
            try
            {
                await libs.RunBashAsync(virtualSource.Connection, "true");
                throw new InvalidOperationException("Nothing was thrown.");
            }
            catch (LibraryException e)
            {
                return e.Id == LibraryError.CopyFailed ? Status.Inactive : Status.Active;
            }
        }
    }

    [SuppressMessage("Design", "CA1031", Justification = "What a plugin that catches everything does is what the tests are about.")]
    private sealed class Stubborn(ILibs libs)
    {
        [Virtual.Start]
        public async Task PassOn(VirtualSource virtualSource, RepositoryDefinition repository, SourceConfigDefinition sourceConfig) =>
            await libs.RunBashAsync(virtualSource.Connection, "true");

        [Virtual.Stop]
        public async Task CatchAndRetry(VirtualSource virtualSource, RepositoryDefinition repository, SourceConfigDefinition sourceConfig)
        {
            for (var i = 0; i < 3; i++)
            {
                try
                {
                    await libs.RunBashAsync(virtualSource.Connection, "true");
                    return;
                }
                catch (Exception)
                {
                    await Task.Yield();
                }
            }
        }

        [Virtual.Cleanup]
        public async Task ThrowForUsers(VirtualSource virtualSource, RepositoryDefinition repository, SourceConfigDefinition sourceConfig)
        {
            try
            {
                await libs.RunBashAsync(virtualSource.Connection, "true");
            }
            catch (Exception e)
            {
                throw new UserException("The plugin has words of its own.", innerException: e);
            }
        }

        [Virtual.Unconfigure]
        public void ThrowFromFinally(VirtualSource virtualSource, RepositoryDefinition repository, SourceConfigDefinition sourceConfig)
        {
            try
            {
                libs.RunBashAsync(virtualSource.Connection, "true").GetAwaiter().GetResult();
            }
            finally
            {
                Tidy();
            }
        }

        [Virtual.Status]
        public async Task<Status> ReturnAWrongValue(
            VirtualSource virtualSource, RepositoryDefinition repository, SourceConfigDefinition sourceConfig)
        {
            var running = libs.RunBashAsync(virtualSource.Connection, "true");
            await Task.WhenAny(running);
            return (Status)7;
        }

        [Discovery.Repository]
        public IEnumerable<RepositoryDefinition> Find(RemoteConnection sourceConnection)
        {
            var ended = libs.RunBashAsync(sourceConnection, "true").IsFaulted;
            yield return new RepositoryDefinition { Name = $"{ended}" };
        }

        [Upgrade.Repository("1")]
        public JsonObject Migrate(JsonObject oldRepository)
        {
            try
            {
                return libs.UpgradePassword("p");
            }
            catch (Exception)
            {
                return oldRepository;
            }
        }

        private static void Tidy() => throw new InvalidOperationException("Nothing to tidy up.");
    }
}
