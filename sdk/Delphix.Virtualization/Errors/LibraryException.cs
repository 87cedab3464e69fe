namespace Delphix.Virtualization;

/// <summary>
/// A platform library failed, in a way that the plugin may handle: catch it inside the operation, by its <see cref="Id"/>.
/// </summary>
/// <param name="id">The kind of failure.</param>
/// <param name="message">What failed.</param>
/// <param name="innerException">The cause.</param>
public sealed class LibraryException(int id, string message, Exception? innerException = null)
    : Exception(message, innerException)
{
    /// <summary>
    /// The kind of failure: one of <see cref="LibraryError"/>, or an id of the engine's own. It is the same for every failure of a kind.
    /// </summary>
    public int Id { get; } = id;
}
