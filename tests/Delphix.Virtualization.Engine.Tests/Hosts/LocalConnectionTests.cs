using System.Diagnostics;
using Delphix.Virtualization.Engine.Hosts;

namespace Delphix.Virtualization.Engine.Tests.Hosts;

public sealed class LocalConnectionTests : HostConnectionContract
{
    private protected override HostConnection Connection { get; } = new LocalConnection();

    private static string Bootstrap => EmbeddedScript.Read("bootstrap.sh");

    [Fact]
    public async Task Bootstrap_whose_pipe_is_closed_by_the_death_of_the_engine_ends_the_script()
    {
        const string Script = "sleep 600 & echo $! ; wait";
        using var bootstrap = Start();
        await bootstrap.StandardInput.WriteAsync(Bootstrap);
        await bootstrap.StandardInput.WriteAsync($"\00 {Script.Length} bash\n{Script}\0");
        await bootstrap.StandardInput.FlushAsync();
        (await bootstrap.StandardOutput.ReadLineAsync()).Should().Be("dvp-ready");
        var child = int.Parse((await bootstrap.StandardOutput.ReadLineAsync())!, System.Globalization.CultureInfo.InvariantCulture);

        // The kernel does this for a process that is killed.
        bootstrap.StandardInput.Close();

        await bootstrap.WaitForExitAsync().WaitAsync(TimeSpan.FromMinutes(1));
        await Eventually.IsTrueAsync(() => !RunningProcess.Exists(child), "what the script started is ended");
    }

    [Fact]
    public async Task Bootstrap_whose_host_ends_idle_shells_runs_the_script_to_its_end()
    {
        const string Script = "sleep 3; echo done";
        using var bootstrap = Start(("TMOUT", "1"));
        await bootstrap.StandardInput.WriteAsync(Bootstrap);
        await bootstrap.StandardInput.WriteAsync($"\00 {Script.Length} bash\n{Script}\0");
        await bootstrap.StandardInput.FlushAsync();

        (await bootstrap.StandardOutput.ReadToEndAsync().WaitAsync(TimeSpan.FromMinutes(1))).Should().Be("dvp-ready\ndone\n");
        bootstrap.StandardInput.Close();
        await bootstrap.WaitForExitAsync().WaitAsync(TimeSpan.FromMinutes(1));
    }

    [Theory]
    [InlineData("echo harm")]
    [InlineData(null)]
    public async Task Bootstrap_of_which_a_part_arrives_or_a_part_of_its_script_runs_nothing(string? part)
    {
        using var bootstrap = Start();
        await bootstrap.StandardInput.WriteAsync(part ?? $"{Bootstrap}\01 100 bash\nA\0b\0echo harm");
        bootstrap.StandardInput.Close();

        (await bootstrap.StandardOutput.ReadToEndAsync()).Should().BeEmpty();
        await bootstrap.WaitForExitAsync();
        bootstrap.ExitCode.Should().NotBe(0);
    }

    private static Process Start(params (string Name, string Value)[] environment)
    {
        var start = new ProcessStartInfo("setsid", ["--wait", "bash", "-c", HostConnection.Receiver])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        };
        foreach (var (name, value) in environment)
            start.Environment[name] = value;
        return Process.Start(start)!;
    }
}
