using System.Text;
using Delphix.Virtualization.Engine.Files;
using Delphix.Virtualization.Packaging.Files;

namespace Delphix.Virtualization.Engine.Plugins;

/// <summary>Reads a plugin's log from its oldest message on, and continues with what was written since.</summary>
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
        // A log that is full gets a number, and stays the same file. Numbers only rise, so in this order none is missed while they do. One
        // may be met twice, and is as old as where it was met last.
        var opened = RotatedFile.NewestFirst(_path).Select(TryOpen).OfType<FileStream>().ToList();
        try
        {
            var found = opened.ConvertAll(file => (File: file, Facts: FileFacts.TryRead(file.SafeFileHandle, "")!));
            List<(FileStream File, FileFacts Facts)> logs =
                [.. found.AsEnumerable().Reverse().DistinctBy(log => (log.Facts.Device, log.Facts.Inode))];
            var first = _last is null ? 0 : Math.Max(0, logs.FindIndex(log => _last.IsSameAs(log.Facts)));
            List<PluginLogEntry> entries = [];
            foreach (var (file, facts) in logs.Skip(first))
            {
                // Somebody may have emptied it.
                if (_last?.IsSameAs(facts) != true || file.Length < _offset)
                    (_last, _offset) = (facts, 0);
                entries.AddRange(PluginLogEntry.Parse(ReadOn(file)));
            }

            return entries;
        }
        finally
        {
            opened.ForEach(file => file.Dispose());
        }
    }

    private static FileStream? TryOpen(string path)
    {
        try
        {
            LocalFile.RequireFile(path);
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
