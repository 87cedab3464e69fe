namespace Delphix.Virtualization.EndToEnd.Tutorial;

/// <summary>A tutorial, and the sample that its reader has made in the end. Paths are relative to the repository.</summary>
internal sealed record TutorialTrack
{
    /// <summary>The folder of its pages, whose names begin with their numbers.</summary>
    public required string Folder { get; init; }

    /// <summary>Pages that come before those with numbers.</summary>
    public IReadOnlyList<string> FirstPages { get; init; } = [];

    /// <summary>How many pages there are.</summary>
    public required int Count { get; init; }

    /// <summary>The page after which the plugin is the sample.</summary>
    public required string LastOfTheSample { get; init; }

    /// <summary>The learner's plugin; <c>~</c> is the learner's home.</summary>
    public required string Plugin { get; init; }

    /// <summary>The sample.</summary>
    public required string Sample { get; init; }

    /// <summary>The files that are the same in both.</summary>
    public required IReadOnlyList<string> Files { get; init; }

    /// <summary>Does all that the pages say.</summary>
    public async Task FollowAsync(TutorialShell shell)
    {
        var folder = Path.Combine(Repository.Root, Folder);
        string[] pages =
            [.. FirstPages, .. Directory.EnumerateFiles(folder, "?-*.md").Order(StringComparer.Ordinal).Select(Path.GetFileName)!];
        pages.Should().HaveCount(Count).And.Contain(LastOfTheSample);
        foreach (var page in pages)
        {
            await FollowAsync(shell, page, await File.ReadAllTextAsync(Path.Combine(folder, page)));
            if (page == LastOfTheSample)
                await ShouldBeTheSampleAsync(shell);
        }
    }

    /// <summary>Does all that a page says.</summary>
    public static async Task FollowAsync(TutorialShell shell, string page, string markdown)
    {
        var steps = TutorialPage.StepsOf(page, markdown).ToList();
        steps.OfType<TutorialCommand>().Should().NotBeEmpty(page);
        foreach (var step in steps)
            await DoAsync(shell, step);
    }

    private async Task ShouldBeTheSampleAsync(TutorialShell shell)
    {
        var plugin = Plugin.Replace("~", shell.Home, StringComparison.Ordinal);
        foreach (var file in Files)
        {
            var made = await File.ReadAllTextAsync(Path.Combine(plugin, file));
            made.Should().Be(await File.ReadAllTextAsync(Path.Combine(Repository.Root, Sample, file)), file);
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
        var file = Path.Combine(shell.Localize(folder).Replace("~", shell.Home, StringComparison.Ordinal), edit.File);
        if (edit.Old is null)
        {
            Directory.CreateDirectory(Path.GetDirectoryName(file)!);
            await File.WriteAllTextAsync(file, shell.Localize(edit.New));
            return;
        }

        var parts = (await File.ReadAllTextAsync(file)).Split(shell.Localize(edit.Old));
        parts.Should().HaveCount(2, "{0}: the old text has to be in {1} once", edit.Place, edit.File);
        await File.WriteAllTextAsync(file, string.Join(shell.Localize(edit.New), parts));
    }
}
