namespace Delphix.Virtualization.Bridge.Wire;

/// <summary>The other side sent what it may not. The connection cannot be used any more.</summary>
/// <param name="message">What is wrong.</param>
/// <param name="innerException">The cause.</param>
internal sealed class BridgeProtocolException(string message, Exception? innerException = null) : Exception(message, innerException);
