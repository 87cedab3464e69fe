using System.CommandLine;
using System.CommandLine.Parsing;

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
        Validators.Add(RefuseEmptyValues);
        SetAction(async (parsed, cancellationToken) =>
        {
            await using var context = new CommandContext(parsed, cancellationToken);
            await context.WaitForDebuggerAsync();
            await run(context);
            return ExitCode.Done;
        });
        return this;
    }

    // A variable that is not set in a script gives an empty argument. The option --engine-dir may come before the command, and checks that
    // itself.
    private static void RefuseEmptyValues(CommandResult command)
    {
        foreach (var given in command.Children.Where(given => given.Tokens.Any(token => token.Value.Length == 0)))
        {
            var (name, type) = given is OptionResult { Option: var option }
                ? (option.Name, option.ValueType)
                : (((ArgumentResult)given).Argument.Name, ((ArgumentResult)given).Argument.ValueType);
            if (type == typeof(string))
                command.AddError($"{name} must not be empty.");
        }
    }
}
