using System.Text.Json.Nodes;
using Delphix.Virtualization.Engine.Jobs;
using Delphix.Virtualization.Tools.Output;

namespace Delphix.Virtualization.Tools.Views;

/// <summary>Jobs as scripts read them.</summary>
internal static class JobJson
{
    internal static JsonObject Of(Job job) => new()
    {
        // Jobs have no name of their own; lists of all kinds have the property.
        ["name"] = job.Reference,
        ["reference"] = job.Reference,
        ["state"] = JsonOutput.State(job.State),
        ["createdAt"] = JsonOutput.Time(job.StartedAt),
        ["workflow"] = job.Workflow,
        ["target"] = job.Target,
        ["targetReference"] = job.TargetReference,
        ["startedAt"] = JsonOutput.Time(job.StartedAt),
        ["finishedAt"] = TimeOrNull(job.FinishedAt),
        ["steps"] = new JsonArray([.. job.Steps.Select(Step)]),
        ["events"] = new JsonArray([.. job.Events.Select(Event)]),
        ["error"] = job.Error is { } error
            ? new JsonObject { ["message"] = error.Message, ["action"] = error.Action, ["output"] = error.Output }
            : null,
        ["parameters"] = new JsonObject(),
    };

    private static JsonObject Step(JobStep step) => new()
    {
        ["name"] = step.Name,
        ["isPluginOperation"] = step.IsPluginOperation,
        ["state"] = JsonOutput.State(step.State),
        ["startedAt"] = JsonOutput.Time(step.StartedAt),
        ["finishedAt"] = TimeOrNull(step.FinishedAt),
        ["durationMilliseconds"] = step.FinishedAt is { } finishedAt
            ? Math.Round((finishedAt - step.StartedAt).TotalMilliseconds, 3)
            : null,
        ["percent"] = step.Percent,
        ["detail"] = step.Detail,
    };

    private static JsonObject Event(JobEvent item) => new() { ["timestamp"] = JsonOutput.Time(item.Timestamp), ["message"] = item.Message };

    private static string? TimeOrNull(DateTimeOffset? time) => time is { } known ? JsonOutput.Time(known) : null;
}
