namespace Delphix.Virtualization;

/// <summary>A platform library failed, in a way that the plugin may handle: catch it inside the operation, by its <see cref="Id"/>.</summary>
/// <param name="id">A stable identifier of the kind of failure.</param>
/// <param name="message">What failed.</param>
/// <param name="innerException">The cause.</param>
public sealed class LibraryException(LibraryError id, string message, Exception? innerException = null)
    : Exception(message, innerException)
{
    /// <summary>A stable identifier of the kind of failure.</summary>
    public LibraryError Id { get; } = id;
}
