namespace Delphix.Virtualization;

/// <summary>The plugin does not implement an operation that a workflow needs.</summary>
/// <param name="operationName">The operation, for example <c>virtual.initialize</c>.</param>
public sealed class OperationNotDefinedException(string operationName)
    : PluginRuntimeException($"The plugin does not implement {operationName}.")
{
    /// <summary>The operation's name.</summary>
    public string OperationName { get; } = operationName;
}
