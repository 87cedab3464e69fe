using System.Globalization;
using Delphix.Virtualization.EndToEnd.Support;
using Delphix.Virtualization.Engine.Storage;

namespace Delphix.Virtualization.EndToEnd.Tutorial;

/// <summary>Follows the tutorial as a learner does: runs its commands, makes its edits, and compares what is printed.</summary>
public sealed class TutorialTests : IDisposable
{
    // At its end, the plugin is samples/tutorial.
    private const string LastOfTheSample = "5-provisioning.md";

    private static readonly string Pages = Path.Combine(Repository.Root, "docs", "tutorial");

    // Where the page has a source host listen.
    private const string Port = "2222";

    private static readonly string Free = DvpProgram.FreePort().ToString(CultureInfo.InvariantCulture);

    private readonly Workshop _workshop = new();

    public void Dispose() => _workshop.Dispose();

    [EngineFact]
    public async Task Tutorial_works_as_it_is_written()
    {
        Directory.CreateDirectory(Home);
        await File.WriteAllTextAsync(State, "");
        await File.WriteAllTextAsync(Folder, Home);

        var pages = Directory.EnumerateFiles(Pages, "?-*.md").Order(StringComparer.Ordinal).ToList();
        pages.Select(Path.GetFileName).Should().Equal(
            "2-setting-up.md", "3-discovery.md", "4-ingestion.md", LastOfTheSample, "6-upgrade.md");
        foreach (var page in pages)
        {
            var name = Path.GetFileName(page);
            var steps = TutorialPage.StepsOf(name, await File.ReadAllTextAsync(page)).ToList();
            steps.OfType<TutorialCommand>().Should().NotBeEmpty(name);
            foreach (var step in steps)
                await DoAsync(step);
            if (name == LastOfTheSample)
                await ShouldBeTheSampleAsync();
        }

        MountTable.Read().AtOrBelow(_workshop.Directory).Should().BeEmpty("the last page ends all that was begun");
    }

    private async Task ShouldBeTheSampleAsync()
    {
        foreach (var file in (string[])["src/PluginRunner.cs", "schema.json"])
        {
            var made = await File.ReadAllTextAsync(Path.Combine(Home, "tutorial", "first_plugin", file));
            made.Should().Be(await File.ReadAllTextAsync(Path.Combine(Repository.Root, "samples", "tutorial", file)));
        }
    }

    private string Home => Path.Combine(_workshop.Directory, "home");

    private string State => Path.Combine(_workshop.Directory, "state");

    private string Folder => Path.Combine(_workshop.Directory, "folder");

    private Task DoAsync(TutorialStep step) => step switch
    {
        TutorialCommand command => RunAsync(command),
        TutorialEdit edit => EditAsync(edit),
        _ => throw new ArgumentOutOfRangeException(nameof(step)),
    };

    // What a command exports, and where it leaves the learner, is there for the next one.
    private async Task RunAsync(TutorialCommand command)
    {
        var (exitCode, output) = await _workshop.RunAsync(
            $$"""
            set +eu
            exec 2>&1
            export HOME='{{Home}}'
            . '{{State}}' && cd "$(<'{{Folder}}')" || exit 99
            {{command.Command.Replace(Port, Free, StringComparison.Ordinal)}}
            code=$?
            declare -px >'{{State}}' && pwd >'{{Folder}}' || exit 99
            exit "$code"
            """);

        TutorialCommand.Compact($"{output.Replace(Home, "~", StringComparison.Ordinal).TrimEnd()}\n")
            .Should().MatchRegex(command.Pattern, "{0}", command.Place);
        (exitCode != 0).Should().Be(command.Fails, "{0}: {1}", command.Place, output);
    }

    private async Task EditAsync(TutorialEdit edit)
    {
        var file = Path.Combine((await File.ReadAllTextAsync(Folder)).TrimEnd(), edit.File);
        if (edit.Old is null)
        {
            await File.WriteAllTextAsync(file, edit.New);
            return;
        }

        var parts = (await File.ReadAllTextAsync(file)).Split(edit.Old);
        parts.Should().HaveCount(2, "{0}: the old text has to be in {1} once", edit.Place, edit.File);
        await File.WriteAllTextAsync(file, string.Join(edit.New, parts));
    }
}
