using System.Globalization;

namespace Delphix.Virtualization;

/// <summary>Something is larger than the platform passes between an engine and a plugin; nothing is cut off to make it fit.</summary>
/// <param name="subject">What is too large, for example <c>The request for linked.preSnapshot</c>.</param>
/// <param name="actualBytes">Its size in bytes.</param>
/// <param name="limitBytes">The size that it must stay below, in bytes.</param>
/// <param name="innerException">The exception whose text is too large; null when it is not about an exception.</param>
public sealed class LimitExceededException(string subject, long actualBytes, long limitBytes, Exception? innerException = null)
    : PluginRuntimeException(
        string.Create(
            CultureInfo.InvariantCulture,
            $"{subject} has {actualBytes:N0} bytes; it must stay below {limitBytes:N0} bytes ({limitBytes / 1024:N0} KiB)."),
        innerException)
{
    /// <summary>The size in bytes.</summary>
    public long ActualBytes { get; } = actualBytes;

    /// <summary>The size that it must stay below, in bytes.</summary>
    public long LimitBytes { get; } = limitBytes;
}
