using Delphix.Virtualization;

namespace DirectoryPlugin.Tests.Support;

/// <summary>One use of <see cref="ILibs.RunBashAsync"/>.</summary>
internal sealed record HostCall(
    RemoteConnection Connection, string Command, IReadOnlyDictionary<string, string> Variables, bool UseLoginShell, bool Check,
    CancellationToken Token)
{
    /// <summary>The script whose text, with the library before it, is the command to the last character; null when there is none.</summary>
    public string? Script => RepositoryFiles.Scripts.SingleOrDefault(script => new ScriptText(script).Assembled == Command);

    /// <summary>That this script was run there, with these variables and no others.</summary>
    public void ShouldBe(string script, RemoteConnection connection, params (string Name, string Value)[] variables)
    {
        Script.Should().Be(script);
        Connection.Should().BeSameAs(connection);
        Variables.Select(variable => (variable.Key, variable.Value)).Should().BeEquivalentTo(variables);
        (UseLoginShell, Check).Should().Be((false, false));
    }
}
