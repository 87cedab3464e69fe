using System.Text;

namespace Delphix.Virtualization.Testing;

/// <summary>
/// Reads fields that each end in a NUL byte, one Latin-1 character per byte, holding no more than a buffer of the stream.
/// </summary>
internal sealed class NulSeparatedReader(Stream stream)
{
    private byte[] _buffer = new byte[64 * 1024];
    private int _start;
    private int _end;

    /// <summary>The next field, or null at the end of the stream.</summary>
    public async ValueTask<string?> ReadAsync(CancellationToken cancellationToken)
    {
        var searched = _start;
        while (true)
        {
            var length = _buffer.AsSpan(searched, _end - searched).IndexOf((byte)0);
            if (length >= 0)
            {
                var field = Encoding.Latin1.GetString(_buffer, _start, searched + length - _start);
                _start = searched + length + 1;
                return field;
            }

            var pending = _end - _start;
            if (!await FillAsync(cancellationToken))
                return pending == 0 ? null : throw new InvalidDataException("The output ends in the middle of a field.");
            searched = _start + pending;
        }
    }

    /// <summary>The next field of a record whose first field is already there.</summary>
    public async ValueTask<string> ReadRestAsync(CancellationToken cancellationToken) =>
        await ReadAsync(cancellationToken) ?? throw new InvalidDataException("The output ends in the middle of a record.");

    private async ValueTask<bool> FillAsync(CancellationToken cancellationToken)
    {
        _buffer.AsSpan(_start, _end - _start).CopyTo(_buffer);
        _end -= _start;
        _start = 0;
        if (_end == _buffer.Length)
            Array.Resize(ref _buffer, _buffer.Length * 2);
        var read = await stream.ReadAsync(_buffer.AsMemory(_end), cancellationToken);
        _end += read;
        return read > 0;
    }
}
