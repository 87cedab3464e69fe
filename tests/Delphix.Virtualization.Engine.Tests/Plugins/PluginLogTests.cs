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
    public void Messages_ofEachLevel_goToTheFilesOfThatLevel()
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
    public void Line_inAScope_saysWhatItIsAbout()
    {
        using var log = NewLog();

        using (log.Begin(new OperationScope("JOB-1", "files", null) { Operation = "linked.preSnapshot" }))
            log.CreateLogger("Category").LogInformation("two\nlines");
        log.CreateLogger("Category").LogInformation("outside");

        var lines = Lines("info.log");
        lines[0].Should().MatchRegex(@"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z Information JOB-1 linked\.preSnapshot \[files\] Category: two$");
        lines[1].Should().Be("    lines");
        lines[2].Should().EndWith(" Information - - [-] Category: outside");
    }

    [Fact]
    public void Warning_inAJob_isShownToItsUser()
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
    public void Progress_isALineOfTheLogAndReportedWithoutSecrets()
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
    public void Failure_isKeptWithItsStackAndShownToNobody()
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
    public void SecretOfTheCall_isInNoLineAndNoWarning()
    {
        using var log = NewLog();
        var scope = new OperationScope("JOB-1", "files", _told.Add);
        scope.Secrets.Add("hunter2");

        using (log.Begin(scope))
        {
            log.CreateLogger("Category").LogWarning(new InvalidOperationException("hunter2"), "with {Password}", "hunter2");
            log.Failed(new InvalidOperationException("hunter2"));
        }

        Directory.EnumerateFiles(_folder.Directory.Logs("plugin")).Select(File.ReadAllText).Should().OnlyContain(text => text.Contains("with ********") && !text.Contains("hunter2"));
        _told.Should().ContainSingle().Which.Should().StartWith("with ********").And.NotContain("hunter2");
    }

    [Theory]
    [InlineData("", 131_072, 131_073)]
    [InlineData("\U0001F600", 131_071, 131_074)]
    public void Line_overTheLimit_isCutBetweenCharactersAndSaysSo(string character, int kept, int length)
    {
        using var log = NewLog();

        log.CreateLogger("Category").LogInformation("{Text}", new string('x', 131_071) + character + new string('y', length - 131_071 - character.Length));
        log.CreateLogger("Category").LogInformation("{Text}", new string('z', 131_072));

        var lines = Lines("info.log");
        lines[0].Should().EndWith($"{new string('x', 131_071)}{new string('y', kept - 131_071)} … [cut: the first {kept:N0} of {length:N0} characters]");
        lines[1].Should().EndWith(": " + new string('z', 131_072));
    }

    [Fact]
    public async Task Lines_ofSeveralProcessesAtOnce_areAllThere()
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
