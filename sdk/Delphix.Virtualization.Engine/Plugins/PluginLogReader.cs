using System.Text;
using Delphix.Virtualization.Engine.Files;
using Delphix.Virtualization.Packaging.Files;

namespace Delphix.Virtualization.Engine.Plugins;

/// <summary>Reads a plugin's log from its oldest message on, and goes on with what was written since.</summary>
public sealed class PluginLogReader
{
    private readonly string _path;
    private FileFacts? _last;
    private long _offset;

    internal PluginLogReader(string folder) => _path = Path.Combine(folder, PluginLog.Everything);

    /// <summary>The messages since the last call, oldest first; at the first call, all that are kept.</summary>
    /// <exception cref="IOException">The log cannot be read.</exception>
    public IReadOnlyList<PluginLogEntry> ReadNew()
    {
        // A log that is full gets a number, and stays the same file. It may do so while these are opened, and is opened twice then. In the
        // other order, it could be missed.
        var files = RotatedFile.NewestFirst(_path).Select(TryOpen).OfType<FileStream>().ToList();
        try
        {
            var facts = files.ConvertAll(file => FileFacts.TryRead(file.SafeFileHandle, "")!);
            var read = _last is null ? -1 : facts.FindLastIndex(_last.IsSameAs);
            List<PluginLogEntry> entries = [];
            for (var i = read < 0 ? files.Count - 1 : read; i >= 0; i--)
            {
                if (_last?.IsSameAs(facts[i]) != true)
                    (_last, _offset) = (facts[i], 0);
                entries.AddRange(PluginLogEntry.Parse(ReadOn(files[i])));
            }

            return entries;
        }
        finally
        {
            files.ForEach(file => file.Dispose());
        }
    }

    private static FileStream? TryOpen(string path)
    {
        try
        {
            return new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
        catch (IOException e) when (e.HResult == PrivateFile.HeldByAnother)
        {
            // It is being made, and has no message yet.
            return null;
        }
    }

    // Up to the last whole line: another process may be writing.
    private string ReadOn(FileStream file)
    {
        file.Seek(_offset, SeekOrigin.Begin);
        var bytes = new byte[Math.Max(0, file.Length - _offset)];
        var read = file.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false);
        var whole = bytes.AsSpan(0, read).LastIndexOf((byte)'\n') + 1;
        _offset += whole;
        return Encoding.UTF8.GetString(bytes, 0, whole);
    }
}
