using System.Globalization;
using System.Text;
using Delphix.Virtualization.Packaging.Files;

namespace Delphix.Virtualization.Engine.Catalog;

/// <summary>A file that holds the last number that was given out.</summary>
internal sealed class CounterFile(string path)
{
    /// <summary>The highest number that is given out. One that is kept and as high is damaged: none could follow it.</summary>
    internal const long Highest = 999_999_999;

    /// <summary>The number; null when the file is missing or damaged.</summary>
    internal async Task<long?> TryReadAsync(CancellationToken cancellationToken)
    {
        RequireFile();
        try
        {
            var text = await File.ReadAllTextAsync(path, cancellationToken);
            return long.TryParse(text.TrimEnd('\n'), NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number < Highest
                ? number
                : null;
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
