using Delphix.Virtualization.EndToEnd.Support;

namespace Delphix.Virtualization.EndToEnd.BadInput;

/// <summary>What a process makes in its engine directory is its user's alone, whatever umask the process has.</summary>
public sealed class UmaskTests : IDisposable
{
    private readonly DvpProgram _dvp = new();

    public void Dispose() => _dvp.Dispose();

    [Theory]
    [InlineData("0")]
    [InlineData("0022")]
    [InlineData("0777")]
    public async Task Directory_made_under_any_umask_is_the_users_alone(string umask)
    {
        // Copies, as any user can have them.
        var (exitCode, output) = await _dvp.RunAsync($"""
            umask {umask}
            export DVP_ENGINE_DIR="$TMPDIR/made/on/the/way" DVP_POOL=copy
            dvp environment add here --address localhost && dvp job list && dvp environment refresh here
            """);

        exitCode.Should().Be(0, output);
        var made = Path.Combine(_dvp.Temporary, "made");
        var items = Directory.EnumerateFileSystemEntries(made, "*", SearchOption.AllDirectories).Append(made).ToList();
        items.Should().Contain(path => path.EndsWith("/jobs/JOB-1.json")).And.Contain(path => path.EndsWith("/scratch"));
        const int Permissions = 0b111_111_111;
        foreach (var path in items)
            Convert.ToString((int)File.GetUnixFileMode(path) & Permissions, 8).Should().Be(Directory.Exists(path) ? "700" : "600", path);
    }

    [RootFact]
    public async Task User_who_looks_for_something_finds_nothing_and_holds_nothing()
    {
        // The user can get as far as the engine directory.
        File.SetUnixFileMode(_dvp.Temporary, (UnixFileMode)0b111_101_101);
        var (exitCode, output) = await _dvp.RunAsync(
            "umask 0; DVP_ENGINE_DIR=\"$TMPDIR/engine\" dvp environment add here --address localhost");
        exitCode.Should().Be(0, output);

        var (_, reached) = await _dvp.RunAsync($$"""
            cd /
            export ENGINE="$TMPDIR/engine"
            setpriv --reuid={{TestMachine.Nobody}} --regid={{TestMachine.Nobody}} --clear-groups --inh-caps=-all -- bash -c '
                cd "$ENGINE" && echo entered
                ls "$ENGINE"/jobs "$ENGINE"/catalog "$ENGINE"/pool
                cat "$ENGINE"/jobs/JOB-1.json && echo read
                echo "{}" >"$ENGINE"/jobs/JOB-9.json && echo written
                flock --nonblock --shared "$ENGINE"/locks/jobs true && echo held
                mv "$ENGINE" "$ENGINE".away && echo moved
            '
            """);

        reached.Split('\n', StringSplitOptions.RemoveEmptyEntries).Should().NotBeEmpty().And.OnlyContain(
            line => line.Contains("Permission denied") || line.Contains("cannot move"), reached);
    }
}
