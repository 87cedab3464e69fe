using System.Globalization;
using Delphix.Virtualization.Packaging.Processes;
using Delphix.Virtualization.Testing;

namespace Delphix.Virtualization.Tools.Demo;

/// <summary>Silent damage: a file whose content changed while its size and time did not.</summary>
internal static class StagedDamage
{
    /// <summary>Flips a byte of the first regular file that has one.</summary>
    /// <returns>The file's path below the root, for people.</returns>
    public static async Task<string> MakeAsync(string root, CancellationToken cancellationToken)
    {
        var listing = await TreeListing.CaptureMetadataAsync(root, cancellationToken);
        var (entry, path) = listing.Entries
            .Where(entry => entry is { Type: TreeEntryType.File, Size: > 0, LinkCount: 1 })
            .Select(entry => (entry, path: PathBytes.TryToText(entry.Path, out var text) ? text : null))
            .First(file => file.path is not null);
        var file = Path.Combine(root, path!);
        using (var handle = File.OpenHandle(file, FileMode.Open, FileAccess.ReadWrite))
        {
            var content = new byte[1];
            await RandomAccess.ReadAsync(handle, content, 0, cancellationToken);
            content[0] ^= 0xFF;
            await RandomAccess.WriteAsync(handle, content, 0, cancellationToken);
        }

        await Tool.RunAsync(
            "touch", [string.Create(CultureInfo.InvariantCulture, $"--date=@{entry.ModificationTime}"), "--", file], cancellationToken);
        return PathBytes.Show(entry.Path);
    }
}
