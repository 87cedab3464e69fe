using Delphix.Virtualization.Testing;

namespace Delphix.Virtualization.Benchmarks.Life;

/// <summary>
/// A source tree: 100 files in each folder, most of them small, seven of 1,000 between 100 KB and 1 MB. Every tenth folder has a hard link
/// into the next one. It is the same tree, with the same changes, at each run.
/// </summary>
internal sealed class LifeTree(string root, int files)
{
    private const int FilesPerFolder = 100;
    private const int LargestFile = 1_000_000;

    private readonly Random _random = new(files);
    private readonly byte[] _noise = new byte[2 * LargestFile];

    internal string Root => root;

    internal string Name => Path.GetFileName(root);

    internal int Files => files;

    /// <summary>Of all files, in bytes; a file with two names counts once.</summary>
    internal long Size { get; private set; }

    private int Folders => files / FilesPerFolder;

    /// <summary>Writes the tree.</summary>
    internal void Create()
    {
        // Nothing in it can be compressed, nor found elsewhere in the tree.
        _random.NextBytes(_noise);
        for (var folder = 0; folder < Folders; folder++)
        {
            Directory.CreateDirectory(FolderPath(folder));
            var own = HasHardLink(folder) ? FilesPerFolder - 1 : FilesPerFolder;
            for (var file = 0; file < own; file++)
                Write(FilePath(folder, file), FileMode.CreateNew, 0, SizeOf(folder * FilesPerFolder + file));
            if (folder % 20 == 0)
                File.CreateSymbolicLink(Path.Combine(FolderPath(folder), "link"), $"../{folder}/file0");
        }

        for (var folder = 0; folder < Folders; folder++)
            if (HasHardLink(folder))
                LinuxCalls.CreateHardLink(FilePath((folder + 1) % Folders, 0), FilePath(folder, FilesPerFolder - 1));
    }

    /// <summary>Changes one file of each folder, which is 1 %: of ten, six are edited, two are new and two are deleted.</summary>
    internal void Change(int round)
    {
        for (var folder = 0; folder < Folders; folder++)
        {
            switch ((folder + round) % 5)
            {
                case 3:
                    Write(Path.Combine(FolderPath(folder), $"new{round}"), FileMode.CreateNew, 0, _random.Next(8_000));
                    break;
                case 4:
                    // Neither one with a second name nor one that was edited.
                    File.Delete(FilePath(folder, 1 + round % 48));
                    break;
                default:
                    Edit(FilePath(folder, 50 + 7 * round % 49));
                    break;
            }
        }
    }

    /// <summary>Sets the time of the last change of each file, and nothing else, as a change of its rights and back does.</summary>
    internal void Touch()
    {
        foreach (var file in Directory.EnumerateFiles(root, "*", SearchOption.AllDirectories))
            File.SetUnixFileMode(file, File.GetUnixFileMode(file));
    }

    /// <summary>The folder of a number, in a copy of such a tree.</summary>
    internal static string FolderPath(string root, int folder) => Path.Combine(root, $"{folder % 20}", $"{folder}");

    private static bool HasHardLink(int folder) => folder % 10 == 0;

    private string FolderPath(int folder) => FolderPath(root, folder);

    private string FilePath(int folder, int file) => Path.Combine(FolderPath(folder), $"file{file}");

    private int SizeOf(int number) => number % 140 == 0 ? _random.Next(LargestFile / 10, LargestFile) : _random.Next(7_990);

    // A part of it is overwritten, and something is added.
    private void Edit(string path)
    {
        var length = (int)new FileInfo(path).Length;
        var start = _random.Next(length + 1);
        Write(path, FileMode.Open, start, Math.Min(4096, length - start));
        Write(path, FileMode.Open, length, _random.Next(1, 100));
    }

    private void Write(string path, FileMode mode, long offset, int count)
    {
        using var file = File.OpenHandle(path, mode, FileAccess.Write);
        RandomAccess.Write(file, _noise.AsSpan(_random.Next(LargestFile), count), offset);
        Size += mode == FileMode.CreateNew ? count : 0;
    }
}
