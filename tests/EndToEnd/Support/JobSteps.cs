using Delphix.Virtualization.Engine.Jobs;

namespace Delphix.Virtualization.EndToEnd.Support;

/// <summary>What a job did, step by step.</summary>
internal static class JobSteps
{
    public const string MountStep = "(mount)";
    public const string UnmountStep = "(unmount)";
    public const string CloneStep = "(clone)";
    public const string CreateStep = "(create)";
    public const string SnapshotStep = "(snapshot)";

    /// <summary>The steps of a job that succeeded: operations by their names, the engine's own ones by the constants.</summary>
    public static IEnumerable<string> Steps(Job job)
    {
        job.Steps.Should().NotContain(step => step.State != JobState.Completed);
        return job.Steps.Select(step => step switch
        {
            { IsPluginOperation: true } => step.Name,
            { Name: "Create storage" } => CreateStep,
            { Name: "Snapshot storage" } => SnapshotStep,
            { Name: var name } when name.StartsWith("Mount ", StringComparison.Ordinal) => MountStep,
            { Name: var name } when name.StartsWith("Unmount ", StringComparison.Ordinal) => UnmountStep,
            { Name: var name } when name.StartsWith("Clone ", StringComparison.Ordinal) => CloneStep,
            _ => step.Name,
        });
    }
}
