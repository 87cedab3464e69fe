namespace Delphix.Virtualization.Engine.Plugins;

/// <summary>What a plugin's log lines are about.</summary>
/// <param name="Job">The job's reference; null outside a job.</param>
/// <param name="Subject">The name of the object that the operation works on.</param>
/// <param name="Tell">Shows a warning to the job's user; null outside a job.</param>
internal sealed record PluginLogScope(string? Job, string Subject, Action<string>? Tell)
{
    /// <summary>The operation that runs.</summary>
    internal string Operation { get; init; } = "";
}
