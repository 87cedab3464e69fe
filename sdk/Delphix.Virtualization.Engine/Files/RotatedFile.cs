using System.Globalization;
using Delphix.Virtualization.Packaging.Files;

namespace Delphix.Virtualization.Engine.Files;

/// <summary>
/// Appends to a log that several processes append to at once. One that is full is set aside under a number; of those, the oldest goes.
/// </summary>
internal static class RotatedFile
{
    /// <summary>The size in bytes at which a log is full.</summary>
    internal const long FullBytes = 10L << 20;

    /// <summary>How many full logs are kept.</summary>
    internal const int Kept = 5;

    /// <summary>Appends a text in one write, so that it stays whole.</summary>
    internal static void Write(string path, string text)
    {
        if (IsFull(path))
            SetAside(path);
        AppendedFile.Write(path, text);
    }

    /// <summary>The paths that a log and those that were set aside may have, newest first.</summary>
    internal static IEnumerable<string> NewestFirst(string path) =>
        Enumerable.Range(1, Kept).Select(number => Numbered(path, number)).Prepend(path);

    private static void SetAside(string path)
    {
        using var turn = FileLock.TryAcquire(path + ".lock");
        // Somebody else does it, or did so just now. What is written meanwhile goes to the old file or the new one, and is in neither case
        // lost.
        if (turn is null)
            return;
        if (IsFull(path))
        {
            for (var number = Kept - 1; number > 0; number--)
            {
                if (File.Exists(Numbered(path, number)))
                    File.Move(Numbered(path, number), Numbered(path, number + 1), overwrite: true);
            }

            File.Move(path, Numbered(path, 1), overwrite: true);
        }

        turn.Remove();
    }

    private static bool IsFull(string path) => new FileInfo(path) is { Exists: true, Length: >= FullBytes };

    private static string Numbered(string path, int number) => string.Create(CultureInfo.InvariantCulture, $"{path}.{number}");
}
