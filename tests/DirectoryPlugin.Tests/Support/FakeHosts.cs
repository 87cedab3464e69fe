using Delphix.Virtualization;
using Moq;

namespace DirectoryPlugin.Tests.Support;

/// <summary>
/// Platform libraries that record each script and answer for it. Any library but RunBashAsync fails the test. <c>read-progress.sh</c> may
/// run at any time or never, so it is not in <see cref="Calls"/>. Nor is <c>probe.sh</c>, which is in <see cref="Probes"/>.
/// </summary>
internal sealed class FakeHosts
{
    public FakeHosts(string stdout = "", int exitCode = 0, string stderr = "")
        : this(() => new RunResult(exitCode, stdout, stderr))
    {
    }

    public FakeHosts(Func<RunResult> answer)
        : this(() => Task.FromResult(answer()))
    {
    }

    public FakeHosts(Func<Task<RunResult>> answer)
    {
        var mock = new Mock<ILibs>(MockBehavior.Strict);
        mock.Setup(libs => libs.RunBashAsync(
                It.IsAny<RemoteConnection>(), It.IsAny<string>(), It.IsAny<IReadOnlyDictionary<string, string>?>(), It.IsAny<bool>(),
                It.IsAny<bool>(), It.IsAny<CancellationToken>()))
            .Returns((
                RemoteConnection connection, string command, IReadOnlyDictionary<string, string>? variables, bool login, bool check,
                CancellationToken token) =>
            {
                var call = new HostCall(connection, command, variables ?? new Dictionary<string, string>(), login, check, token);
                if (call.Script == "read-progress")
                    return Progress(call);
                if (call.Script == "probe")
                {
                    Probes.Add(call);
                    return Task.FromResult(Probe);
                }

                Calls.Add(call);
                return answer();
            });
        Libs = mock.Object;
    }

    public ILibs Libs { get; }

    public List<HostCall> Calls { get; } = [];

    /// <summary>Answers how far a sync is.</summary>
    public Func<HostCall, Task<RunResult>> Progress { get; init; } = _ => Task.FromResult(new RunResult(0, "", ""));

    /// <summary>What both hosts say of themselves before a sync.</summary>
    public RunResult Probe { get; init; } = new(0, Samples.Probe, "");

    /// <summary>The calls of <c>probe.sh</c>.</summary>
    public List<HostCall> Probes { get; } = [];

    /// <summary>The one call that there was.</summary>
    public HostCall Call => Calls.Should().ContainSingle().Subject;
}
