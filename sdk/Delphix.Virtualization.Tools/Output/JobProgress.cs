using Delphix.Virtualization.Engine.Jobs;
using Spectre.Console;

namespace Delphix.Virtualization.Tools.Output;

/// <summary>
/// Tells on stderr how a job goes: a line for each step that ended and for each event. A terminal shows the step under way below them.
/// </summary>
internal sealed class JobProgress(Terminal terminal) : IProgress<Job>
{
    private readonly Lock _writing = new();
    private readonly IAnsiConsole? _console = terminal.IsErrorInteractive ? LiveConsole.Create(terminal.Error, isInteractive: true, terminal.UseColour) : null;
    private readonly HashSet<int> _shownSteps = [];
    private ProgressTask? _live;
    private string? _step;
    private bool _isStarted;
    private int _shownEvents;

    /// <summary>Runs what reports to this, under a live display where there is a terminal.</summary>
    /// <param name="title">What is being done, until something reports more.</param>
    /// <param name="run">What to run.</param>
    /// <param name="hasBar">Whether it tells how far it has come.</param>
    internal async Task<T> ShowAsync<T>(string title, Func<Task<T>> run, bool hasBar = false)
    {
        if (_console is null)
            return await run().ConfigureAwait(false);
        var description = new TaskDescriptionColumn { Alignment = Justify.Left };
        ProgressColumn[] columns = hasBar ? [new SpinnerColumn(), description, new ProgressBarColumn(), new ElapsedTimeColumn()] : [new SpinnerColumn(), description, new ElapsedTimeColumn()];
        var display = _console.Progress().AutoClear(true).Columns(columns);
        return await display.StartAsync(async live =>
        {
            _live = live.AddTask(Markup.Escape(title)).IsIndeterminate();
            return await run().ConfigureAwait(false);
        }).ConfigureAwait(false);
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
                _live.Description = Markup.Escape(Terminal.Printable(step));
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
            _live.Description = Markup.Escape(Terminal.Printable(step));
            _live.IsIndeterminate(part == 0).Value(part * _live.MaxValue);
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
                    WriteLine(step.State == JobState.Completed ? "done" : "failed", step.State == JobState.Completed ? "green" : "red", $"{step.Name} ({HumanText.Duration(finishedAt - step.StartedAt)})");
            }

            for (; _shownEvents < value.Events.Count; _shownEvents++)
                WriteLine("note", "blue", value.Events[_shownEvents].Message);
            if (_live is not null && value.Steps.LastOrDefault(step => step.FinishedAt is null) is { } current)
                _live.Description = Markup.Escape(Terminal.Printable(current.Name));
        }
    }

    private void WriteLine(string label, string colour, string text)
    {
        const int LabelWidth = 8;
        if (_console is null)
            terminal.Error.WriteLine($"  {label.PadRight(LabelWidth)}{Terminal.Printable(text)}");
        else
            _console.MarkupLine($"  [{colour}]{label.PadRight(LabelWidth)}[/]{Markup.Escape(Terminal.Printable(text))}");
    }

    private void WriteText(string text, string style)
    {
        if (_console is null)
            terminal.Error.WriteLine(Terminal.Printable(text));
        else
            _console.MarkupLine($"[{style}]{Markup.Escape(Terminal.Printable(text))}[/]");
    }
}
