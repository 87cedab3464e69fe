using System.Text.Json;
using Delphix.Virtualization.Packaging.Files;

namespace Delphix.Virtualization.Engine.Catalog;

/// <summary>
/// The form of the catalog's documents, as a number in <c>catalog/format.json</c>. An older catalog is brought forward when it is opened;
/// one of a later engine is left alone.
/// </summary>
/// <param name="Version">The number. A catalog without the file has the form 0: it was never checked for what others could do with its
/// files.</param>
internal sealed record CatalogFormat(int Version)
{
    /// <summary>The form that this engine reads and writes.</summary>
    internal const int Current = 1;

    private static string PathIn(EngineDirectory directory) => Path.Combine(directory.Catalogs, "format.json");

    /// <summary>The form of a catalog; null when there is no catalog. Changes nothing.</summary>
    /// <exception cref="UserException">It is that of a later engine, or cannot be read.</exception>
    internal static CatalogFormat? Read(EngineDirectory directory)
    {
        if (!Directory.Exists(directory.Catalogs))
            return null;
        var path = PathIn(directory);
        if (!Path.Exists(path))
            return new CatalogFormat(0);
        var format = TryRead(path)
            ?? throw new UserException(
                $"The catalog cannot be opened: {path} is damaged, so the form of its documents is not known.",
                "Put the file back from a backup. If no later version of dvp ever used this engine directory, delete the file instead.",
                "");
        return format.Version <= Current
            ? format
            : throw new UserException(
                $"The catalog in {directory.Catalogs} was written by a later version of dvp: its form is {format.Version}, "
                + $"and this version knows forms up to {Current}. Nothing was changed.",
                "Use that version of dvp, or name another engine directory with --engine-dir.",
                "");
    }

    /// <summary>Notes that a catalog has the form of this engine.</summary>
    internal static Task WriteAsync(EngineDirectory directory, CancellationToken cancellationToken)
    {
        PrivateFolder.Make(directory.Catalogs);
        var document = JsonSerializer.SerializeToUtf8Bytes(new CatalogFormat(Current), CatalogJson.Default.CatalogFormat);
        return DurableFile.WritePrivateAsync(PathIn(directory), document, cancellationToken);
    }

    private static CatalogFormat? TryRead(string path)
    {
        try
        {
            LocalFile.RequireFile(path);
            var format = JsonSerializer.Deserialize(File.ReadAllBytes(path), CatalogJson.Default.CatalogFormat);
            return format is { Version: > 0 } ? format : null;
        }
        catch (Exception e) when (e is JsonException or IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
