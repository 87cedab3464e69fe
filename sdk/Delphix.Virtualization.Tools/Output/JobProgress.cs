using Delphix.Virtualization.Engine.Jobs;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace Delphix.Virtualization.Tools.Output;

/// <summary>
/// Tells on stderr how a job goes: a line for each step that ended and for each event. A terminal shows the step under way below them, and
/// how far it is; elsewhere the events tell that.
/// </summary>
internal sealed class JobProgress(Terminal terminal) : IProgress<Job>
{
    private const int WidthOfBar = 20;

    // The spinner, the bar, the clock, and what is between them.
    private const int WidthOfAllButText = WidthOfBar + 14;

    private readonly Lock _writing = new();
    private readonly IAnsiConsole? _console = terminal.IsErrorInteractive
        ? LiveConsole.Create(terminal.Error, isInteractive: true, terminal.UseColour)
        : null;
    private readonly HashSet<int> _shownSteps = [];
    private ProgressTask? _live;
    private string? _step;
    private bool _isStarted;
    private int _shownEvents;

    /// <summary>Runs what reports to this, under a live display where there is a terminal.</summary>
    /// <param name="title">What is being done, until something reports more.</param>
    /// <param name="run">What to run.</param>
    internal async Task<T> ShowAsync<T>(string title, Func<Task<T>> run)
    {
        if (_console is null)
            return await run();
        var display = _console.Progress().AutoClear(true)
            .Columns(new SpinnerColumn(), new TaskDescriptionColumn { Alignment = Justify.Left }, new BarColumn(), new ElapsedTimeColumn());
        return await display.StartAsync(async live =>
        {
            _live = live.AddTask(Markup.Escape(title)).IsIndeterminate();
            return await run();
        });
    }

    /// <summary>Writes a line that is no step and no event of a job.</summary>
    internal void Note(string message)
    {
        lock (_writing)
            WriteLine("note", "grey", message);
    }

    /// <summary>Says what is being done now.</summary>
    internal void Begin(string step)
    {
        lock (_writing)
        {
            if (_live is null)
                WriteText(step, "grey");
            else
                _live.Description = Markup.Escape(Terminal.Line(step));
        }
    }

    /// <summary>Says what is being done now, and how much of it is done.</summary>
    /// <param name="step">What; a line of its own where nobody watches, the first time.</param>
    /// <param name="part">How much, from 0 to 1; 0: nobody knows.</param>
    internal void Advance(string step, double part)
    {
        lock (_writing)
        {
            if (_live is null && step != _step)
                WriteText(step, "grey");
            _step = step;
            if (_live is null)
                return;
            _live.Description = Markup.Escape(Terminal.Line(step));
            _live.IsIndeterminate = part == 0;
            _live.Value = Math.Min(part * _live.MaxValue, AlmostAll(_live));
        }
    }

    /// <inheritdoc/>
    public void Report(Job value)
    {
        lock (_writing)
        {
            if (!_isStarted)
                WriteText($"{value.Reference}: {value.Workflow}: {value.Target}", "bold");
            _isStarted = true;
            for (var i = 0; i < value.Steps.Count; i++)
            {
                var step = value.Steps[i];
                if (step.FinishedAt is { } finishedAt && _shownSteps.Add(i))
                    WriteLine(
                        step.State == JobState.Completed ? "done" : "failed", step.State == JobState.Completed ? "green" : "red",
                        $"{step.Name} ({HumanText.Duration(finishedAt - step.StartedAt)})");
            }

            for (; _shownEvents < value.Events.Count; _shownEvents++)
            {
                if (_live is null || !value.Events[_shownEvents].IsProgress)
                    WriteLine("note", "blue", value.Events[_shownEvents].Message);
            }

            if (_live is not null && value.Steps.LastOrDefault(step => step.FinishedAt is null) is { } current)
                ShowLive(_live, current, Math.Max(1, _console!.Profile.Width - WidthOfAllButText));
        }
    }

    private static void ShowLive(ProgressTask live, JobStep step, int width)
    {
        var text = Terminal.Line(step.Detail ?? step.Name);
        // The description stays on one line: a second one would leave too little width for the other columns.
        live.Description = Markup.Escape(step.Detail is null || text.Length <= width ? text : $"{text.AsSpan(0, width - 1)}…");
        live.IsIndeterminate = step.Percent is null;
        live.Value = Math.Min(step.Percent ?? 0, AlmostAll(live));
    }

    // At its end, the display's clock would stop.
    private static double AlmostAll(ProgressTask live) => live.MaxValue - 0.1;

    private void WriteLine(string label, string colour, string text)
    {
        const int LabelWidth = 8;
        if (_console is null)
            terminal.Error.WriteLine($"  {label.PadRight(LabelWidth)}{Terminal.Line(text)}");
        else
            _console.MarkupLine($"  [{colour}]{label.PadRight(LabelWidth)}[/]{Markup.Escape(Terminal.Line(text))}");
    }

    private void WriteText(string text, string style)
    {
        if (_console is null)
            terminal.Error.WriteLine(Terminal.Line(text));
        else
            _console.MarkupLine($"[{style}]{Markup.Escape(Terminal.Line(text))}[/]");
    }

    // Only where it is known how long the bar is.
    private sealed class BarColumn : ProgressColumn
    {
        private readonly ProgressBarColumn _bar = new() { Width = WidthOfBar };

        public override IRenderable Render(RenderOptions options, ProgressTask task, TimeSpan deltaTime) =>
            task.IsIndeterminate ? Text.Empty : _bar.Render(options, task, deltaTime);

        public override int? GetColumnWidth(RenderOptions options) => null;
    }
}
