using System.Text;

namespace Delphix.Virtualization.Testing;

/// <summary>
/// A realistic edit of a source tree: contents changed in place and appended to, items added, deleted and renamed, a mode and a symlink
/// changed, a file that becomes a directory and the reverse, a hard link that becomes a file of its own. Can be applied again and again;
/// equal trees and seeds give equal edits but for the times.
/// </summary>
internal sealed class SampleTreeEdit
{
    private const long LargestEdited = 1 << 20;
    private readonly string _root;
    private readonly Random _random;
    private readonly Dictionary<string, TreeEntry> _entries = [];
    private readonly Queue<string> _files;

    private SampleTreeEdit(string root, int seed, TreeListing listing)
    {
        (_root, _random) = (root, new Random(seed));
        foreach (var entry in listing.Entries)
            if (entry.Path.Length > 0 && PathBytes.TryToText(entry.Path, out var path))
                _entries.Add(path, entry);
        _files = Shuffle(_entries.Where(item => IsPlainFile(item.Key, item.Value)).Select(item => item.Key));
    }

    public static async Task<TreeChanges> ApplyAsync(string root, int seed, CancellationToken cancellationToken)
    {
        var listing = await TreeListing.CaptureMetadataAsync(root, cancellationToken);
        return await new SampleTreeEdit(root, seed, listing).ApplyAsync(cancellationToken);
    }

    private async Task<TreeChanges> ApplyAsync(CancellationToken cancellationToken)
    {
        // The directory goes first: its files are then no candidates for anything else.
        var deleted = DeleteDirectory() + await EachAsync(5, DeleteAsync, cancellationToken);
        var overwritten = await EachAsync(8, OverwriteAsync, cancellationToken);
        var appended = await EachAsync(4, AppendAsync, cancellationToken);
        var renamed = await EachAsync(2, RenameAsync, cancellationToken);
        var modes = await EachAsync(1, ChangeModeAsync, cancellationToken);
        var madeDirectories = await EachAsync(1, MakeDirectoryAsync, cancellationToken);
        var madeFiles = await MakeFileAsync(cancellationToken);
        var added = await AddAsync(cancellationToken);
        return new TreeChanges
        {
            Changed = overwritten + appended,
            Added = added + madeDirectories,
            Deleted = deleted,
            Renamed = renamed,
            ModesChanged = modes,
            SymlinksRetargeted = RetargetSymlink(),
            FilesMadeDirectories = madeDirectories,
            DirectoriesMadeFiles = madeFiles,
            HardLinksSplit = await SplitHardLinkAsync(cancellationToken),
        };
    }

    private async Task<int> EachAsync(int count, Func<string, CancellationToken, Task> edit, CancellationToken cancellationToken)
    {
        var done = 0;
        for (; done < count && _files.TryDequeue(out var path); done++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            await edit(path, cancellationToken);
        }

        return done;
    }

    private Task DeleteAsync(string path, CancellationToken cancellationToken)
    {
        File.Delete(Full(path));
        return Task.CompletedTask;
    }

    /// <summary>Other bytes in the middle of the file, its size unchanged.</summary>
    private async Task OverwriteAsync(string path, CancellationToken cancellationToken)
    {
        using var file = File.OpenHandle(Full(path), FileMode.Open, FileAccess.ReadWrite);
        var piece = new byte[Math.Min(RandomAccess.GetLength(file), 16)];
        var offset = (RandomAccess.GetLength(file) - piece.Length) / 2;
        var read = await RandomAccess.ReadAsync(file, piece, offset, cancellationToken);
        for (var i = 0; i < read; i++)
            piece[i] ^= (byte)_random.Next(1, 256);
        await RandomAccess.WriteAsync(file, piece, offset, cancellationToken);
    }

    private async Task AppendAsync(string path, CancellationToken cancellationToken) =>
        await File.AppendAllTextAsync(Full(path), NewText(), cancellationToken);

    private Task RenameAsync(string path, CancellationToken cancellationToken)
    {
        File.Move(Full(path), Full(NewPath(ParentOf(path), "renamed")));
        return Task.CompletedTask;
    }

    private Task ChangeModeAsync(string path, CancellationToken cancellationToken)
    {
        var mode = (UnixFileMode)Convert.ToInt32(_entries[path].Mode, fromBase: 8);
        LinuxCalls.SetMode(Full(path), mode ^ (UnixFileMode.GroupWrite | UnixFileMode.OtherExecute));
        return Task.CompletedTask;
    }

    private async Task MakeDirectoryAsync(string path, CancellationToken cancellationToken)
    {
        File.Delete(Full(path));
        Directory.CreateDirectory(Full(path));
        await File.WriteAllTextAsync(Full($"{path}/was a file"), NewText(), cancellationToken);
    }

    private async Task<int> MakeFileAsync(CancellationToken cancellationToken)
    {
        var parents = _entries.Keys.Select(ParentOf).ToHashSet();
        if (Directories().FirstOrDefault(directory => !parents.Contains(directory)) is not { } empty)
            return 0;
        Directory.Delete(Full(empty));
        await File.WriteAllTextAsync(Full(empty), NewText(), cancellationToken);
        return 1;
    }

    private int DeleteDirectory()
    {
        foreach (var directory in Directories())
        {
            var below = _entries.Where(item => item.Key.StartsWith($"{directory}/", StringComparison.Ordinal)).ToList();
            if (below.Count is < 3 or > 100 || !below.All(item => IsPlainFile(item.Key, item.Value)))
                continue;
            Directory.Delete(Full(directory), recursive: true);
            Forget(below.Select(item => item.Key).Append(directory));
            return below.Count + 1;
        }

        return 0;
    }

    private async Task<int> AddAsync(CancellationToken cancellationToken)
    {
        const int Files = 5;
        const int FilesInNewDirectory = 2;
        var directories = Directories();
        for (var i = 0; i < Files; i++)
        {
            var parent = directories.Count > 0 ? directories.Dequeue() : "";
            await File.WriteAllTextAsync(
                Full(NewPath(Directory.Exists(Full(parent)) ? parent : "", "added")), NewText(), cancellationToken);
        }

        var added = NewPath("", "added directory");
        Directory.CreateDirectory(Full(added));
        for (var i = 1; i <= FilesInNewDirectory; i++)
            await File.WriteAllTextAsync(Full($"{added}/file {i}"), NewText(), cancellationToken);
        return Files + 1 + FilesInNewDirectory;
    }

    private int RetargetSymlink()
    {
        if (Shuffle(PathsOf(TreeEntryType.Symlink)) is not { Count: > 0 } symlinks)
            return 0;
        var symlink = symlinks.Dequeue();
        var target = $"retargeted/{_random.Next()}";
        File.Delete(Full(symlink));
        // An earlier edit with the same seed may have set the same target.
        File.CreateSymbolicLink(Full(symlink), _entries[symlink].LinkTarget == target ? $"{target}-again" : target);
        return 1;
    }

    /// <summary>As most editors save: the new contents go to another file, which then takes over the name.</summary>
    private async Task<int> SplitHardLinkAsync(CancellationToken cancellationToken)
    {
        if (Shuffle(PathsOf(TreeEntryType.File).Where(path => _entries[path].LinkCount > 1)) is not { Count: > 0 } links)
            return 0;
        var link = links.Dequeue();
        var saved = NewPath(ParentOf(link), "saved");
        await File.WriteAllTextAsync(Full(saved), NewText(), cancellationToken);
        File.Move(Full(saved), Full(link), overwrite: true);
        return 1;
    }

    /// <summary>One that anybody may edit without side effects on other paths or on special mode bits.</summary>
    private bool IsPlainFile(string path, TreeEntry entry) =>
        entry is { Type: TreeEntryType.File, LinkCount: 1, Size: > 0 and < LargestEdited, Mode: { Length: 3 } mode }
            && IsUserWritable(mode)
            && IsWritableDirectory(ParentOf(path));

    private bool IsWritableDirectory(string path) =>
        path.Length == 0
            || (_entries.TryGetValue(path, out var entry) && entry.Type == TreeEntryType.Directory && IsUserWritable(entry.Mode));

    private static bool IsUserWritable(string mode) => mode.Length >= 3 && ((mode[^3] - '0') & 2) != 0;

    private Queue<string> Directories() =>
        Shuffle(PathsOf(TreeEntryType.Directory).Where(path => IsWritableDirectory(path) && IsWritableDirectory(ParentOf(path))));

    private IEnumerable<string> PathsOf(TreeEntryType type) => _entries.Where(item => item.Value.Type == type).Select(item => item.Key);

    private Queue<string> Shuffle(IEnumerable<string> paths)
    {
        var shuffled = paths.Order(StringComparer.Ordinal).ToArray();
        _random.Shuffle(shuffled);
        return new Queue<string>(shuffled);
    }

    private void Forget(IEnumerable<string> paths)
    {
        var gone = paths.ToHashSet();
        foreach (var path in gone)
            _entries.Remove(path);
        var kept = _files.Where(path => !gone.Contains(path)).ToArray();
        _files.Clear();
        foreach (var path in kept)
            _files.Enqueue(path);
    }

    private string NewText()
    {
        var text = new StringBuilder();
        for (var i = _random.Next(1, 50); i > 0; i--)
            text.Append("edited ").Append(_random.Next()).Append('\n');
        return text.ToString();
    }

    private string NewPath(string parent, string name)
    {
        for (var number = 1; ; number++)
        {
            var path = parent.Length == 0 ? $"{name} {number}" : $"{parent}/{name} {number}";
            if (!Path.Exists(Full(path)))
                return path;
        }
    }

    private static string ParentOf(string path) => path.LastIndexOf('/') is var slash and >= 0 ? path[..slash] : "";

    private string Full(string path) => Path.Combine(_root, path);
}
