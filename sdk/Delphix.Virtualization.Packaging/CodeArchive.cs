using System.IO.Compression;
using System.Text;
using Delphix.Virtualization.Packaging.Files;

namespace Delphix.Virtualization.Packaging;

/// <summary>A plugin's code as it travels in an artifact: a zip. The same files always give the same bytes.</summary>
internal static class CodeArchive
{
    internal const int MaxEntries = 10_000;
    internal const long MaxExpandedBytes = 512L << 20;

    // What a file system takes as a name. A path may have more, but the engine's own folders come before it.
    private const int MaxNameBytes = 255;
    private const int MaxPathBytes = 2048;

    private const int RegularFileMode = 0x81A4;
    private const int FileTypeMask = 0xF000;
    private const int SymbolicLinkType = 0xA000;

    /// <summary>The time of each file in it: the earliest moment that a zip can hold.</summary>
    internal static readonly DateTimeOffset FixedTime = new(1980, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>Packs the published code of a plugin, without what the engine provides.</summary>
    internal static async Task<byte[]> PackAsync(string directory, CancellationToken cancellationToken)
    {
        var files = Directory.EnumerateFiles(directory, "*", SearchOption.AllDirectories)
            .Where(file => !SharedAssemblies.Provides(file))
            .Select(file => (Path: file, Name: Path.GetRelativePath(directory, file).Replace('\\', '/')))
            .OrderBy(file => file.Name, StringComparer.Ordinal);
        using var bytes = new MemoryStream();
        using (var zip = new ZipArchive(bytes, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach (var (path, name) in files)
            {
                var entry = zip.CreateEntry(name, CompressionLevel.Optimal);
                entry.LastWriteTime = FixedTime;
                entry.ExternalAttributes = RegularFileMode << 16;
                await using var source = File.OpenRead(path);
                await using var target = await entry.OpenAsync(cancellationToken);
                await source.CopyToAsync(target, cancellationToken);
            }
        }

        return bytes.ToArray();
    }

    /// <summary>Says what is wrong with a zip; null when it can be unpacked.</summary>
    internal static string? FaultOf(byte[] code)
    {
        try
        {
            using var zip = new ZipArchive(new MemoryStream(code), ZipArchiveMode.Read);
            if (zip.Entries.Count > MaxEntries)
                return $"its code has {zip.Entries.Count} files; the most is {MaxEntries}.";
            if (zip.Entries.FirstOrDefault(entry => !IsSafe(entry)) is { } unsafeEntry)
                return $"its code has the file '{unsafeEntry.FullName}', which is a link or lies outside the plugin's directory.";
            var sameNames = zip.Entries.GroupBy(entry => entry.FullName, StringComparer.OrdinalIgnoreCase);
            if (sameNames.FirstOrDefault(group => group.Count() > 1) is { } twice)
                return $"its code has the file '{twice.Key}' twice.";
            if (zip.Entries.FirstOrDefault(IsTooLong) is { } tooLong)
            {
                return $"its code has the file '{tooLong.FullName}', whose name is too long: the most is {MaxNameBytes} bytes, and "
                    + $"{MaxPathBytes} with the directories above it.";
            }

            if (FileThatIsDirectory(zip) is { } both)
                return $"its code has the file '{both}', which is a directory too.";
            var length = zip.Entries.Aggregate(
                0L, (sum, entry) => Math.Min(sum + Math.Min(entry.Length, MaxExpandedBytes + 1), MaxExpandedBytes + 1));
            return length > MaxExpandedBytes ? TooLarge : null;
        }
        catch (InvalidDataException)
        {
            return "its code (sourceCode) is not a zip.";
        }
    }

    /// <summary>Unpacks into a directory, which must exist; for this user alone.</summary>
    /// <exception cref="InvalidDataException">The zip is broken, or larger than it says.</exception>
    internal static async Task UnpackAsync(byte[] code, string directory, CancellationToken cancellationToken)
    {
        using var zip = new ZipArchive(new MemoryStream(code), ZipArchiveMode.Read);
        var buffer = new byte[81920];
        var total = 0L;
        foreach (var entry in zip.Entries)
        {
            var path = Path.Combine(directory, entry.FullName);
            if (entry.FullName.EndsWith('/'))
            {
                PrivateFolder.Make(path);
                continue;
            }

            PrivateFolder.Make(Path.GetDirectoryName(path)!);
            await using var source = await entry.OpenAsync(cancellationToken);
            await using var target = PrivateFile.Create(path);
            int count;
            while ((count = await source.ReadAsync(buffer, cancellationToken)) > 0)
            {
                // The sizes in a zip's directory are only what its author says.
                total += count;
                if (total > MaxExpandedBytes)
                    throw new InvalidDataException(TooLarge);
                await target.WriteAsync(buffer.AsMemory(0, count), cancellationToken);
            }
        }
    }

    private static string TooLarge => $"its code is larger than {ByteSize.Format(MaxExpandedBytes)} when unpacked.";

    private static bool IsTooLong(ZipArchiveEntry entry) =>
        Encoding.UTF8.GetByteCount(entry.FullName) > MaxPathBytes
        || entry.FullName.Split('/').Any(part => Encoding.UTF8.GetByteCount(part) > MaxNameBytes);

    private static string? FileThatIsDirectory(ZipArchive zip)
    {
        var directories = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        foreach (var entry in zip.Entries)
        {
            for (var at = entry.FullName.IndexOf('/'); at >= 0; at = entry.FullName.IndexOf('/', at + 1))
                directories.Add(entry.FullName[..at]);
        }

        return zip.Entries.Select(entry => entry.FullName).FirstOrDefault(directories.Contains);
    }

    private static bool IsSafe(ZipArchiveEntry entry)
    {
        var isLink = ((entry.ExternalAttributes >> 16) & FileTypeMask) == SymbolicLinkType;
        var name = entry.FullName.EndsWith('/') ? entry.FullName[..^1] : entry.FullName;
        return !isLink && name.IndexOfAny(['\\', ':', '\0']) < 0 && name.Split('/').All(part => part is not ("" or "." or ".."));
    }
}
