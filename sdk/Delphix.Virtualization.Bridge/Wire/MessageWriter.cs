using System.Buffers;
using System.Buffers.Binary;
using System.IO.Pipelines;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Threading.Channels;

namespace Delphix.Virtualization.Bridge.Wire;

/// <summary>Writes messages to a connection in the order in which they are posted. Any thread may post.</summary>
internal sealed class MessageWriter(PipeWriter output)
{
    private static readonly JsonWriterOptions Options = new()
    {
        // No message is ever part of a web page.
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        MaxDepth = BridgeProtocol.MaxDepth,
    };

    private readonly Channel<ReadOnlyMemory<byte>> _messages =
        Channel.CreateUnbounded<ReadOnlyMemory<byte>>(new UnboundedChannelOptions { SingleReader = true });

    /// <summary>Queues a message. After the connection has ended, nothing happens.</summary>
    /// <exception cref="LimitExceededException">It is larger than the other side takes.</exception>
    internal void Post(JsonObject message)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer, Options))
            message.WriteTo(writer);
        if (buffer.WrittenCount > BridgeProtocol.MaxMessageBytes)
        {
            throw new LimitExceededException(
                $"A message of the type {message["type"]}", buffer.WrittenCount, BridgeProtocol.MaxMessageBytes + 1L);
        }

        _messages.Writer.TryWrite(buffer.WrittenMemory);
    }

    /// <summary>No message follows.</summary>
    internal void Complete() => _messages.Writer.TryComplete();

    /// <summary>Writes what is posted, until <see cref="Complete"/> or until the connection ends.</summary>
    internal async Task RunAsync(CancellationToken cancellationToken)
    {
        await foreach (var message in _messages.Reader.ReadAllAsync(cancellationToken))
        {
            BinaryPrimitives.WriteInt32BigEndian(output.GetSpan(BridgeProtocol.LengthBytes), message.Length);
            output.Advance(BridgeProtocol.LengthBytes);
            var flushed = await output.WriteAsync(message, cancellationToken);
            if (flushed.IsCompleted)
                return;
        }
    }
}
