using System.Text.RegularExpressions;
using Delphix.Virtualization.EndToEnd.Support;

namespace Delphix.Virtualization.EndToEnd.Life;

/// <summary>The engine as a server: a plugin is uploaded to it over HTTP, and its logs come back.</summary>
public sealed partial class UploadTests : IDisposable
{
    private const string Setting =
        "export HOME=\"$TMPDIR\" DVP_ENGINE_DIR=\"$TMPDIR/engine\"; unset DVP_ENGINE DVP_USER DVP_PASSWORD DVP_ADMIN_PASSWORD;";

    private readonly DvpProgram _dvp = new();
    private readonly TaskCompletionSource<string> _password = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource<(string Url, int ProcessId)> _address = new(TaskCreationOptions.RunContinuationsAsynchronously);

    [EngineFact]
    public async Task Plugin_is_uploaded_twice_and_its_logs_come_until_the_server_is_interrupted()
    {
        var artifact = await BuiltPlugin.Reference.ArtifactAsync();
        // exec: the process is the server itself, as at a terminal.
        var serving = _dvp.RunAsync($"{Setting} exec env --default-signal=INT dvp engine serve --urls http://127.0.0.1:0", Read);
        (await Task.WhenAny(Task.WhenAll(_password.Task, _address.Task), serving)).Should().NotBe(serving, "the server continues");
        var (url, processId) = await _address.Task;
        WriteConfig(url, await _password.Task);

        var (exitCode, output) = await _dvp.RunAsync($$"""
            {{Setting}}
            dvp upload -a '{{artifact}}' --wait && echo "exit code $?"
            dvp upload -a '{{artifact}}' --wait && echo "exit code $?"
            dvp download-logs -d "$TMPDIR" && tar --list --gzip --file "$TMPDIR"/dlpx-plugin-logs-Directory\ Trees-*.tar.gz && echo "exit code $?"
            HOME=/dev/null dvp upload -a '{{artifact}}' -u admin || echo "exit code $?"
            """);
        DvpProgram.Interrupt(processId);

        var (serverExitCode, serverOutput) = await serving;
        (exitCode, serverExitCode).Should().Be((0, 0), output + serverOutput);
        string.Join(", ", ExitCodes().Matches(output).Select(match => match.Value)).Should()
            .Be("exit code 0, exit code 0, exit code 0, exit code 1", output);
        output.Should().Contain($"is installed at {url}.").And.Contain("Nothing says which engine.");
        ExpectNowhere(await _password.Task, output);
        _dvp.LeftRunning().Should().BeEmpty();
        Directory.Exists(Path.Combine(_dvp.Temporary, "engine", "uploads")).Should().BeFalse();
    }

    public void Dispose() => _dvp.Dispose();

    private void Read(string line, int processId)
    {
        if (Password().Match(line) is { Success: true } password)
            _password.TrySetResult(password.Groups[1].Value);
        if (Url().Match(line) is { Success: true } url)
            _address.TrySetResult((url.Value, processId));
    }

    private void WriteConfig(string url, string password)
    {
        var path = Path.Combine(Directory.CreateDirectory(Path.Combine(_dvp.Temporary, ".dvp")).FullName, "config");
        File.WriteAllText(path, $"[default]\nengine = {url}\nuser = admin\npassword = {password}\n");
        File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite);
    }

    private void ExpectNowhere(string password, string output)
    {
        output.Should().NotContain(password);
        var files = Directory.EnumerateFiles(Path.Combine(_dvp.Temporary, "engine"), "*", SearchOption.AllDirectories).ToList();
        files.Should().Contain(path => path.EndsWith("admin-password.json"));
        files.Where(path => File.ReadAllText(path).Contains(password, StringComparison.Ordinal)).Should().BeEmpty();
    }

    [GeneratedRegex("^The password of admin is ([a-z2-9]+) ")]
    private static partial Regex Password();

    [GeneratedRegex(@"http://127\.0\.0\.1:\d+")]
    private static partial Regex Url();

    [GeneratedRegex(@"exit code \d+")]
    private static partial Regex ExitCodes();
}
