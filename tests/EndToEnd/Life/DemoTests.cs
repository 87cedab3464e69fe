using Delphix.Virtualization.EndToEnd.Support;
using Delphix.Virtualization.Engine.Storage;
using Delphix.Virtualization.Operations;

namespace Delphix.Virtualization.EndToEnd.Life;

public sealed class DemoTests : IDisposable
{
    private readonly DvpProgram _dvp = new();

    [EngineFact]
    public async Task Demo_passes_all_its_checks_and_leaves_nothing()
    {
        var (exitCode, output) = await _dvp.RunAsync(await DemoAsync());

        exitCode.Should().Be(0, output);
        output.Should().Contain("checks passed");
        // Operations of direct plugins are in DirectLifeTests.
        foreach (var operation in OperationTable.All.Where(operation => operation.Strategy != PluginStrategy.Direct))
            output.Should().Contain($"  {operation.Name} ");
        await ExpectNothingLeftAsync();
    }

    [EngineFact]
    public async Task Interrupted_demo_leaves_nothing()
    {
        var interrupted = 0;

        // exec: the process is the demo itself, as at a terminal. env restores Ctrl-C, which a shell has its background jobs ignore.
        var demo = $"exec env --default-signal=INT {await DemoAsync()}";
        var (exitCode, output) = await _dvp.RunAsync(demo, (line, process) =>
        {
            if (line.Contains("Change the VDB", StringComparison.Ordinal) && Interlocked.Exchange(ref interrupted, 1) == 0)
                DvpProgram.Interrupt(process);
        });

        exitCode.Should().Be(130, output);
        await ExpectNothingLeftAsync();
    }

    [EngineFact]
    public async Task Demo_takes_a_directory_of_any_kind()
    {
        var (exitCode, output) = await _dvp.RunAsync(
            $"mkdir -p \"$TMPDIR/mine/folder/empty\" && {await DemoAsync()} --path \"$TMPDIR/mine\" && ls -A \"$TMPDIR/mine\"");

        exitCode.Should().Be(0, output);
        output.Should().EndWith("\nfolder", "the directory itself is only read");
    }

    [EngineFact]
    public async Task Kept_demo_can_be_looked_at_until_it_is_ended()
    {
        const string DataFolder = "export XDG_DATA_HOME=\"$TMPDIR/data\"; ";
        await SucceedAsync($"{DataFolder} {await DemoAsync()} --keep");

        var engine = Path.Combine(_dvp.Temporary, "data", "dvp", "demo", "engine");
        (await SucceedAsync($"dvp vdb list --engine-dir '{engine}'")).Should().ContainAll("copy", "copy-of-copy", "blank", "early");
        (await SucceedAsync($"dvp dsource sync files --engine-dir '{engine}'")).Should().Contain("is synced");
        var (exitCode, output) = await _dvp.RunAsync($"{DataFolder} dvp demo --keep");
        (exitCode, output).Should().Be((1, $"Error: The engine of an earlier demo is still in {Path.GetDirectoryName(engine)}.\n"
            + "Action: End it first: dvp demo --end"));

        await SucceedAsync($"{DataFolder} dvp demo --end");
        Path.Exists(Path.GetDirectoryName(engine)).Should().BeFalse();
        await ExpectNothingLeftAsync();
        (await _dvp.RunAsync($"{DataFolder} dvp demo --end")).ExitCode.Should().Be(1, "nothing is left");
    }

    public void Dispose() => _dvp.Dispose();

    private static async Task<string> DemoAsync() =>
        $"dvp demo --tutorial '{await BuiltPlugin.Tutorial.ArtifactAsync()}' --plugin '{await BuiltPlugin.Reference.ArtifactAsync()}'";

    private async Task<string> SucceedAsync(string script)
    {
        var (exitCode, output) = await _dvp.RunAsync(script);
        exitCode.Should().Be(0, output);
        return output;
    }

    private async Task ExpectNothingLeftAsync()
    {
        MountTable.Read().AtOrBelow(_dvp.Temporary).Should().BeEmpty();
        await Eventually.IsTrueAsync(() => _dvp.LeftRunning().Count == 0, "what the engine started ends with it");
        Directory.EnumerateDirectories(_dvp.Temporary, "dvp-*").Should().BeEmpty();
    }
}
