using System.Text.Json.Nodes;
using Delphix.Virtualization.Engine.Catalog;
using Delphix.Virtualization.Engine.Plugins;
using Delphix.Virtualization.Tools.Output;
using Microsoft.Extensions.Logging;

namespace Delphix.Virtualization.Tools.Tests.Commands;

public sealed class LogTests : IDisposable
{
    private static readonly PluginObject First = Samples.Plugin with { Name = "First" };

    private static readonly PluginObject Second = Samples.Plugin with
    {
        Reference = "PLUGIN-2",
        Name = "Second",
        PluginId = "11111111-aaaa-4000-8000-000000000002",
    };

    private readonly Dvp _dvp = new();

    public void Dispose() => _dvp.Dispose();

    [Fact]
    public async Task Log_shows_information_and_above_of_all_plugins_in_the_order_of_time()
    {
        await WriteAsync();

        var result = await _dvp.RunAsync("log");

        Messages(result.Output).Should().Equal(
            "Information  JOB-1  linked.preSnapshot  files  copied", "    two files", "Error        broken",
            "Information  JOB-2  virtual.start  copy  started");
    }

    [Fact]
    public async Task Log_can_be_of_one_plugin_one_job_and_one_level()
    {
        await WriteAsync();

        Messages((await _dvp.RunAsync("log", "Second")).Output).Should().Equal("Information  JOB-2  virtual.start  copy  started");
        Messages((await _dvp.RunAsync("log", First.PluginId, "--level", "error")).Output).Should().Equal("Error        broken");
        Messages((await _dvp.RunAsync("log", "--job", "JOB-1", "--level", "debug")).Output).Should().Equal(
            "Debug        JOB-1  linked.preSnapshot  files  copy.sh in here: exit code 0 after 5 ms",
            "Information  JOB-1  linked.preSnapshot  files  copied",
            "    two files");
    }

    [Fact]
    public async Task Log_with_json_has_a_document_in_each_line()
    {
        await WriteAsync();

        var lines = (await _dvp.RunAsync("log", "First", "--json")).Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);

        lines.Should().HaveCount(2);
        var first = JsonNode.Parse(lines[0])!.AsObject();
        first.Remove("time");
        first.ToJsonString().Should().Be(
            """{"level":"INFORMATION","plugin":"First","job":"JOB-1","operation":"linked.preSnapshot","subject":"files","""
                + "\"category\":\"Category\",\"message\":\"copied\\ntwo files\"}");
    }

    [Fact]
    public async Task Log_that_is_followed_shows_what_comes_until_it_is_interrupted()
    {
        await WriteAsync();
        using var interrupted = new CancellationTokenSource();
        using var output = new WatchedWriter();

        var running = _dvp.RunAsync(
            ["log", "Second", "--follow"], new Terminal { Output = output, Error = TextWriter.Null }, interrupted.Token);
        await output.WaitForAsync("started");
        Write(Second, "JOB-3", "later", LogLevel.Warning);
        await output.WaitForAsync("later");
        await interrupted.CancelAsync();

        (await running).Should().Be(ExitCode.Done);
    }

    [Fact]
    public async Task Log_of_a_plugin_that_is_not_there_is_refused()
    {
        var result = await _dvp.RunAsync("log", "none");

        result.ExitCode.Should().Be(ExitCode.Failed);
        result.Error.Should().Contain("There is no plugin 'none'.");
    }

    private async Task WriteAsync()
    {
        await _dvp.SaveAsync(First, Second);
        using (var log = NewLog(First))
        {
            using (log.Begin(new OperationScope("JOB-1", "files", null) { Operation = "linked.preSnapshot" }))
            {
                log.Ran(new ScriptCall("copy.sh", "here", TimeSpan.FromMilliseconds(5), 0, ""));
                log.CreateLogger("Category").LogInformation("copied\ntwo files");
            }

            log.CreateLogger("Category").LogError("broken");
        }

        Write(Second, "JOB-2", "started", LogLevel.Information);
    }

    private void Write(PluginObject plugin, string job, string message, LogLevel level)
    {
        using var log = NewLog(plugin);
        using (log.Begin(new OperationScope(job, "copy", null) { Operation = "virtual.start" }))
            log.CreateLogger("Category").Log(level, "{Text}", message);
    }

    private PluginLog NewLog(PluginObject plugin) => new(_dvp.Engine.Logs(plugin.PluginId), TimeProvider.System);

    // Without the times.
    private static IEnumerable<string> Messages(string output) => output.Split('\n', StringSplitOptions.RemoveEmptyEntries)
        .Select(line => line.StartsWith(' ') ? line : line["2026-01-31 12:00:00.000  ".Length..]);

    /// <summary>Collects what a command writes while it runs.</summary>
    private sealed class WatchedWriter : StringWriter
    {
        private readonly Lock _lock = new();

        public override void WriteLine(string? value)
        {
            lock (_lock)
                base.WriteLine(value);
        }

        public Task WaitForAsync(string text) => Eventually.IsTrueAsync(() => Has(text), $"'{text}' is shown");

        private bool Has(string text)
        {
            lock (_lock)
                return ToString().Contains(text, StringComparison.Ordinal);
        }
    }
}
