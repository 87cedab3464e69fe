namespace Delphix.Virtualization;

/// <summary>
/// An operation ended with an internal error of the plugin. The text names the operation; the inner exception tells the rest.
/// </summary>
/// <param name="operationName">The operation, for example <c>linked.preSnapshot</c>.</param>
/// <param name="innerException">What the operation threw.</param>
public sealed class OperationFailedException(string operationName, Exception innerException)
    : PluginRuntimeException($"The plugin's operation {operationName} failed with an internal error.", innerException)
{
    /// <summary>The operation's name.</summary>
    public string OperationName { get; } = operationName;
}
