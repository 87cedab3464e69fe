using System.Formats.Tar;
using System.IO.Compression;
using Delphix.Virtualization.Packaging.Files;

namespace Delphix.Virtualization.Engine.Http;

/// <summary>A plugin's logs as one file, a <c>tar.gz</c>.</summary>
internal static class LogArchive
{
    /// <summary>Writes a folder of the name of the plugin's, with its logs.</summary>
    /// <param name="folder">The folder, which need not be there.</param>
    /// <param name="output">Where to write.</param>
    /// <param name="cancellationToken">Ends it.</param>
    internal static async Task WriteAsync(string folder, Stream output, CancellationToken cancellationToken)
    {
        await using var zip = new GZipStream(output, CompressionLevel.Fastest, leaveOpen: true);
        await using var tar = new TarWriter(zip);
        var name = Path.GetFileName(folder);
        // Also of a plugin that has not logged anything, which would else be a file that is no archive.
        await tar.WriteEntryAsync(new PaxTarEntry(TarEntryType.Directory, name + "/"), cancellationToken);
        var logs = Directory.Exists(folder)
            ? Directory.EnumerateFiles(folder, "*.log*").Where(path => !path.EndsWith(".lock", StringComparison.Ordinal))
            : [];
        foreach (var path in logs.Order(StringComparer.Ordinal))
            await AddAsync(tar, path, $"{name}/{Path.GetFileName(path)}", cancellationToken);
    }

    private static async Task AddAsync(TarWriter tar, string path, string name, CancellationToken cancellationToken)
    {
        byte[] content;
        try
        {
            LocalFile.RequireFile(path);
            // At most as much as fits into a full log: an archive says how long a file is before it has it, and this one may grow
            // meanwhile.
            content = await File.ReadAllBytesAsync(path, cancellationToken);
        }
        catch (FileNotFoundException)
        {
            // Set aside under another number just now.
            return;
        }

        using var data = new MemoryStream(content);
        await tar.WriteEntryAsync(new PaxTarEntry(TarEntryType.RegularFile, name) { DataStream = data }, cancellationToken);
    }
}
