using System.Buffers;
using System.Buffers.Binary;
using System.Globalization;
using System.IO.Pipelines;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Delphix.Virtualization.Bridge.Wire;

/// <summary>Reads messages from a connection.</summary>
internal sealed class MessageReader(PipeReader input)
{
    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false, MaxDepth = BridgeProtocol.MaxDepth };

    /// <summary>Reads the next message; null when the connection was closed after the last one.</summary>
    /// <exception cref="BridgeProtocolException">
    /// It is too large, or no JSON object, or the connection was closed in the middle of it.
    /// </exception>
    internal async Task<JsonObject?> ReadAsync(CancellationToken cancellationToken)
    {
        if (await ReadAsync(BridgeProtocol.LengthBytes, isFirst: true, cancellationToken) is not { } header)
            return null;
        var length = LengthOf(header);
        input.AdvanceTo(header.End);
        var body = (await ReadAsync(length, isFirst: false, cancellationToken))!.Value;
        var message = Parse(body);
        input.AdvanceTo(body.End);
        return message;
    }

    private async Task<ReadOnlySequence<byte>?> ReadAsync(int count, bool isFirst, CancellationToken cancellationToken)
    {
        var read = await input.ReadAtLeastAsync(count, cancellationToken);
        if (read.Buffer.Length >= count)
            return read.Buffer.Slice(0, count);
        return isFirst && read.Buffer.IsEmpty
            ? null
            : throw new BridgeProtocolException("The connection was closed in the middle of a message.");
    }

    private static int LengthOf(ReadOnlySequence<byte> header)
    {
        Span<byte> bytes = stackalloc byte[BridgeProtocol.LengthBytes];
        header.CopyTo(bytes);
        var length = BinaryPrimitives.ReadUInt32BigEndian(bytes);
        if (length is > 0 and <= BridgeProtocol.MaxMessageBytes)
            return (int)length;
        throw new BridgeProtocolException(string.Create(
            CultureInfo.InvariantCulture,
            $"A message of {length:N0} bytes is coming; it may have 1 to {BridgeProtocol.MaxMessageBytes:N0}."));
    }

    private static JsonObject Parse(ReadOnlySequence<byte> body)
    {
        try
        {
            using var document = JsonDocument.Parse(body, Strict);
            return document.RootElement.ValueKind == JsonValueKind.Object
                ? JsonObject.Create(document.RootElement.Clone())!
                : throw new BridgeProtocolException("A message is not a JSON object.");
        }
        // .NET has no exception of its own for a name that is cut within a character.
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            throw new BridgeProtocolException($"A message is not JSON that can be used: {e.Message}", e);
        }
    }
}
