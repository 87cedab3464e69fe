using System.Diagnostics;
using System.Text;
using Delphix.Virtualization;

namespace DirectoryPlugin.Tests.Support;

/// <summary>Runs programs, and the scripts as an engine runs them.</summary>
internal static class Shell
{
    // A script is text to eval in a shell of its own: nothing of it is in a file, and its standard input is empty.
    private const string Feed = "(eval \"$1\")";

    private static readonly TimeSpan Deadline = TimeSpan.FromMinutes(1);

    /// <summary>Runs a script as an engine does.</summary>
    public static Task<RunResult> RunScriptAsync(string name, IReadOnlyDictionary<string, string> variables, bool asNobody = false) =>
        RunTextAsync(new ScriptText(name).Assembled, variables, asNobody);

    /// <summary>Runs the text of a script as an engine does.</summary>
    public static Task<RunResult> RunTextAsync(string text, IReadOnlyDictionary<string, string> variables, bool asNobody = false) =>
        RunAsync([.. User(asNobody), "bash", "-c", Feed, "bash", text], variables);

    /// <summary>Starts a script as the leader of a process group of its own; the caller ends it.</summary>
    public static Process StartScript(string name, IReadOnlyDictionary<string, string> variables) =>
        Start(["setsid", "bash", "-c", Feed, "bash", new ScriptText(name).Assembled], variables);

    /// <summary>Runs a script from its file, as somebody at a terminal does.</summary>
    public static Task<RunResult> RunByHandAsync(string name, IReadOnlyDictionary<string, string> variables) =>
        RunAsync(["bash", RepositoryFiles.Path("scripts", $"{name}.sh")], variables);

    /// <summary>Runs Bash for what .NET's file API cannot do. The arguments are $1 and so on.</summary>
    /// <returns>What it printed.</returns>
    public static async Task<string> BashAsync(string text, params string[] arguments)
    {
        var result = await RunAsync(["bash", "-euc", text, "bash", .. arguments]);
        result.ExitCode.Should().Be(0, "{0} should succeed: {1}", text, result.Stderr);
        return result.Stdout;
    }

    public static async Task<RunResult> RunAsync(IReadOnlyList<string> command, IReadOnlyDictionary<string, string>? variables = null)
    {
        using var process = Start(command, variables);
        using var deadline = new CancellationTokenSource(Deadline);
        try
        {
            var stdout = process.StandardOutput.ReadToEndAsync(deadline.Token);
            var stderr = process.StandardError.ReadToEndAsync(deadline.Token);
            await Task.WhenAll(stdout, stderr, process.WaitForExitAsync(deadline.Token));
            return new RunResult(process.ExitCode, await stdout, await stderr);
        }
        finally
        {
            if (!process.HasExited)
                process.Kill(entireProcessTree: true);
        }
    }

    private static Process Start(IReadOnlyList<string> command, IReadOnlyDictionary<string, string>? variables)
    {
        var start = new ProcessStartInfo(command[0], command.Skip(1))
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardOutputEncoding = Encoding.UTF8,
            StandardErrorEncoding = Encoding.UTF8,
        };
        foreach (var (name, value) in variables ?? new Dictionary<string, string>())
            start.Environment[name] = value;
        var process = Process.Start(start)!;
        process.StandardInput.Close();
        return process;
    }

    // Root can read everything; the user that owns nothing cannot.
    private static string[] User(bool asNobody) =>
        asNobody && Environment.IsPrivilegedProcess
            ? ["setpriv", $"--reuid={TestMachine.Nobody}", $"--regid={TestMachine.Nobody}", "--clear-groups"]
            : [];
}
