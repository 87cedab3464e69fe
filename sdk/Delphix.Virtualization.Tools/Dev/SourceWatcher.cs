using System.Threading.Channels;

namespace Delphix.Virtualization.Tools.Dev;

/// <summary>Waits for changes of a plugin's sources: all files in its directories but what tools write there.</summary>
internal sealed class SourceWatcher : IDisposable
{
    private static readonly HashSet<string> ToolFolders =
        new(StringComparer.Ordinal) { "bin", "obj", "artifacts", "node_modules", "TestResults", ".git", ".vs", ".idea" };

    private static readonly HashSet<string> ToolFiles = new(StringComparer.Ordinal) { "packages.lock.json", "artifact.json" };

    // An editor writes a file in several steps, and may save many at once.
    private static readonly TimeSpan Quiet = TimeSpan.FromMilliseconds(60);

    private readonly string _engine;
    private readonly List<FileSystemWatcher> _watchers = [];
    private readonly Channel<string> _changes = Channel.CreateUnbounded<string>();

    /// <param name="directories">The directories; those that lie in another one are watched with it.</param>
    /// <param name="engine">The engine's directory, which may lie in one of them.</param>
    internal SourceWatcher(IEnumerable<string> directories, string engine)
    {
        _engine = Path.TrimEndingDirectorySeparator(engine) + Path.DirectorySeparatorChar;
        var roots = directories.Select(Path.TrimEndingDirectorySeparator).Distinct().ToList();
        bool IsInAnother(string root) =>
            roots.Any(other => root.StartsWith(other + Path.DirectorySeparatorChar, StringComparison.Ordinal));
        foreach (var root in roots.Where(root => !IsInAnother(root)))
        {
            var watcher = new FileSystemWatcher(root) { IncludeSubdirectories = true };
            watcher.Changed += (_, e) => AddFile(root, e.FullPath);
            watcher.Created += (_, e) => Add(root, e.FullPath);
            watcher.Deleted += (_, e) => Add(root, e.FullPath);
            watcher.Renamed += (_, e) => AddBoth(root, e);
            // Changes were lost, as there were too many at once: something changed.
            watcher.Error += (_, _) => Add(root, root);
            watcher.EnableRaisingEvents = true;
            _watchers.Add(watcher);
        }
    }

    /// <summary>Waits until files change, and then until nothing does for a moment.</summary>
    /// <returns>The paths that changed.</returns>
    internal async Task<IReadOnlySet<string>> WaitAsync(CancellationToken cancellationToken)
    {
        var changed = new HashSet<string> { await _changes.Reader.ReadAsync(cancellationToken) };
        while (true)
        {
            while (_changes.Reader.TryRead(out var path))
                changed.Add(path);
            using var quiet = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            quiet.CancelAfter(Quiet);
            try
            {
                await _changes.Reader.WaitToReadAsync(quiet.Token);
            }
            catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
            {
                return changed;
            }
        }
    }

    public void Dispose() => _watchers.ForEach(watcher => watcher.Dispose());

    /// <summary>Whether a file belongs to the sources.</summary>
    /// <param name="root">The directory that is watched.</param>
    /// <param name="path">A path in it.</param>
    internal static bool IsSource(string root, string path)
    {
        var parts = Path.GetRelativePath(root, path).Split(Path.DirectorySeparatorChar);
        var name = parts[^1];
        // Files that editors make: file~, .file.swp, #file#, .#file, and 4913, with which vim tests whether it may write.
        var isOfEditor = name.EndsWith('~') || name.EndsWith(".swp", StringComparison.Ordinal) || name.StartsWith('#')
            || name.StartsWith(".#", StringComparison.Ordinal) || name == "4913";
        // The output of this very program may go there.
        var isLog = name.EndsWith(".log", StringComparison.Ordinal);
        return !isOfEditor && !isLog && !ToolFiles.Contains(name) && !parts.Any(ToolFolders.Contains);
    }

    // A changed directory is no changed source: changes of the files in it have events of their own.
    private void AddFile(string root, string path)
    {
        if (!Directory.Exists(path))
            Add(root, path);
    }

    // Both names count: a file may become a source by its new name, or stop being one.
    private void AddBoth(string root, RenamedEventArgs e)
    {
        Add(root, e.OldFullPath);
        Add(root, e.FullPath);
    }

    // A directory that comes, goes or is renamed has one event, and its files have none. So it counts as a change.
    private void Add(string root, string path)
    {
        if (!(path + Path.DirectorySeparatorChar).StartsWith(_engine, StringComparison.Ordinal) && IsSource(root, path))
            _changes.Writer.TryWrite(path);
    }
}
