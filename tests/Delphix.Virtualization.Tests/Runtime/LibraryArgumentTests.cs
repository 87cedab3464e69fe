using System.Text.Json.Nodes;
using Delphix.Virtualization.Runtime;
using Moq;

namespace Delphix.Virtualization.Tests.Runtime;

public sealed class LibraryArgumentTests
{
    private static readonly RemoteConnection Connection =
        new(
            new RemoteEnvironment("e", "UNIX_HOST_ENVIRONMENT-1", new RemoteHost("h", "UNIX_HOST-1", "/b", "/s")),
            new RemoteUser("u", "HOST_USER-1"));

    private readonly Mock<ILibs> _engine = new(MockBehavior.Strict);

    public static TheoryData<string, Func<ILibs, Task>> Faults => new()
    {
        { "RunBashAsync: the argument 'connection' is null; expected: RemoteConnection.", libs => libs.RunBashAsync(null!, "true") },
        { "RunPowershellAsync: the argument 'command' is null; expected: a script.", libs => libs.RunPowershellAsync(Connection, null!) },
        {
            "RunExpectAsync: the argument 'command' is a text with a NUL character; expected: a script.",
            libs => libs.RunExpectAsync(Connection, "a\0b")
        },
        {
            "RunBashAsync: the argument 'variables' is the name '1A'; expected: letters, digits and underscores, not beginning with a "
                + "digit.",
            libs => libs.RunBashAsync(Connection, "true", new Dictionary<string, string> { ["1A"] = "secret" })
        },
        {
            "RunExpectAsync: the argument 'variables' is the name ''; expected: letters, digits and underscores, not beginning with a "
                + "digit.",
            libs => libs.RunExpectAsync(Connection, "", new Dictionary<string, string> { [""] = "secret" })
        },
        {
            "RunBashAsync: the argument 'variables' is the name 'GRÖSSE'; expected: letters, digits and underscores, not beginning with a "
                + "digit.",
            libs => libs.RunBashAsync(Connection, "true", new Dictionary<string, string> { ["GRÖSSE"] = "secret" })
        },
        {
            "RunPowershellAsync: the argument 'variables' is the name 'UID'; expected: a variable that bash lets scripts have, which is "
                + "none of BASHOPTS, BASH_VERSINFO, EUID, PPID, SHELLOPTS, UID.",
            libs => libs.RunPowershellAsync(Connection, "", new Dictionary<string, string> { ["UID"] = "secret" })
        },
        {
            "RunBashAsync: the argument 'variables' is null as the value of A; expected: a text.",
            libs => libs.RunBashAsync(Connection, "true", new Dictionary<string, string> { ["A"] = null! })
        },
        {
            "RunBashAsync: the argument 'variables' is a text with a NUL character as the value of A; expected: a text.",
            libs => libs.RunBashAsync(Connection, "true", new Dictionary<string, string> { ["A"] = "secret\0" })
        },
        {
            "RunSyncAsync: the argument 'sourceDirectory' is 'relative'; expected: the absolute path of a directory.",
            libs => libs.RunSyncAsync(Connection, "relative")
        },
        {
            "RunSyncAsync: the argument 'rsyncUser' is empty; expected: a user's name, or null for the connection's.",
            libs => libs.RunSyncAsync(Connection, "/a", "")
        },
        {
            "RunSyncAsync: the argument 'excludePaths' is a list with an item that is null, empty or has a NUL character; expected: a "
                + "list of paths.",
            libs => libs.RunSyncAsync(Connection, "/a", null, ["ok", ""])
        },
        {
            "RetrieveCredentialsAsync: the argument 'credentialsSupplier' is null; expected: a credentials supplier.",
            libs => libs.RetrieveCredentialsAsync(null!)
        },
        {
            "RetrieveCredentialsAsync: the argument 'credentialsSupplier' is an object that this operation did not receive; expected: a "
                + "credentials supplier exactly as received.",
            libs => libs.RetrieveCredentialsAsync(new JsonObject { ["type"] = "made up" })
        },
    };

    [Theory]
    [MemberData(nameof(Faults))]
    public async Task Wrong_argument_is_refused_by_name_and_never_reaches_the_engine(string message, Func<ILibs, Task> call)
    {
        var act = () => call(new CheckedLibs(_engine.Object, []));

        var thrown = (await act.Should().ThrowExactlyAsync<LibraryException>()).Which;
        thrown.Message.Should().Be(message);
        thrown.Id.Should().Be(LibraryError.InvalidArgument);
    }

    [Fact]
    public async Task Right_arguments_reach_the_engine_as_they_are()
    {
        var variables = new Dictionary<string, string> { ["A_1"] = "x" };
        _engine.Setup(l => l.RunBashAsync(Connection, "exit 3", variables, true, false, CancellationToken.None))
            .ReturnsAsync(new RunResult(3, "out", "err"));

        var result = await new CheckedLibs(_engine.Object, [])
            .RunBashAsync(Connection, "exit 3", variables, true, false, CancellationToken.None);

        result.Should().Be(new RunResult(3, "out", "err"));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Check_reaches_the_engine_with_every_kind_of_script(bool check)
    {
        var expected = new RunResult(0, "out", "");
        _engine.Setup(l => l.RunBashAsync(Connection, "true", null, false, check, CancellationToken.None)).ReturnsAsync(expected);
        _engine.Setup(l => l.RunPowershellAsync(Connection, "true", null, check, CancellationToken.None)).ReturnsAsync(expected);
        _engine.Setup(l => l.RunExpectAsync(Connection, "true", null, check, CancellationToken.None)).ReturnsAsync(expected);
        var libs = new CheckedLibs(_engine.Object, []);

        (await libs.RunBashAsync(Connection, "true", null, false, check, CancellationToken.None)).Should().Be(expected);
        (await libs.RunPowershellAsync(Connection, "true", null, check, CancellationToken.None)).Should().Be(expected);
        (await libs.RunExpectAsync(Connection, "true", null, check, CancellationToken.None)).Should().Be(expected);
    }

    [Fact]
    public async Task Supplier_that_the_operation_received_is_passed_on()
    {
        var supplier = new JsonObject { ["type"] = "supplier", ["id"] = 7 };
        var request = new JsonObject { ["list"] = new JsonArray(new JsonObject { ["credentials"] = supplier }) };
        _engine.Setup(l => l.RetrieveCredentialsAsync(It.IsAny<JsonObject>(), CancellationToken.None))
            .ReturnsAsync(new PasswordCredentials("u", "p"));

        var credentials = await new CheckedLibs(_engine.Object, request)
            .RetrieveCredentialsAsync((JsonObject)supplier.DeepClone(), CancellationToken.None);

        credentials.Should().Be(new PasswordCredentials("u", "p"));
    }

    [Fact]
    public void UpgradePassword_is_for_migrations_only()
    {
        var act = () => new CheckedLibs(_engine.Object, []).UpgradePassword("p", null);

        act.Should().ThrowExactly<LibraryException>().Which.Id.Should().Be(LibraryError.NotSupported);
    }

    [Fact]
    public async Task Migration_reaches_no_host()
    {
        var libs = new MigrationLibs(_engine.Object);
        Func<Task>[] calls =
        [
            () => libs.RunBashAsync(Connection, "true", null, false, false, CancellationToken.None),
            () => libs.RunPowershellAsync(Connection, "true", null, false, CancellationToken.None),
            () => libs.RunExpectAsync(Connection, "true", null, false, CancellationToken.None),
            () => libs.RunSyncAsync(Connection, "/a", null, null, null, CancellationToken.None),
            () => libs.RetrieveCredentialsAsync([], CancellationToken.None),
        ];

        foreach (var call in calls)
            (await call.Should().ThrowExactlyAsync<LibraryException>()).Which.Message
                .Should().EndWith("cannot be called by data migrations, which must not reach hosts. Only UpgradePassword can.");
    }
}
