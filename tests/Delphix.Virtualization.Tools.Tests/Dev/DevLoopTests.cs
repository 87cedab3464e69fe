using Delphix.Virtualization.Tools.Output;

namespace Delphix.Virtualization.Tools.Tests.Dev;

/// <summary>What <c>dvp dev</c> does without a build. An end-to-end test has it build.</summary>
public sealed class DevLoopTests : IDisposable
{
    private readonly Dvp _dvp = new();

    public void Dispose() => _dvp.Dispose();

    [Fact]
    public async Task Loop_that_is_interrupted_before_it_waits_has_done_what_its_user_wanted()
    {
        var terminal = new Terminal { Output = TextWriter.Null, Error = TextWriter.Null };

        (await _dvp.RunAsync(["dev"], terminal, new CancellationToken(canceled: true))).Should().Be(ExitCode.Done);
    }

    [Fact]
    public async Task Loop_without_a_config_file_says_so()
    {
        var result = await _dvp.RunAsync("dev", "-c", _dvp.Combine("none.yml"));

        result.ExitCode.Should().Be(ExitCode.Failed);
        result.Error.Should().Contain("none.yml");
    }
}
