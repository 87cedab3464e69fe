using Delphix.Virtualization.EndToEnd.Support;

namespace Delphix.Virtualization.EndToEnd.BadInput;

/// <summary>The command line where its surroundings are not as usual.</summary>
public sealed class SurroundingsTests : IDisposable
{
    private const string Engine = "export DVP_ENGINE_DIR=\"$TMPDIR/engine\" DVP_POOL=copy\n";

    private readonly DvpProgram _dvp = new();

    public void Dispose() => _dvp.Dispose();

    [EngineFact]
    public async Task Locks_are_taken_whatever_a_variable_says_to_dot_net()
    {
        var (_, output) = await _dvp.RunAsync(Engine + """
            export DOTNET_SYSTEM_IO_DISABLEFILELOCKING=1
            mkdir -p -m 700 "$DVP_ENGINE_DIR" "$DVP_ENGINE_DIR/locks" && (umask 077 && : >"$DVP_ENGINE_DIR/locks/references")
            flock "$DVP_ENGINE_DIR/locks/references" timeout 5 dvp -q environment add here --address localhost
            echo "ended with $?"
            """);

        output.Should().EndWith("ended with 124", "somebody else has the lock");
    }

    [EngineFact]
    public async Task Job_whose_progress_cannot_be_written_succeeds()
    {
        var (_, output) = await _dvp.RunAsync(Engine + """
            dvp environment add here --address localhost 2>/dev/full
            echo "ended with $?"
            dvp nonsense 2>/dev/full
            echo "ended with $?"
            """);

        output.Should().Be("Environment 'here' is added: 0 repositories, 0 source configs.\nended with 0\nended with 2");
    }

    [EngineFact]
    public async Task WorkingDirectory_that_is_gone_is_named()
    {
        var (_, output) = await _dvp.RunAsync(Engine + """
            mkdir "$TMPDIR/gone" && cd "$TMPDIR/gone" && rmdir "$TMPDIR/gone"
            dvp environment list
            """);

        output.Should().StartWith("Error: The working directory has been deleted, or cannot be reached.\nAction: Change to another");
    }

    [EngineFact]
    public async Task Artifact_that_is_a_pipe_or_a_device_is_refused()
    {
        var (_, output) = await _dvp.RunAsync(Engine + """
            mkfifo "$TMPDIR/pipe"
            install() { timeout --kill-after=1 20 dvp plugin install "$1" 2>&1 | head -n 1 | sed 's/^.* is not/It is not/'; }
            install "$TMPDIR/pipe"
            install /dev/zero
            install <(echo '{}')
            """);

        output.Split('\n').Should().HaveCount(3).And.OnlyContain(
            line => line == "It is not a valid plugin artifact: it is a pipe or a device. Save what it gives to a file first.");
    }

    [EngineFact]
    public async Task Parameter_with_half_a_character_is_refused()
    {
        var (exitCode, output) = await _dvp.RunAsync(Engine + """
            dvp vdb create-empty x --environment here --param 'mountLocation:="\ud800"'
            """);

        (exitCode, output.Split('\n')[0]).Should().Be((2, "Error: --param mountLocation: what follows := is not JSON."));
    }
}
