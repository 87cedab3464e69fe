using Delphix.Virtualization.Engine.Jobs;
using Delphix.Virtualization.Packaging.Files;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Net.Http.Headers;

namespace Delphix.Virtualization.Engine.Http;

/// <summary>
/// An uploaded file, in a folder of its own below the engine directory until it is disposed of. Its sender's name for it is not used.
/// </summary>
internal sealed class ReceivedFile : IDisposable
{
    private const int BufferBytes = 64 << 10;
    private const int MaxTokenCharacters = 100;

    private readonly string _folder;

    private ReceivedFile(string parent)
    {
        _folder = System.IO.Path.Combine(parent, Guid.NewGuid().ToString("N"));
        PrivateFolder.Make(_folder);
    }

    internal string Path => System.IO.Path.Combine(_folder, "artifact.json");

    /// <summary>Receives the fields <c>token</c> and <c>file</c> of a form, in this order.</summary>
    /// <param name="request">The request.</param>
    /// <param name="checkToken">Called before anything is stored.</param>
    /// <param name="parent">The folder of all uploads.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="ApiException">The form is not whole, or not as it must be; nothing is stored.</exception>
    internal static async Task<ReceivedFile> FromAsync(
        HttpRequest request, Action<string> checkToken, string parent, CancellationToken cancellationToken)
    {
        var reader = new MultipartReader(BoundaryOf(request), request.Body);
        var token = await NextAsync(reader, "token", cancellationToken);
        checkToken(await TextOfAsync(token, cancellationToken));
        var file = await NextAsync(reader, "file", cancellationToken);
        var received = new ReceivedFile(parent);
        try
        {
            await received.StoreAsync(file.Body, cancellationToken);
            if (await ReadAsync(() => reader.ReadNextSectionAsync(cancellationToken)) is not null)
                throw Malformed("something follows the field 'file'");
            return received;
        }
        catch
        {
            received.Dispose();
            throw;
        }
    }

    /// <summary>Says in a text of the engine's what its user knows of the file: not where it is.</summary>
    internal JobError Describe(JobError error) =>
        error with { Message = error.Message.Replace(Path, "The uploaded file", StringComparison.Ordinal) };

    /// <inheritdoc/>
    public void Dispose()
    {
        if (Directory.Exists(_folder))
            Directory.Delete(_folder, recursive: true);
    }

    private static string BoundaryOf(HttpRequest request)
    {
        if (MediaTypeHeaderValue.TryParse(request.ContentType, out var type)
            && type.MediaType == "multipart/form-data"
            && HeaderUtilities.RemoveQuotes(type.Boundary).Value is { Length: > 0 } boundary)
            return boundary;
        throw Malformed("it is not multipart/form-data");
    }

    private static async Task<MultipartSection> NextAsync(MultipartReader reader, string name, CancellationToken cancellationToken)
    {
        var section = await ReadAsync(() => reader.ReadNextSectionAsync(cancellationToken));
        return ContentDispositionHeaderValue.TryParse(section?.ContentDisposition, out var disposition)
            && HeaderUtilities.RemoveQuotes(disposition.Name) == name
            ? section!
            : throw Malformed($"the field '{name}' is not where it must be");
    }

    private static async Task<string> TextOfAsync(MultipartSection section, CancellationToken cancellationToken)
    {
        var buffer = new char[MaxTokenCharacters + 1];
        using var reader = new StreamReader(section.Body);
        var count = await ReadAsync(() => reader.ReadBlockAsync(buffer, cancellationToken).AsTask());
        return new string(buffer, 0, count);
    }

    private async Task StoreAsync(Stream content, CancellationToken cancellationToken)
    {
        await using var file = PrivateFile.Create(Path);
        var buffer = new byte[BufferBytes];
        int count;
        while ((count = await ReadAsync(() => content.ReadAsync(buffer, cancellationToken).AsTask())) > 0)
            await file.WriteAsync(buffer.AsMemory(0, count), cancellationToken);
    }

    // What fails while reading is the sender's fault, and no fault of the disk.
    private static async Task<T> ReadAsync<T>(Func<Task<T>> read)
    {
        try
        {
            return await read();
        }
        catch (Exception e) when (
            e is InvalidDataException or IOException and not BadHttpRequestException { StatusCode: StatusCodes.Status413PayloadTooLarge })
        {
            throw Malformed("it is cut short, or no form");
        }
    }

    private static ApiException Malformed(string reason) =>
        new(
            "exception.webservices.upload.malformed",
            $"The upload cannot be read: {reason}.",
            "Upload the artifact again, with the fields 'token' and 'file' in this order.");
}
