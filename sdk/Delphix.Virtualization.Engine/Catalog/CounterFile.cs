using System.Globalization;
using System.Text;
using Delphix.Virtualization.Packaging.Files;

namespace Delphix.Virtualization.Engine.Catalog;

/// <summary>A file that holds the last number that was given out.</summary>
internal sealed class CounterFile(string path)
{
    /// <summary>All numbers that are given out are below this one. A number that is kept and is not below it is damaged.</summary>
    internal const long Limit = 999_999_999;

    /// <summary>The number; null when the file is missing or damaged.</summary>
    internal async Task<long?> TryReadAsync(CancellationToken cancellationToken)
    {
        RequireFile();
        try
        {
            var text = await LocalFile.ReadAllTextAsync(path, cancellationToken);
            return long.TryParse(text.TrimEnd('\n'), NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number < Limit
                ? number
                : null;
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
    }

    /// <summary>The number that follows the last one.</summary>
    /// <param name="last">The last number that was given out.</param>
    /// <param name="what">What it is given to.</param>
    /// <param name="action">What to do if there is no further number.</param>
    /// <exception cref="UserException">There is none.</exception>
    internal static long After(long last, string what, string action) => last + 1 < Limit
        ? last + 1
        : throw new UserException(
            string.Create(CultureInfo.InvariantCulture, $"There is no further number for {what}: {last}, the highest one, is in use."),
            action,
            "");

    /// <summary>Keeps a number, for good.</summary>
    internal async Task WriteAsync(long number, CancellationToken cancellationToken)
    {
        PrivateFolder.Make(Path.GetDirectoryName(path)!);
        // The caller holds the lock of this counter, so no other process writes it.
        DurableFile.DeleteTemporaries(path);
        var text = number.ToString(CultureInfo.InvariantCulture);
        await DurableFile.WritePrivateAsync(path, Encoding.ASCII.GetBytes(text), cancellationToken);
    }

    /// <summary>Forgets the number. A file that is not there is no error.</summary>
    internal void Delete()
    {
        if (File.Exists(path))
            File.Delete(path);
    }

    private void RequireFile()
    {
        if (Directory.Exists(path))
        {
            throw new UserException(
                $"The last number that was given out is not known: {path} is a directory.",
                "Move it away, or put the file back from a backup. Without the file, its number is found anew.",
                "");
        }
    }
}
