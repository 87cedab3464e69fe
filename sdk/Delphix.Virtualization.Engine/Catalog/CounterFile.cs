using System.Globalization;
using System.Text;
using Delphix.Virtualization.Packaging.Files;

namespace Delphix.Virtualization.Engine.Catalog;

/// <summary>A file that holds the last number that was given out.</summary>
internal sealed class CounterFile(string path)
{
    /// <summary>The number; null when the file is missing or damaged.</summary>
    internal async Task<long?> TryReadAsync(CancellationToken cancellationToken)
    {
        try
        {
            var text = await File.ReadAllTextAsync(path, cancellationToken);
            return long.TryParse(text.TrimEnd('\n'), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
    }

    /// <summary>Keeps a number, for good.</summary>
    internal async Task WriteAsync(long number, CancellationToken cancellationToken)
    {
        PrivateFolder.Make(Path.GetDirectoryName(path)!);
        var text = number.ToString(CultureInfo.InvariantCulture);
        await DurableFile.WritePrivateAsync(path, Encoding.ASCII.GetBytes(text), cancellationToken);
    }

    /// <summary>Forgets the number. A file that is not there is no error.</summary>
    internal void Delete()
    {
        if (File.Exists(path))
            File.Delete(path);
    }
}
