using System.Net;

namespace Delphix.Virtualization.Engine.Http.Client;

/// <summary>A file that is sent without being held in memory.</summary>
/// <param name="file">The file, from its beginning.</param>
/// <param name="sent">Receives how many bytes were sent, after each part.</param>
internal sealed class FileContent(FileStream file, Action<long> sent) : HttpContent
{
    private const int BufferBytes = 64 << 10;

    /// <inheritdoc/>
    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) =>
        SerializeToStreamAsync(stream, context, CancellationToken.None);

    /// <inheritdoc/>
    protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken)
    {
        var buffer = new byte[BufferBytes];
        int count;
        while ((count = await file.ReadAsync(buffer, cancellationToken)) > 0)
        {
            await stream.WriteAsync(buffer.AsMemory(0, count), cancellationToken);
            sent(file.Position);
        }
    }

    /// <inheritdoc/>
    protected override bool TryComputeLength(out long length)
    {
        length = file.Length;
        return true;
    }
}
