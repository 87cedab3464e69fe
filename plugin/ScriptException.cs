using Delphix.Virtualization;

namespace DirectoryPlugin;

/// <summary>A script failed, or what it found out does not allow what was asked.</summary>
internal sealed class ScriptException(string failure, string message, string action, string output) : UserException(message, action, output)
{
    /// <summary>The failure's name in <see cref="ScriptFailure"/>; empty when it has none.</summary>
    internal string Failure { get; } = failure;
}
