using Delphix.Virtualization.Testing;
using Delphix.Virtualization.Tools.Dev;

namespace Delphix.Virtualization.Tools.Tests.Dev;

public sealed class SourceWatcherTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Theory]
    [InlineData("src/Plugin.cs", true)]
    [InlineData("scripts/lib/choose.awk", true)]
    [InlineData("schema.json", true)]
    [InlineData(".editorconfig", true)]
    [InlineData("src/obj/project.assets.json", false)]
    [InlineData("bin/Debug/Plugin.dll", false)]
    [InlineData(".git/index", false)]
    [InlineData("artifact.json", false)]
    [InlineData("src/packages.lock.json", false)]
    [InlineData("src/Plugin.cs~", false)]
    [InlineData("src/.Plugin.cs.swp", false)]
    [InlineData("src/.#Plugin.cs", false)]
    [InlineData("src/4913", false)]
    [InlineData("dev.log", false)]
    public void Source_is_what_no_tool_writes(string path, bool isSource)
    {
        SourceWatcher.IsSource("/srv/plugin", $"/srv/plugin/{path}").Should().Be(isSource);
    }

    [Fact]
    public async Task Files_that_are_saved_together_are_one_change_and_those_of_the_engine_are_none()
    {
        foreach (var folder in (string[])["src", "engine"])
            Directory.CreateDirectory(_directory.Combine(folder));
        using var watcher = new SourceWatcher([_directory.Path, _directory.Combine("src")], _directory.Combine("engine"));

        var waiting = watcher.WaitAsync(CancellationToken.None);
        await File.WriteAllTextAsync(_directory.Combine("engine", "catalog.json"), "");
        await File.WriteAllTextAsync(_directory.Combine("src", "one.cs"), "");
        await File.WriteAllTextAsync(_directory.Combine("two.cs"), "");

        (await waiting).Should().BeEquivalentTo(_directory.Combine("src", "one.cs"), _directory.Combine("two.cs"));
    }

    [Theory]
    [InlineData("src/operations", "src/moved")]
    [InlineData("src/operations", "src/obj")]
    [InlineData("src/operations/Copy.cs", "dev.log")]
    [InlineData("elsewhere/more", "src/more")]
    public async Task Whatever_is_moved_to_or_from_the_sources_is_a_change(string source, string target)
    {
        Directory.CreateDirectory(_directory.Combine("root", "src", "operations"));
        await File.WriteAllTextAsync(_directory.Combine("root", "src", "operations", "Copy.cs"), "");
        Directory.CreateDirectory(_directory.Combine("root", "elsewhere", "more"));
        using var watcher = new SourceWatcher([_directory.Combine("root")], _directory.Combine("root", "elsewhere"));

        var waiting = watcher.WaitAsync(CancellationToken.None);
        Directory.Move(_directory.Combine("root", source), _directory.Combine("root", target));

        (await waiting.WaitAsync(TimeSpan.FromSeconds(30))).Should().NotBeEmpty();
    }

    [Fact]
    public async Task Waiting_ends_when_it_is_cancelled()
    {
        using var watcher = new SourceWatcher([_directory.Path], _directory.Combine("engine"));
        using var cancelled = new CancellationTokenSource();

        var waiting = watcher.WaitAsync(cancelled.Token);
        await cancelled.CancelAsync();

        await waiting.Awaiting(task => task).Should().ThrowAsync<OperationCanceledException>();
    }
}
