using System.Text.Json.Nodes;
using Delphix.Virtualization.Engine.Secrets;

namespace Delphix.Virtualization.Engine.Plugins;

/// <summary>What a call of an operation is about: its log lines name it, its libraries work on it.</summary>
/// <param name="Job">The job's reference; null outside a job.</param>
/// <param name="Subject">The name of the object that the operation works on.</param>
/// <param name="Tell">Shows a warning to the job's user; null outside a job.</param>
internal sealed record OperationScope(string? Job, string Subject, Action<string>? Tell)
{
    /// <summary>The operation that runs.</summary>
    internal string Operation { get; init; } = "";

    /// <summary>The request, with its secrets encrypted: what else it says is none.</summary>
    internal JsonObject Request { get; init; } = [];

    /// <summary>The folder that holds the dSource's storage, where the call may copy into it; else null.</summary>
    internal string? Volume { get; init; }

    /// <summary>Receives how far the operation has come; null to discard it.</summary>
    internal Action<OperationProgress>? Progress { get; init; }

    /// <summary>What nobody may see of the call.</summary>
    internal SecretMask Secrets { get; } = new();
}
