using System.Buffers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Delphix.Virtualization.Json;

namespace Delphix.Virtualization.Runtime;

/// <summary>
/// The sizes that the platform documents ("Message Limits") for what passes between an engine and a plugin. What reaches a limit is
/// refused.
/// </summary>
public static class PlatformLimits
{
    /// <summary>The arguments, and the result, of an operation stay below this many bytes of JSON.</summary>
    public const long OperationBytes = 4L << 20;

    /// <summary>
    /// The text of an exception with its stack, or the three texts of a <see cref="UserException"/> together, stay below this many bytes of
    /// UTF-8.
    /// </summary>
    public const long ExceptionBytes = 128L << 10;

    /// <summary>
    /// The arguments, and the result, of a platform library stay below this many bytes of UTF-8: script and variables one way, standard
    /// output and error the other.
    /// </summary>
    public const long LibraryBytes = 192L << 20;

    private static readonly JsonWriterOptions Depth = new() { MaxDepth = JsonReader.MaximumDepth };

    internal static void CheckMessage(JsonNode message, string subject)
    {
        var counter = new ByteCounter();
        using (var writer = new Utf8JsonWriter(counter, Depth))
        {
            try
            {
                message.WriteTo(writer);
            }
            catch (InvalidOperationException e) when (writer.CurrentDepth == JsonReader.MaximumDepth)
            {
                throw new PluginRuntimeException($"{subject} is nested deeper than {JsonReader.MaximumDepth} levels.", e);
            }
        }

        Check(counter.Count, OperationBytes, subject);
    }

    /// <summary>The exception itself, or the one that says that its text is too large.</summary>
    internal static Exception Checked(Exception exception, string subject)
    {
        var text = exception is UserException user
            ? Bytes(user.Message) + Bytes(user.Action) + Bytes(user.Output)
            : Bytes(exception.ToString());
        return text < ExceptionBytes ? exception : new LimitExceededException(subject, text, ExceptionBytes, exception);
    }

    internal static void CheckLibrary(long bytes, string subject) => Check(bytes, LibraryBytes, subject);

    internal static long Bytes(string? text) => text is null ? 0 : Encoding.UTF8.GetByteCount(text);

    private static void Check(long bytes, long limit, string subject)
    {
        if (bytes >= limit)
            throw new LimitExceededException(subject, bytes, limit);
    }

    /// <summary>Counts what is written and keeps nothing of it.</summary>
    private sealed class ByteCounter : IBufferWriter<byte>
    {
        [ThreadStatic]
        private static byte[]? _scratch;

        internal long Count { get; private set; }

        public void Advance(int count) => Count += count;

        public Memory<byte> GetMemory(int sizeHint = 0) => Scratch(sizeHint);

        public Span<byte> GetSpan(int sizeHint = 0) => Scratch(sizeHint);

        private static byte[] Scratch(int size)
        {
            if (_scratch is null || _scratch.Length < size)
                _scratch = new byte[Math.Max(size, 4096)];
            return _scratch;
        }
    }
}
