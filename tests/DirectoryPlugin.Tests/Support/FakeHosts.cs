using Delphix.Virtualization;
using Moq;

namespace DirectoryPlugin.Tests.Support;

/// <summary>Platform libraries that keep what they are asked to run, and answer for every script. Anything but running bash fails the test.</summary>
internal sealed class FakeHosts
{
    public FakeHosts(string stdout = "", int exitCode = 0, string stderr = "")
        : this(() => new RunResult(exitCode, stdout, stderr))
    {
    }

    public FakeHosts(Func<RunResult> answer)
    {
        var mock = new Mock<ILibs>(MockBehavior.Strict);
        mock.Setup(libs => libs.RunBashAsync(
                It.IsAny<RemoteConnection>(), It.IsAny<string>(), It.IsAny<IReadOnlyDictionary<string, string>?>(), It.IsAny<bool>(), It.IsAny<bool>(), It.IsAny<CancellationToken>()))
            .Callback((RemoteConnection connection, string command, IReadOnlyDictionary<string, string>? variables, bool login, bool check, CancellationToken token) =>
                Calls.Add(new HostCall(connection, command, variables ?? new Dictionary<string, string>(), login, check, token)))
            .ReturnsAsync(answer);
        Libs = mock.Object;
    }

    public ILibs Libs { get; }

    public List<HostCall> Calls { get; } = [];

    /// <summary>The one call that there was.</summary>
    public HostCall Call => Calls.Should().ContainSingle().Subject;
}
