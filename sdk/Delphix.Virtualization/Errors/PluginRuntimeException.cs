namespace Delphix.Virtualization;

/// <summary>The SDK found a fault in a plugin, or in what was asked of it. The text names the operation and what was expected.</summary>
/// <param name="message">What is wrong.</param>
/// <param name="innerException">The cause, kept for the logs.</param>
public class PluginRuntimeException(string message, Exception? innerException = null) : Exception(message, innerException);
