using Delphix.Virtualization.EndToEnd.Support;
using Delphix.Virtualization.Engine.Storage;

namespace Delphix.Virtualization.EndToEnd.Tutorial;

/// <summary>Follows the tutorial as a learner does: runs its commands, makes its edits, and compares what is printed.</summary>
public sealed class TutorialTests : IDisposable
{
    // At its end, the plugin is samples/tutorial.
    private const string LastOfTheSample = "5-provisioning.md";

    private static readonly string Pages = Path.Combine(Repository.Root, "docs", "tutorial");

    private readonly Workshop _workshop = new();

    public void Dispose() => _workshop.Dispose();

    /// <summary>With shared storage and mounts, as root; with copies and symlinks, as anybody else in a class.</summary>
    [EngineTheory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Tutorial_works_as_it_is_written(bool isRoot)
    {
        string[] pages = ["README.md", .. Directory.EnumerateFiles(Pages, "?-*.md").Order(StringComparer.Ordinal).Select(Path.GetFileName)!];
        pages.Should().HaveCount(8).And.Contain(LastOfTheSample);
        using (var shell = await TutorialShell.StartAsync(_workshop, isRoot))
        {
            foreach (var page in pages)
            {
                var steps = TutorialPage.StepsOf(page, await File.ReadAllTextAsync(Path.Combine(Pages, page))).ToList();
                steps.OfType<TutorialCommand>().Should().NotBeEmpty(page);
                foreach (var step in steps)
                    await DoAsync(shell, step);
                if (page == LastOfTheSample)
                    await ShouldBeTheSampleAsync(shell);
            }
        }

        MountTable.Read().AtOrBelow(_workshop.Directory).Should().BeEmpty("the last page ends all that was begun");
    }

    private static async Task ShouldBeTheSampleAsync(TutorialShell shell)
    {
        foreach (var file in (string[])["src/PluginRunner.cs", "schema.json"])
        {
            var made = await File.ReadAllTextAsync(Path.Combine(shell.Home, "tutorial", "first_plugin", file));
            made.Should().Be(await File.ReadAllTextAsync(Path.Combine(Repository.Root, "samples", "tutorial", file)));
        }
    }

    private static Task DoAsync(TutorialShell shell, TutorialStep step) => step switch
    {
        TutorialCommand command => RunAsync(shell, command),
        TutorialEdit edit => EditAsync(shell, edit),
        _ => throw new ArgumentOutOfRangeException(nameof(step)),
    };

    private static async Task RunAsync(TutorialShell shell, TutorialCommand command)
    {
        var (exitCode, output) = await shell.RunAsync(command.Command);

        TutorialCommand.Compact($"{output}\n").Should().MatchRegex(command.Pattern, "{0}", command.Place);
        (exitCode != 0).Should().Be(command.Fails, "{0}: {1}", command.Place, output);
    }

    private static async Task EditAsync(TutorialShell shell, TutorialEdit edit)
    {
        var (_, folder) = await shell.RunAsync("pwd");
        var file = Path.Combine(folder.Replace("~", shell.Home, StringComparison.Ordinal), edit.File);
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
