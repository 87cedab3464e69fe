namespace Delphix.Virtualization.Engine.Hosts;

/// <summary>
/// A script to run on a host. The SDK has checked what comes from a plugin: there is no NUL character, and variables have names that bash
/// can set.
/// </summary>
internal sealed record HostCommand
{
    /// <summary>The script, of any length.</summary>
    internal required string Script { get; init; }

    /// <summary>What runs it.</summary>
    internal Interpreter Interpreter { get; init; } = Interpreter.Bash;

    /// <summary>Environment variables of the script. They are secrets: they reach no command line and no message.</summary>
    internal IReadOnlyDictionary<string, string> Variables { get; init; } = new Dictionary<string, string>();

    /// <summary>Whether the host's login files are read first.</summary>
    internal bool UseLoginShell { get; init; }
}
