using Delphix.Virtualization.Engine.Jobs;

namespace Delphix.Virtualization.Engine.Http;

/// <summary>A request cannot be answered as its client wishes.</summary>
/// <param name="id">What tells programs what is wrong.</param>
/// <param name="message">What tells people.</param>
/// <param name="action">What to do about it.</param>
internal sealed class ApiException(string id, string message, string action) : Exception(message)
{
    internal string Id { get; } = id;

    internal JobError Error { get; } = new(message, action, "");
}
