namespace Delphix.Virtualization;

/// <summary>
/// A platform library failed, in a way that no plugin can handle: the engine itself is at fault. It ends the operation's call. A plugin
/// that catches it has time to tidy up, but all libraries fail from then on, and the call fails with this exception whatever the operation
/// returns or throws.
/// </summary>
/// <param name="message">What failed.</param>
/// <param name="innerException">The cause, which the engine reports; null when the message says all.</param>
public sealed class NonActionableLibraryException(string message, Exception? innerException = null) : Exception(message, innerException);
