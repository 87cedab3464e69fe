using System.Text;
using Delphix.Virtualization.Runtime;

namespace Delphix.Virtualization.Engine.Hosts;

/// <summary>
/// What a process prints on both its streams. Past the platform's limit nothing more is kept, so that a script that never stops printing
/// cannot fill the memory.
/// </summary>
internal sealed class CapturedOutput
{
    // Some more than the platform's limit, for lines of the bootstrap and of login files, which are not the script's.
    private const long MostBytes = PlatformLimits.LibraryBytes + (64 << 10);

    private readonly TaskCompletionSource _overflowed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private long _bytes;

    /// <summary>Completes when the limit is passed.</summary>
    internal Task Overflowed => _overflowed.Task;

    /// <summary>The error for output that passed the limit.</summary>
    internal LimitExceededException TooLarge =>
        new("The output of the script so far", Interlocked.Read(ref _bytes), PlatformLimits.LibraryBytes);

    /// <summary>Reads a stream to its end.</summary>
    internal async Task<string> ReadAsync(Stream stream)
    {
        using var kept = new MemoryStream();
        var buffer = new byte[80 << 10];
        int count;
        while ((count = await stream.ReadAsync(buffer, CancellationToken.None)) > 0)
        {
            if (Interlocked.Add(ref _bytes, count) < MostBytes)
                kept.Write(buffer, 0, count);
            else
                _overflowed.TrySetResult();
        }

        return Encoding.UTF8.GetString(kept.GetBuffer(), 0, (int)kept.Length);
    }
}
