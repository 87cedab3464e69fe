namespace Delphix.Virtualization.Tests.Documentation;

/// <summary>The order in which a workflow calls a plugin. The source is the platform's "Workflows" reference.</summary>
/// <param name="Name">The workflow's name.</param>
/// <param name="Steps">Operations by name; what the engine does, in parentheses; where hooks of users run, in angle brackets.</param>
internal sealed record DocumentedWorkflow(string Name, params string[] Steps)
{
    internal static IReadOnlyList<DocumentedWorkflow> All { get; } =
    [
        new(
            "Environment discovery, refresh", "discovery.repository", "(for each repository:)", "discovery.sourceConfig",
            "(match by identityFields: update, add, remove)"),
        new(
            "Linked source sync, staged", "linked.mountSpecification", "(mount)", "<Pre-Sync>", "linked.preSnapshot", "(snapshot)",
            "linked.postSnapshot", "<Post-Sync>"),
        new("Linked source sync, direct", "<Pre-Sync>", "linked.preSnapshot", "(snapshot)", "linked.postSnapshot", "<Post-Sync>"),
        new("Linked source enable", "linked.mountSpecification", "(mount)", "linked.startStaging"),
        new("Linked source disable", "linked.stopStaging", "(unmount)"),
        new("Linked source delete", "linked.stopStaging", "(unmount, destroy)"),
        new(
            "Virtual source provision", "(clone)", "virtual.mountSpecification", "(mount)", "virtual.configure", "<ConfigureClone>",
            "(first VDB snapshot)"),
        new("Create empty VDB", "(new storage)", "virtual.mountSpecification", "(mount)", "virtual.initialize", "<ConfigureClone>"),
        new("Virtual source snapshot", "<Pre-Snapshot>", "virtual.preSnapshot", "(snapshot)", "virtual.postSnapshot", "<Post-Snapshot>"),
        new(
            "Virtual source refresh", "<Pre-Refresh>", "virtual.unconfigure", "(unmount, clone)", "virtual.mountSpecification", "(mount)",
            "virtual.configure", "<ConfigureClone>", "<Post-Refresh>"),
        new(
            "Virtual source rollback", "<Pre-Rollback>", "virtual.unconfigure", "(unmount, rewind)", "virtual.mountSpecification",
            "(mount)", "virtual.reconfigure", "<Post-Rollback>"),
        new(
            "Virtual source enable", "virtual.status", "(only when inactive:)", "<Pre-Start>", "virtual.mountSpecification", "(mount)",
            "virtual.reconfigure", "<Post-Start>"),
        new("Virtual source disable", "<Pre-Stop>", "virtual.unconfigure", "(unmount)", "<Post-Stop>"),
        new("Virtual source start", "<Pre-Start>", "virtual.mountSpecification", "virtual.start", "<Post-Start>"),
        new("Virtual source stop", "<Pre-Stop>", "virtual.stop", "<Post-Stop>"),
        new("Virtual source delete", "<Pre-Stop>", "virtual.unconfigure", "virtual.cleanup", "(unmount, destroy)", "<Post-Stop>"),
        new(
            "Plugin upgrade", "upgrade.repository", "upgrade.sourceConfig", "upgrade.linkedSource", "upgrade.virtualSource",
            "upgrade.snapshot", "(validate, commit all or nothing)"),
    ];

    /// <summary>Operations that no workflow calls: when they run instead.</summary>
    internal static IReadOnlyDictionary<string, string> OtherCalls { get; } = new Dictionary<string, string>
    {
        ["linked.status"] = "on demand",
        ["linked.sourceSize"] = "on demand",
        ["linked.worker"] = "at a regular interval",
        ["virtual.status"] = "on demand",
        ["virtual.sourceSize"] = "on demand",
    };

    /// <summary>The plugin's part of the workflow.</summary>
    internal IReadOnlyList<string> Operations { get; } = [.. Steps.Where(IsOperation)];

    /// <summary>The steps in one line.</summary>
    internal string Line => string.Join(" → ", Steps.Select(step => step[0] == '(' ? $"*{step.Trim('(', ')')}*" : Markdown.Code(step)));

    /// <summary>What calls an operation, and between which other operations.</summary>
    internal static string CallersOf(string operation)
    {
        var workflows = All.Where(workflow => workflow.Operations.Contains(operation)).Select(workflow => workflow.PlaceOf(operation))
            .ToList();
        return string.Join("; ", OtherCalls.TryGetValue(operation, out var other) ? workflows.Append(other) : workflows);
    }

    private string PlaceOf(string operation)
    {
        // The kinds of migrations run side by side, each in id order.
        if (operation.StartsWith("upgrade.", StringComparison.Ordinal))
            return $"{Name} (in the order of the ids)";
        var index = Operations.ToList().IndexOf(operation);
        var before = index > 0 ? $"after {Markdown.Code(Operations[index - 1])}" : null;
        var after = index < Operations.Count - 1 ? $"before {Markdown.Code(Operations[index + 1])}" : null;
        var place = string.Join(" and ", new[] { before, after }.OfType<string>());
        return place.Length > 0 ? $"{Name} ({place})" : Name;
    }

    private static bool IsOperation(string step) => char.IsAsciiLetterLower(step[0]) && step.Contains('.', StringComparison.Ordinal);
}
