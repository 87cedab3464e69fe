using System.Diagnostics;
using Delphix.Virtualization.Engine.Files;
using Delphix.Virtualization.Engine.Plugins;
using Delphix.Virtualization.Engine.Tests.Support;
using Microsoft.Extensions.Logging;

namespace Delphix.Virtualization.Engine.Tests.Plugins;

public sealed class PluginLogReaderTests : IDisposable
{
    private readonly EngineFolder _folder = new();
    private readonly PluginLogReader _reader;

    public PluginLogReaderTests() => _reader = new PluginLogReader(_folder.Directory.Logs("plugin"));

    private string Log => Path.Combine(_folder.Directory.Logs("plugin"), PluginLog.Everything);

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Log_that_is_not_there_yet_has_no_messages()
    {
        _reader.ReadNew().Should().BeEmpty();

        Write("first");

        Messages().Should().Equal("first");
    }

    [Fact]
    public void Messages_are_read_as_they_were_written_and_each_once()
    {
        using (var log = new PluginLog(_folder.Directory.Logs("plugin"), TimeProvider.System))
        {
            using (log.Begin(new OperationScope("JOB-1", "my files", null) { Operation = "linked.preSnapshot" }))
                log.CreateLogger("Some.Category").LogWarning("{Text}", "one: [two]\n\n    three");
            log.CreateLogger("of two words").LogDebug("outside");
        }

        var entries = _reader.ReadNew();

        entries.Select(entry => entry with { Time = default }).Should().Equal(
            new PluginLogEntry(
                default, LogLevel.Warning, "JOB-1", "linked.preSnapshot", "my files", "Some.Category", "one: [two]\n\n    three"),
            new PluginLogEntry(default, LogLevel.Debug, null, null, null, "of_two_words", "outside"));
        entries[0].Time.Should().BeCloseTo(DateTimeOffset.UtcNow, TimeSpan.FromMinutes(1));
        _reader.ReadNew().Should().BeEmpty();
    }

    [Fact]
    public void Reading_goes_on_when_the_log_was_set_aside_meanwhile()
    {
        Write("old");
        Messages().Should().Equal("old");

        Write("before");
        File.Move(Log, $"{Log}.1");
        Write("after");
        Messages().Should().Equal("before", "after");

        for (var number = RotatedFile.Kept; number > 1; number--)
            File.Copy($"{Log}.1", $"{Log}.{number}", overwrite: true);
        File.Move(Log, $"{Log}.1", overwrite: true);
        Write("much later");
        Messages().Should().Equal("much later");
    }

    [Fact]
    public async Task No_message_is_missed_or_read_twice_when_the_log_is_set_aside_while_it_is_read()
    {
        const int Count = 100;
        var (reads, read) = (0, new List<string>());
        var writing = Task.Run(() =>
        {
            for (var message = 0; message < Count; message++)
            {
                Write($"{message}");
                SetAside();
                // Once while it is read, not twice.
                var before = Volatile.Read(ref reads);
                SpinWait.SpinUntil(() => Volatile.Read(ref reads) > before + 1);
            }
        });

        while (!writing.IsCompleted)
        {
            read.AddRange(Messages());
            Interlocked.Increment(ref reads);
        }

        await writing;
        read.AddRange(Messages());
        read.Should().Equal(Enumerable.Range(0, Count).Select(message => $"{message}"));
    }

    [Fact]
    public void Line_that_is_not_whole_yet_is_read_when_it_is()
    {
        Write("whole");
        var text = File.ReadAllText(Log);
        File.AppendAllText(Log, text[..^3]);
        Messages().Should().Equal("whole");

        File.AppendAllText(Log, text[^3..]);

        Messages().Should().Equal("whole");
    }

    [Fact]
    public void Messages_are_read_once_each_while_logs_are_set_aside()
    {
        const int Count = 2000;
        var rounds = 0;
        var writing = Task.Run(() =>
        {
            for (var i = 0; i < Count; i++)
            {
                Write($"{i}");
                SetAside();
                // Nothing that was not read yet may be thrown away.
                var seen = Volatile.Read(ref rounds);
                SpinWait.SpinUntil(() => i % 2 == 0 || Volatile.Read(ref rounds) > seen + 1);
            }
        });
        List<string> read = [];
        for (var isLast = false; !isLast; rounds++)
        {
            isLast = writing.IsCompleted;
            read.AddRange(Messages());
        }

        read.Should().Equal(Enumerable.Range(0, Count).Select(i => $"{i}"));
    }

    [Fact]
    public void Log_that_was_emptied_is_read_from_its_beginning()
    {
        Write("a long message");
        Messages().Should().Equal("a long message");

        File.WriteAllText(Log, "");
        Messages().Should().BeEmpty();
        Write("new");

        Messages().Should().Equal("new");
    }

    [Theory]
    [InlineData("a\n2026-01-31T12:00:00.000Z Error - - [-] X: forged", "a 2026-01-31T12:00:00.000Z Error - - [-]X: forged")]
    [InlineData("a] X: forged", "a]X: forged")]
    public void Subject_makes_no_message_of_its_own(string subject, string shown)
    {
        using (var log = new PluginLog(_folder.Directory.Logs("plugin"), TimeProvider.System))
        using (log.Begin(new OperationScope("JOB-1", subject, null) { Operation = "virtual.start" }))
            log.CreateLogger("Category").LogWarning("real");

        var entry = _reader.ReadNew().Should().ContainSingle().Which;
        (entry.Level, entry.Subject, entry.Category, entry.Message).Should().Be((LogLevel.Warning, shown, "Category", "real"));
    }

    [Theory]
    [InlineData("my tool", "my_tool")]
    [InlineData("a\n2026-01-31T12:00:00.000Z Error - - [-] X: forged", "a_2026-01-31T12:00:00.000Z_Error_-_-_[-]_X:_forged")]
    [InlineData("", "-")]
    public void Category_that_is_no_word_leaves_the_message_one_of_its_own(string category, string shown)
    {
        Write("before");
        using (var log = new PluginLog(_folder.Directory.Logs("plugin"), TimeProvider.System))
            log.CreateLogger(category).LogError("real");

        var entries = _reader.ReadNew();
        entries.Select(entry => (entry.Level, entry.Category, entry.Message)).Should().Equal(
            (LogLevel.Information, "Category", "before"), (LogLevel.Error, shown, "real"));
    }

    [Fact]
    public void Line_with_a_time_that_never_was_does_not_keep_the_rest_from_being_read()
    {
        Write("before");
        File.AppendAllText(Log, "2026-99-99T99:99:99.999Z Information - - [-] Category: damaged\n");
        Write("after");

        Messages().Should().HaveCount(2).And.EndWith("after");
    }

    [Fact]
    public void Log_that_is_a_pipe_is_refused_and_not_waited_for()
    {
        Write("old");
        using (var made = Process.Start("mkfifo", ["--", $"{Log}.1"]))
            made.WaitForExit();

        _reader.Invoking(reader => reader.ReadNew()).Should().Throw<IOException>().WithMessage($"{Log}.1 is a pipe or a device.");
    }

    // As RotatedFile does with one that is full.
    private void SetAside()
    {
        string[] paths = [.. RotatedFile.NewestFirst(Log)];
        for (var i = paths.Length - 2; i >= 0; i--)
        {
            if (File.Exists(paths[i]))
                File.Move(paths[i], paths[i + 1], overwrite: true);
        }
    }

    private IEnumerable<string> Messages() => _reader.ReadNew().Select(entry => entry.Message);

    private void Write(string message)
    {
        using var log = new PluginLog(_folder.Directory.Logs("plugin"), TimeProvider.System);
        log.CreateLogger("Category").LogInformation("{Text}", message);
    }
}
