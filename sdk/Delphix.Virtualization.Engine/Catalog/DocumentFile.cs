using System.Text.Json;
using Delphix.Virtualization.Packaging.Files;

namespace Delphix.Virtualization.Engine.Catalog;

/// <summary>A JSON document that is replaced atomically, with a copy of what it says elsewhere, should it be damaged.</summary>
/// <param name="path">The document.</param>
/// <param name="copy">Its copy.</param>
/// <param name="type">What it is read as.</param>
internal sealed class DocumentFile(string path, string copy, Type type)
{
    /// <summary>Reads the document.</summary>
    /// <param name="check">Says what is wrong with what was read; null for nothing.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>What it says, or what is wrong with it; neither when there is none.</returns>
    internal Task<(object? Content, string? Fault)> ReadAsync(Func<object, string?> check, CancellationToken cancellationToken) =>
        ReadAsync(path, check, cancellationToken);

    /// <summary>Reads the copy.</summary>
    internal Task<(object? Content, string? Fault)> ReadCopyAsync(Func<object, string?> check, CancellationToken cancellationToken) =>
        ReadAsync(copy, check, cancellationToken);

    /// <summary>Writes the document, for good, and its copy.</summary>
    internal async Task SaveAsync(object content, CancellationToken cancellationToken)
    {
        var bytes = JsonSerializer.SerializeToUtf8Bytes(content, type, CatalogJson.Default.Options);
        PrivateFolder.Make(Path.GetDirectoryName(path)!);
        // First, so that it never says less than the document.
        SaveCopy(bytes);
        await DurableFile.WritePrivateAsync(path, bytes, cancellationToken);
    }

    /// <summary>Deletes the document, for good, and its copy. What is not there is no error.</summary>
    internal void Delete()
    {
        if (File.Exists(path))
            DurableFile.Delete(path);
        DeleteCopy();
    }

    /// <summary>Moves a document that is damaged out of the way.</summary>
    /// <param name="folder">Where to.</param>
    internal void SetAside(string folder)
    {
        PrivateFolder.Make(folder);
        var to = Path.Combine(folder, Path.GetFileName(path));
        for (var number = 2; Path.Exists(to); number++)
            to = Path.Combine(folder, $"{Path.GetFileName(path)}.{number}");
        Directory.Move(path, to);
    }

    /// <summary>Deletes what writers that died left beside the document. The caller knows that nobody writes it now.</summary>
    internal void DeleteTemporaries()
    {
        DurableFile.DeleteTemporaries(path);
        DurableFile.DeleteTemporaries(copy);
    }

    // Not flushed. A power cut may destroy the copy, but then the document is whole, because that is flushed.
    private void SaveCopy(byte[] bytes)
    {
        var temporary = DurableFile.TemporaryFor(copy);
        try
        {
            PrivateFolder.Make(Path.GetDirectoryName(copy)!);
            using (var file = PrivateFile.Create(temporary))
                file.Write(bytes);
            File.Move(temporary, copy, overwrite: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // A missing copy is better than an old one, and the document must be written all the same.
            File.Delete(temporary);
            DeleteCopy();
        }
    }

    // A directory in the place of the copy is left alone.
    private void DeleteCopy()
    {
        if (!Directory.Exists(copy))
            File.Delete(copy);
    }

    private async Task<(object? Content, string? Fault)> ReadAsync(
        string from, Func<object, string?> check, CancellationToken cancellationToken)
    {
        try
        {
            var bytes = await LocalFile.ReadAllBytesAsync(from, cancellationToken);
            if (bytes.Length == 0)
                return (null, "is empty");
            SoundJson.Check(bytes);
            var content = JsonSerializer.Deserialize(bytes, type, CatalogJson.Default.Options);
            var fault = content is null ? "says nothing" : check(content);
            return fault is null ? (content, null) : (null, fault);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            return (null, null);
        }
        catch (Exception e) when (e is JsonException or NotSupportedException)
        {
            return (null, $"is damaged ({ReasonOf(e)})");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return (null, Directory.Exists(from) ? "is a directory" : $"cannot be read ({e.Message.TrimEnd('.')})");
        }
    }

    // Of fields that are missing, .NET says more than their names.
    private static string ReasonOf(Exception e)
    {
        if (e is NotSupportedException)
            return "a clean-up does not say what to do";
        const string Missing = "missing required properties including: ";
        var at = e.Message.IndexOf(Missing, StringComparison.Ordinal);
        return at < 0 ? e.Message.TrimEnd('.') : $"it lacks {e.Message[(at + Missing.Length)..].TrimEnd('.')}";
    }
}
