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
        var (exitCode, output) = await _dvp.RunAsync($"dvp demo --artifact '{await BuiltPlugin.Reference.ArtifactAsync()}'");

        exitCode.Should().Be(0, output);
        output.Should().Contain("checks passed");
        // Without data migrations, as the demo upgrades nothing. Operations of direct plugins are in DirectLifeTests.
        foreach (var operation in OperationTable.All
            .Where(operation => operation.ManifestKey is not null && operation.Strategy != PluginStrategy.Direct))
            output.Should().Contain($"  {operation.Name} ");
        await ExpectNothingLeftAsync();
    }

    [EngineFact]
    public async Task Interrupted_demo_leaves_nothing()
    {
        var interrupted = 0;

        // exec: the process is the demo itself, as at a terminal. env restores Ctrl-C, which a shell has its background jobs ignore.
        var demo = $"exec env --default-signal=INT dvp demo --artifact '{await BuiltPlugin.Reference.ArtifactAsync()}'";
        var (exitCode, output) = await _dvp.RunAsync(demo, (line, process) =>
        {
            if (line.Contains("Change the VDB", StringComparison.Ordinal) && Interlocked.Exchange(ref interrupted, 1) == 0)
                DvpProgram.Interrupt(process);
        });

        exitCode.Should().Be(130, output);
        await ExpectNothingLeftAsync();
    }

    public void Dispose() => _dvp.Dispose();

    private async Task ExpectNothingLeftAsync()
    {
        MountTable.Read().AtOrBelow(_dvp.Temporary).Should().BeEmpty();
        await Eventually.IsTrueAsync(() => _dvp.LeftRunning().Count == 0, "what the engine started ends with it");
        Directory.EnumerateDirectories(_dvp.Temporary, "dvp-*").Should().BeEmpty();
    }
}
