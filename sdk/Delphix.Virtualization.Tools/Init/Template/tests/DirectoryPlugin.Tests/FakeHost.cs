using Delphix.Virtualization;
using Moq;

namespace DirectoryPlugin.Tests;

/// <summary>Platform libraries that give one answer to every script, and keep what was run. Any other call fails the test.</summary>
internal sealed class FakeHost
{
    internal FakeHost(string stdout = "", int exitCode = 0, string stderr = "")
    {
        var mock = new Mock<ILibs>(MockBehavior.Strict);
#if UNIX
        mock.Setup(libs => libs.RunBashAsync(
                It.IsAny<RemoteConnection>(), It.IsAny<string>(), It.IsAny<IReadOnlyDictionary<string, string>?>(), false, false, It.IsAny<CancellationToken>()))
            .Returns((RemoteConnection _, string command, IReadOnlyDictionary<string, string> variables, bool _, bool _, CancellationToken _) =>
#endif
#if WINDOWS
        mock.Setup(libs => libs.RunPowershellAsync(
                It.IsAny<RemoteConnection>(), It.IsAny<string>(), It.IsAny<IReadOnlyDictionary<string, string>?>(), false, It.IsAny<CancellationToken>()))
            .Returns((RemoteConnection _, string command, IReadOnlyDictionary<string, string> variables, bool _, CancellationToken _) =>
#endif
            {
                Command = command;
                Variables = variables;
                return Task.FromResult(new RunResult(exitCode, stdout, stderr));
            });
        Libs = mock.Object;
    }

    internal ILibs Libs { get; }

    /// <summary>The text of the script that was run, with the library before it.</summary>
    internal string Command { get; private set; } = "";

    internal IReadOnlyDictionary<string, string> Variables { get; private set; } = new Dictionary<string, string>();
}
