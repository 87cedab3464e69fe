using System.CommandLine;

namespace Delphix.Virtualization.Tools.Commands;

/// <summary>A command with examples for its help.</summary>
/// <param name="name">The command's name.</param>
/// <param name="description">What it does, in a sentence.</param>
/// <param name="examples">Command lines that work as they are.</param>
internal sealed class DvpCommand(string name, string description, params IReadOnlyList<string> examples) : Command(name, description)
{
    /// <summary>Command lines that the help shows.</summary>
    internal IReadOnlyList<string> Examples { get; } = examples;

    /// <summary>Says what the command does.</summary>
    internal DvpCommand Runs(Func<CommandContext, Task> run)
    {
        SetAction(async (parsed, cancellationToken) =>
        {
            await using var context = new CommandContext(parsed, cancellationToken);
            await context.WaitForDebuggerAsync();
            await run(context);
            return ExitCode.Done;
        });
        return this;
    }
}
