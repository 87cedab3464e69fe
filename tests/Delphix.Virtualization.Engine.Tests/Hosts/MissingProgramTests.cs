using Delphix.Virtualization.Engine.Hosts;

namespace Delphix.Virtualization.Engine.Tests.Hosts;

/// <summary>Hosts that lack a program, and one whose PowerShell is a stand-in.</summary>
public sealed class MissingProgramTests(SshServerFixture fixture) : IClassFixture<SshServerFixture>
{
    // What the engine's own scripts need.
    private static readonly string[] Basics = ["bash", "cat", "head", "sleep", "stat"];

    [Theory]
    [InlineData("expect", "expect is not installed on 127.0.0.1: install the package expect there.")]
    [InlineData(
        "pwsh", "pwsh is not installed on 127.0.0.1: install PowerShell there, so that pwsh is on the PATH of the environment's user.")]
    public async Task Script_for_a_program_that_the_host_lacks_is_refused(string program, string message)
    {
        await using var server = await StartAsync();
        await using var connection = Open(server);
        var interpreter = program == "pwsh" ? Interpreter.Powershell : Interpreter.Expect;

        var thrown = await FluentActions.Awaiting(
            () => connection.RunAsync(new HostCommand { Script = "exit 0", Interpreter = interpreter }, CancellationToken.None))
            .Should().ThrowAsync<LibraryException>();

        (thrown.Which.Id, thrown.Which.Message).Should().Be((LibraryError.NotSupported, message));
    }

    [Fact]
    public async Task Sync_from_a_host_without_rsync_is_refused()
    {
        await using var server = await StartAsync();
        await using var connection = Open(server);
        var volume = fixture.PathOf($"volume-{Guid.NewGuid():N}");
        Directory.CreateDirectory(volume);

        var thrown = await FluentActions.Awaiting(
            () => new DirectorySync(connection, "/etc", volume, _ => { }).RunAsync([], [], CancellationToken.None))
            .Should().ThrowAsync<LibraryException>();

        (thrown.Which.Id, thrown.Which.Message)
            .Should().Be((LibraryError.NotSupported, "RunSyncAsync from 127.0.0.1: rsync is not installed on it."));
    }

    // There is no PowerShell here. This shows how one would be called; that it reads a script from a pipe by its path, .NET promises.
    [Fact]
    public async Task PowershellScript_given_to_a_stand_in_for_pwsh_arrives_over_a_pipe_and_in_no_argument()
    {
        const string Script = "Write-Output \"it's $env:VALUE\"\nexit 7\n";
        await using var server = await StartAsync((
            "pwsh", "#!/bin/bash\nprintf '%s|' \"$@\"\ncat\ncat /dev/fd/4\nprintf '%s' \"$VALUE\"\nexit 7\n"));
        await using var connection = Open(server);

        var command = new HostCommand
        {
            Script = Script,
            Interpreter = Interpreter.Powershell,
            Variables = new Dictionary<string, string> { ["VALUE"] = "grüße" },
        };
        var result = await connection.RunAsync(command, CancellationToken.None);

        result.Should().Be(new RunResult(
            7, $"-NoProfile|-NonInteractive|-Command|& ([ScriptBlock]::Create([IO.File]::ReadAllText(\"/dev/fd/4\")))|{Script}grüße", ""));
    }

    // A server whose sessions find a few programs only.
    private async Task<PrivateSshServer> StartAsync(params (string Name, string Text)[] programs)
    {
        var folder = fixture.PathOf($"server-{Guid.NewGuid():N}");
        var path = Directory.CreateDirectory(Path.Combine(folder, "bin")).FullName;
        foreach (var program in Basics)
            File.CreateSymbolicLink(Path.Combine(path, program), $"/bin/{program}");
        foreach (var (name, text) in programs)
        {
            await File.WriteAllTextAsync(Path.Combine(path, name), text);
            File.SetUnixFileMode(Path.Combine(path, name), UnixFileMode.UserRead | UnixFileMode.UserExecute);
        }

        return await PrivateSshServer.StartAsync(
            folder, new PrivateSshServerOptions { Environment = new Dictionary<string, string> { ["PATH"] = path } });
    }

    private SshConnection Open(PrivateSshServer server) =>
        new(
            fixture.Environment with { Port = server.Port, IdentityFile = server.IdentityFile },
            fixture.PathOf($"known-{Guid.NewGuid():N}"), acceptNewHostKey: true);
}
