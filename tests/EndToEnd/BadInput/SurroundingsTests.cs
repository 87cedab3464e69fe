using Delphix.Virtualization.EndToEnd.Support;

namespace Delphix.Virtualization.EndToEnd.BadInput;

/// <summary>The command line where its surroundings are not as usual.</summary>
public sealed class SurroundingsTests : IDisposable
{
    private const string Engine = "export DVP_ENGINE_DIR=\"$TMPDIR/engine\" DVP_POOL=copy\n";

    private readonly DvpProgram _dvp = new();

    public void Dispose() => _dvp.Dispose();

    [EndToEndFact]
    public async Task Locks_areTakenWhateverAVariableSaysToDotNet()
    {
        var (_, output) = await _dvp.RunAsync(Engine + """
            export DOTNET_SYSTEM_IO_DISABLEFILELOCKING=1
            mkdir -p -m 700 "$DVP_ENGINE_DIR" "$DVP_ENGINE_DIR/locks" && (umask 077 && : >"$DVP_ENGINE_DIR/locks/references")
            flock "$DVP_ENGINE_DIR/locks/references" timeout 5 dvp -q environment add here --address localhost
            echo "ended with $?"
            """);

        output.Should().EndWith("ended with 124", "somebody else has the lock");
    }
}
