namespace Delphix.Virtualization.Packaging;

/// <summary>The code of a plugin cannot be loaded.</summary>
/// <param name="message">What is wrong.</param>
/// <param name="action">What the plugin's author can do about it.</param>
/// <param name="innerException">The cause, kept for the logs.</param>
public sealed class PluginLoadException(string message, string action, Exception? innerException = null)
    : UserException(message, action, innerException?.ToString() ?? "", innerException);
