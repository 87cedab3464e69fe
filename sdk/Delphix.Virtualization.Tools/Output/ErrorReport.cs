using Delphix.Virtualization.Engine.Jobs;
using Delphix.Virtualization.Packaging;

namespace Delphix.Virtualization.Tools.Output;

/// <summary>A failure in its user's terms.</summary>
/// <param name="Message">What is wrong.</param>
/// <param name="Action">What to do about it; empty when the message says so.</param>
/// <param name="Output">The output that shows the problem; empty for none.</param>
internal sealed record ErrorReport(string Message, string Action, string Output)
{
    /// <summary>The exception with its causes and where they came from; null unless asked for.</summary>
    internal string? Details { get; init; }

    /// <summary>Whether each line of the message is a fault of its own.</summary>
    internal bool IsList { get; init; }

    /// <summary>Whether the user ended the program, so that nothing is wrong.</summary>
    internal bool IsInterruption { get; init; }

    internal static ErrorReport From(Exception e, bool withDetails)
    {
        var report = Describe(e) with { Details = withDetails ? e.ToString() : null };
        // What the compiler said is in the faults, where each has a place.
        return e is BuildFailedException build && !withDetails && build.Faults.All(fault => fault.Line is not null)
            ? report with { Output = "" }
            : report;
    }

    private static ErrorReport Of(JobError error) => new(error.Message, error.Action, error.Output);

    private static ErrorReport Describe(Exception e) => e switch
    {
        BuildFailedException build => new(build.Message, build.Action, build.Output.TrimEnd()) { IsList = true },
        UserException user => new(user.Message, user.Action, user.Output.TrimEnd()),
        LibraryException or NonActionableLibraryException or PluginRuntimeException => Of(JobErrors.Describe(e)),
        UnauthorizedAccessException => new(
            e.Message, "Run dvp as the user that the engine directory belongs to, or name another with --engine-dir.", ""),
        InvalidDataException => new(e.Message, "Restore the engine directory from a backup, or name another with --engine-dir.", ""),
        IOException => new(e.Message, "Check the disk and the path, then run the command again.", ""),
        _ => new(
            $"Unexpected {e.GetType().Name}: {e.Message.ReplaceLineEndings(" ")} Run the command again with -v for the stack trace.", "",
            ""),
    };
}
