using Delphix.Virtualization.Engine.Plugins;
using Delphix.Virtualization.Engine.Tests.Support;
using Microsoft.Extensions.Logging;

namespace Delphix.Virtualization.Engine.Tests.Plugins;

public sealed class PluginLogTests : IDisposable
{
    private readonly EngineFolder _folder = new();
    private readonly List<string> _told = [];

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Messages_of_each_level_go_to_the_files_of_that_level()
    {
        using var log = NewLog();
        var logger = log.CreateLogger("Category");

        logger.LogDebug("fine");
        logger.LogInformation("normal");
        logger.LogWarning("odd");
        logger.LogError("wrong");

        Lines("debug.log").Should().HaveCount(4);
        Lines("info.log").Select(line => line.Split(": ")[^1]).Should().Equal("normal", "odd", "wrong");
        Lines("error.log").Select(line => line.Split(": ")[^1]).Should().Equal("odd", "wrong");
    }

    [Fact]
    public void Line_in_a_scope_says_what_it_is_about()
    {
        using var log = NewLog();

        using (log.Begin(new OperationScope("JOB-1", "files", null) { Operation = "linked.preSnapshot" }))
            log.CreateLogger("Category").LogInformation("two\nlines");
        log.CreateLogger("Category").LogInformation("outside");

        var lines = Lines("info.log");
        lines[0].Should().MatchRegex(
            @"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z Information JOB-1 linked\.preSnapshot \[files\] Category: two$");
        lines[1].Should().Be("    lines");
        lines[2].Should().EndWith(" Information - - [-] Category: outside");
    }

    [Fact]
    public void Warning_in_a_job_is_shown_to_its_user()
    {
        using var log = NewLog();

        using (log.Begin(new OperationScope("JOB-1", "files", _told.Add)))
        {
            log.CreateLogger("Category").LogWarning("the disk is nearly full");
            log.CreateLogger("Category").LogInformation("all is well");
        }

        _told.Should().Equal("the disk is nearly full");
    }

    [Fact]
    public void Progress_is_a_line_of_the_log_and_reported_without_secrets()
    {
        using var log = NewLog();
        var report = new List<OperationProgress>();
        var scope = new OperationScope("JOB-1", "files", _told.Add) { Progress = report.Add };
        scope.Secrets.Add("hunter2");

        log.CreateLogger("Category").LogProgress(1, "outside");
        using (log.Begin(scope))
        {
            log.CreateLogger("Category").LogProgress(12.7, "with hunter2");
            log.CreateLogger("Category").LogProgress(null, "waiting");
        }

        report.Should().Equal(new OperationProgress(12.7, "with ********"), new OperationProgress(null, "waiting"));
        Lines("info.log").Select(line => line.Split("Category: ")[^1]).Should().Equal("1 %: outside", "12 %: with ********", "waiting");
        _told.Should().BeEmpty();
    }

    [Fact]
    public void Failure_is_kept_with_its_stack_and_shown_to_nobody()
    {
        using var log = NewLog();

        using (log.Begin(new OperationScope("JOB-1", "files", _told.Add)))
        {
            log.Failed(new InvalidOperationException("a defect"));
            log.Failed(new UserException("a mistake"));
        }

        File.ReadAllText(PathOf("error.log")).Should().Contain("System.InvalidOperationException: a defect").And.NotContain("a mistake");
        File.ReadAllText(PathOf("debug.log")).Should().Contain("a mistake");
        _told.Should().BeEmpty();
    }

    [Fact]
    public void SecretOfTheCall_is_in_no_line_and_no_warning()
    {
        using var log = NewLog();
        var scope = new OperationScope("JOB-1", "files", _told.Add);
        scope.Secrets.Add("hunter2");

        using (log.Begin(scope))
        {
            log.CreateLogger("Category").LogWarning(new InvalidOperationException("hunter2"), "with {Password}", "hunter2");
            log.Failed(new InvalidOperationException("hunter2"));
        }

        Directory.EnumerateFiles(_folder.Directory.Logs("plugin")).Select(File.ReadAllText)
            .Should().OnlyContain(text => text.Contains("with ********") && !text.Contains("hunter2"));
        _told.Should().ContainSingle().Which.Should().StartWith("with ********").And.NotContain("hunter2");
    }

    [Theory]
    [InlineData("", 131_072, 131_073)]
    [InlineData("\U0001F600", 131_071, 131_074)]
    public void Line_over_the_limit_is_cut_between_characters_and_says_so(string character, int kept, int length)
    {
        using var log = NewLog();

        log.CreateLogger("Category").LogInformation(
            "{Text}", new string('x', 131_071) + character + new string('y', length - 131_071 - character.Length));
        log.CreateLogger("Category").LogInformation("{Text}", new string('z', 131_072));

        var lines = Lines("info.log");
        lines[0].Should().EndWith(
            $"{new string('x', 131_071)}{new string('y', kept - 131_071)} … [cut: the first {kept:N0} of {length:N0} characters]");
        lines[1].Should().EndWith(": " + new string('z', 131_072));
    }

    [Fact]
    public async Task Lines_of_several_processes_at_once_are_all_there()
    {
        await Task.WhenAll(Enumerable.Range(0, 4).Select(writer => Task.Run(() =>
        {
            using var log = NewLog();
            var logger = log.CreateLogger("Category");
            for (var i = 0; i < 250; i++)
                logger.LogInformation("{Writer}-{Line}-{Text}", writer, i, new string('x', 100));
        })));

        Lines("info.log").Should().HaveCount(1000).And.OnlyContain(line => line.EndsWith(new string('x', 100)));
    }

    private PluginLog NewLog() => new(_folder.Directory.Logs("plugin"), TimeProvider.System);

    private string PathOf(string file) => Path.Combine(_folder.Directory.Logs("plugin"), file);

    private string[] Lines(string file) => File.ReadAllLines(PathOf(file));
}
