using System.Diagnostics;
using System.Globalization;
using Spectre.Console;

namespace Delphix.Virtualization.Tools.Demo;

/// <summary>Shows the demo's chapters and what was checked in each.</summary>
internal sealed class DemoConsole(IAnsiConsole console)
{
    private int _chapters;

    /// <summary>How many comparisons were shown.</summary>
    public int Checks { get; private set; }

    public void Say(string text) => console.MarkupLineInterpolated($"[grey]{text}[/]");

    /// <summary>Runs a chapter under its title and shows how long it took.</summary>
    public async Task ChapterAsync(string title, Func<Task> action)
    {
        console.MarkupLineInterpolated($"\n[bold]{++_chapters,2}. {title}[/]");
        var watch = Stopwatch.StartNew();
        await action();
        console.MarkupLineInterpolated(CultureInfo.InvariantCulture, $"    [grey]{watch.Elapsed.TotalSeconds:F2} s[/]");
    }

    public void Note(string text) => console.MarkupLineInterpolated($"    {text}");

    /// <summary>Shows something that was checked and is right.</summary>
    public void Tick(string text)
    {
        Checks++;
        console.MarkupLineInterpolated($"    [green]✓[/] {text}");
    }

    public void Show(Table table)
    {
        console.WriteLine();
        console.Write(table);
    }
}
