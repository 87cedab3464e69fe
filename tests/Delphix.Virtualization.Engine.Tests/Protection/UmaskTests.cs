using System.Diagnostics;
using System.Runtime.InteropServices;
using Delphix.Virtualization.Engine.Tests.Support;

namespace Delphix.Virtualization.Engine.Tests.Protection;

/// <summary>What a process makes in its engine directory is its user's alone, whatever umask the process has.</summary>
public sealed class UmaskTests : IDisposable
{
    private readonly EngineFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("0")]
    [InlineData("0022")]
    [InlineData("0777")]
    public async Task Directory_madeUnderAnyUmask_isTheUsersAlone(string umask)
    {
        // Copies, as any user can have them.
        const string Script = """
            umask "$1"
            export DVP_ENGINE_DIR="$2" DVP_POOL=copy
            dvp environment add here --address localhost && dvp job list && dvp environment refresh here
            """;
        var root = _folder.PathOf("made", "on", "the", "way");

        var (exitCode, output) = await RunAsync(Script, umask, root);

        exitCode.Should().Be(0, output);
        var made = _folder.PathOf("made");
        var items = Directory.EnumerateFileSystemEntries(made, "*", SearchOption.AllDirectories).Append(made).ToList();
        items.Should().Contain(path => path.EndsWith("/jobs/JOB-1.json")).And.Contain(path => path.EndsWith("/scratch"));
        foreach (var path in items)
            Convert.ToString((int)File.GetUnixFileMode(path), 8).Should().Be(Directory.Exists(path) ? "700" : "600", path);
    }

    [RootFact]
    public async Task User_whoLooksForSomething_findsNothingAndHoldsNothing()
    {
        // The user can get as far as the engine directory.
        File.SetUnixFileMode(_folder.PathOf(), (UnixFileMode)0b111_101_101);
        var (exitCode, output) = await RunAsync(
            "umask 0; export DVP_ENGINE_DIR=\"$1\"; dvp environment add here --address localhost", _folder.Directory.Root);
        exitCode.Should().Be(0, output);

        var (_, reached) = await OtherUser.RunAsync(
            """
            cd "$1" && echo entered
            ls "$1"/jobs "$1"/catalog "$1"/pool
            cat "$1"/jobs/JOB-1.json && echo read
            echo '{}' >"$1"/jobs/JOB-9.json && echo written
            flock --nonblock --shared "$1"/locks/jobs true && echo held
            mv "$1" "$1".away && echo moved
            exit 0
            """,
            _folder.Directory.Root);

        reached.Split('\n', StringSplitOptions.RemoveEmptyEntries).Should().OnlyContain(
            line => line.Contains("Permission denied") || line.Contains("cannot move"), reached);
    }

    private static async Task<(int ExitCode, string Output)> RunAsync(string script, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo("bash", ["-c", script, "bash", .. arguments])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            Environment =
            {
                ["PATH"] = $"{AppContext.BaseDirectory}:{Environment.GetEnvironmentVariable("PATH")}",
                ["DOTNET_ROOT"] = Path.GetFullPath("../../..", RuntimeEnvironment.GetRuntimeDirectory()),
            },
        })!;
        var error = process.StandardError.ReadToEndAsync();
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return (process.ExitCode, output + await error);
    }
}
