using System.Text;
using Delphix.Virtualization.Engine.Jobs;
using Delphix.Virtualization.Tools.Output;

namespace Delphix.Virtualization.Tools.Views;

/// <summary>Jobs as people read them.</summary>
internal static class JobText
{
    /// <summary>How long it took; a dash while it runs.</summary>
    internal static string Duration(Job job) => job.FinishedAt is { } finishedAt ? HumanText.Duration(finishedAt - job.StartedAt) : "-";

    /// <summary>All of a job: what, when, the steps, the events, and why it failed.</summary>
    internal static string Details(Job job, TimeZoneInfo zone)
    {
        var text = new StringBuilder();
        text.AppendLine(TextDetails.Of(
        [
            ("Job", job.Reference),
            ("Workflow", job.Workflow),
            ("Target", $"{job.Target} ({job.TargetReference})"),
            ("State", JsonOutput.State(job.State)),
            ("Started", HumanText.Time(job.StartedAt, zone)),
            ("Duration", Duration(job)),
        ]));
        AddSection(text, "Steps:", job.Steps.Select(step =>
            $"{JsonOutput.State(step.State),-9}  "
                + $"{(step.FinishedAt is { } finishedAt ? HumanText.Duration(finishedAt - step.StartedAt) : "-"),12}  {step.Name}"));
        AddSection(text, "Events:", job.Events.Select(item => $"{HumanText.Time(item.Timestamp, zone)}  {item.Message}"));
        if (job.Error is { } error)
            AddError(text, error);
        return text.ToString().TrimEnd();
    }

    private static void AddSection(StringBuilder text, string heading, IEnumerable<string> lines)
    {
        var isFirst = true;
        foreach (var line in lines)
        {
            if (isFirst)
                text.AppendLine(heading);
            isFirst = false;
            text.AppendLine($"  {Terminal.Line(line)}");
        }
    }

    private static void AddError(StringBuilder text, JobError error)
    {
        text.AppendLine($"Error: {Terminal.Line(error.Message)}");
        if (error.Action.Length > 0)
            text.AppendLine($"Action: {Terminal.Line(error.Action)}");
        if (error.Output.Trim().Length == 0)
            return;
        using var output = new StringWriter();
        ErrorOutput.WriteIndented("Output:", error.Output, output);
        text.Append(output);
    }
}
