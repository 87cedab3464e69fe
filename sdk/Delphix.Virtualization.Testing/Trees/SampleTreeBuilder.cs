using System.Text;

namespace Delphix.Virtualization.Testing;

/// <summary>
/// Creates items below one root and gives them owners, modes and times at the end, when nothing that follows can disturb them.
/// </summary>
internal sealed class SampleTreeBuilder(string root, int seed, CancellationToken cancellationToken)
{
    private const UnixFileMode OrdinaryFile =
        UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.OtherRead;
    private const UnixFileMode OrdinaryDirectory =
        OrdinaryFile | UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;

    // Fixed, so that equal seeds give equal trees on every day.
    private static readonly DateTimeOffset Newest = new(2025, 6, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly TimeSpan Oldest = TimeSpan.FromDays(2000);

    private static readonly uint[] Owners = [0, 1000, 1001, 33, 65534];
    private static readonly string[] Words =
        ["copy", "tree", "source", "snapshot", "host", "mount", "clone", "staging", "engine", "plugin", "data", "link", "größe", "日本"];

    private readonly Random _random = new(seed);
    private readonly List<(string Path, UnixFileMode? Mode)> _items = [];

    public int Count => _items.Count;

    public int Next(int from, int below) => _random.Next(from, below);

    public void AddDirectory(string path, UnixFileMode mode = OrdinaryDirectory)
    {
        Directory.CreateDirectory(Full(path));
        _items.Add((path, mode));
    }

    public void AddBinary(string path, int bytes, UnixFileMode mode = OrdinaryFile)
    {
        var content = new byte[bytes];
        _random.NextBytes(content);
        AddFile(path, content, mode);
    }

    public void AddText(string path, int words, UnixFileMode mode = OrdinaryFile)
    {
        var text = new StringBuilder();
        for (var i = 1; i <= words; i++)
            text.Append(Words[_random.Next(Words.Length)]).Append(i % 12 == 0 || i == words ? '\n' : ' ');
        AddFile(path, Encoding.UTF8.GetBytes(text.ToString()), mode);
    }

    /// <summary>A file that is mostly hole: a little data at the start, in the middle and at the end.</summary>
    public void AddSparse(string path, long bytes)
    {
        var piece = new byte[4096];
        using var file = File.OpenHandle(Full(path), FileMode.CreateNew, FileAccess.Write);
        foreach (var offset in new[] { 0, bytes / 2, bytes - piece.Length })
        {
            _random.NextBytes(piece);
            RandomAccess.Write(file, piece, offset);
        }

        _items.Add((path, OrdinaryFile));
    }

    public void AddSymlink(string path, string target)
    {
        File.CreateSymbolicLink(Full(path), target);
        _items.Add((path, null));
    }

    /// <summary>Another name of a file that exists; it shares its owner, mode and time, so it is not finished again.</summary>
    public void AddHardLink(string path, string existing)
    {
        LinuxCalls.CreateHardLink(Full(existing), Full(path));
        _items.Add((path, null));
    }

    public void AddFifo(string path)
    {
        LinuxCalls.CreateFifo(Full(path), OrdinaryFile);
        _items.Add((path, OrdinaryFile));
    }

    /// <summary>
    /// Sets what creating items disturbs: children before their directories, the owner before the mode (chown clears setuid), the time
    /// last.
    /// </summary>
    public void Finish()
    {
        for (var i = _items.Count - 1; i >= 0; i--)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var (path, mode) = _items[i];
            if (Environment.IsPrivilegedProcess)
                LinuxCalls.SetOwner(Full(path), Owners[_random.Next(Owners.Length)], Owners[_random.Next(Owners.Length)]);
            if (mode is { } bits)
                LinuxCalls.SetMode(Full(path), bits);
            SetRandomTime(Full(path));
        }

        SetRandomTime(root);
    }

    private void AddFile(string path, byte[] content, UnixFileMode mode)
    {
        cancellationToken.ThrowIfCancellationRequested();
        File.WriteAllBytes(Full(path), content);
        _items.Add((path, mode));
    }

    private void SetRandomTime(string path) =>
        LinuxCalls.SetTimes(path, Newest.ToUnixTimeSeconds() - _random.NextInt64((long)Oldest.TotalSeconds), _random.Next(1_000_000_000));

    private string Full(string path) => Path.Combine(root, path);
}
