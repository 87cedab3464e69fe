using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Security.Authentication;
using System.Text;
using System.Text.Json.Nodes;
using Delphix.Virtualization.Engine.Secrets;
using Delphix.Virtualization.Packaging.Files;

namespace Delphix.Virtualization.Engine.Http.Client;

/// <summary>Speaks the platform's published protocol with an engine: one login, then uploads and downloads.</summary>
internal sealed class EngineClient : IDisposable
{
    private const int MaxAnswerBytes = 16 << 20;
    private const int BufferBytes = 64 << 10;

    private readonly string _engine;
    private readonly HttpClient _http;
    private readonly TimeSpan _patience;
    private readonly SecretMask _mask = new();

    /// <param name="engine">The engine's address.</param>
    /// <param name="observer">Sees all requests and answers; null: nobody does.</param>
    /// <param name="patience">How long nothing may come from the engine; null: a minute.</param>
    internal EngineClient(Uri engine, DelegatingHandler? observer = null, TimeSpan? patience = null)
    {
        _engine = EngineAddress.NameOf(engine);
        _patience = patience ?? TimeSpan.FromMinutes(1);
        var handler =
            new SocketsHttpHandler { AllowAutoRedirect = false, UseProxy = !engine.IsLoopback, CookieContainer = new CookieContainer() };
        if (observer is not null)
            observer.InnerHandler = handler;
        _http = new HttpClient((HttpMessageHandler?)observer ?? handler)
        {
            BaseAddress = new Uri(engine, "/resources/json/"),
            Timeout = Timeout.InfiniteTimeSpan,
            MaxResponseContentBufferSize = MaxAnswerBytes,
        };
    }

    /// <summary>Starts a session and logs in.</summary>
    /// <param name="apiVersion">The version of the protocol, an object of the type APIVersion.</param>
    /// <param name="user">The user.</param>
    /// <param name="password">The password.</param>
    /// <param name="cancellationToken">Ends it.</param>
    internal async Task LoginAsync(JsonObject apiVersion, string user, string password, CancellationToken cancellationToken)
    {
        _mask.Add(password);
        await PostAsync(
            "delphix/session", new JsonObject { ["version"] = apiVersion.DeepClone(), ["type"] = "APISession" }, cancellationToken);
        await PostAsync(
            "delphix/login", new JsonObject { ["type"] = "LoginRequest", ["username"] = user, ["password"] = password }, cancellationToken);
    }

    /// <summary>Uploads an artifact file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="sent">Receives how many bytes were sent.</param>
    /// <param name="cancellationToken">Ends it.</param>
    internal async Task<Upload> UploadAsync(string path, Action<long> sent, CancellationToken cancellationToken)
    {
        var requested = await PostAsync("delphix/toolkit/requestUploadToken", null, cancellationToken);
        var token = EngineAnswer.Require(requested["result"], "token", _engine);
        _mask.Add(token);
        await using var file = File.OpenRead(path);
        var answer = await SendAsync(
            HttpMethod.Post,
            "delphix/data/upload",
            patience => FormOf(token, Path.GetFileName(path), new FileContent(file, OnSent(patience))),
            cancellationToken);
        return new Upload(EngineAnswer.Require(answer, "action", _engine), EngineAnswer.TextOf(answer, "job"));

        Action<long> OnSent(CancellationTokenSource patience) => count =>
        {
            patience.CancelAfter(_patience);
            sent(count);
        };
    }

    /// <summary>The state of an upload.</summary>
    /// <param name="upload">The upload.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>An object of the platform's type Job, where there is a job, else of the type Action.</returns>
    internal async Task<JsonObject> FollowAsync(Upload upload, CancellationToken cancellationToken)
    {
        var path = $"delphix/action/{Uri.EscapeDataString(upload.Action)}{(upload.Job is null ? "" : "/getJob")}";
        var answer = await GetAsync(path, cancellationToken);
        EngineAnswer.Require(answer["result"], upload.Job is null ? "state" : "jobState", _engine);
        return (JsonObject)answer["result"]!;
    }

    /// <summary>The engine's reference of a plugin.</summary>
    /// <param name="pluginId">The plugin's own id.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>The reference; null when it is not installed there. Replicas of other engines' plugins do not count.</returns>
    internal async Task<string?> FindPluginAsync(string pluginId, CancellationToken cancellationToken)
    {
        var answer = await GetAsync("delphix/toolkit", cancellationToken);
        var plugins = answer["result"] as JsonArray ?? [];
        var found = plugins.FirstOrDefault(plugin => EngineAnswer.TextOf(plugin, "identifier") == pluginId && plugin!["namespace"] is null);
        return found is null ? null : EngineAnswer.Require(found, "reference", _engine);
    }

    /// <summary>Asks for a plugin's logs.</summary>
    /// <returns>The token to download them with, once.</returns>
    internal async Task<string> RequestLogsAsync(string pluginReference, CancellationToken cancellationToken)
    {
        var request =
            new JsonObject { ["type"] = "SupportBundleGenerateParameters", ["bundleType"] = "PLUGIN_LOG", ["plugin"] = pluginReference };
        var answer = await PostAsync("delphix/service/support/bundle/generate", request, cancellationToken);
        return EngineAnswer.Require(answer, "result", _engine).Trim();
    }

    /// <summary>Downloads a plugin's logs, all or nothing.</summary>
    /// <param name="token">The token.</param>
    /// <param name="path">The file to write, which is not there yet.</param>
    /// <param name="cancellationToken">Ends it.</param>
    internal async Task DownloadLogsAsync(string token, string path, CancellationToken cancellationToken)
    {
        _mask.Add(token);
        var temporary = $"{path}.{Path.GetRandomFileName()}.tmp";
        try
        {
            await TalkAsync(async patience =>
            {
                using var request = new HttpRequestMessage(
                    HttpMethod.Get, $"delphix/data/downloadOutputStream?token={Uri.EscapeDataString(token)}");
                using var response = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, patience.Token);
                if (response.StatusCode != HttpStatusCode.OK
                    || response.Content.Headers.ContentType?.MediaType is "application/json" or "text/html")
                    return await ReadAsync(response, patience.Token);
                await CopyAsync(response, temporary, patience);
                return new JsonObject();
            }, cancellationToken);
            if (!File.Exists(temporary))
                throw new UserException(
                    $"The engine at {_engine} answered without logs.",
                    "Try again. If it answers the same, download them from the engine's own pages.",
                    "");
            File.Move(temporary, path);
        }
        finally
        {
            File.Delete(temporary);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _http.Dispose();

    // Written as the platform's own tool does, for not every server takes a form with other quotes for the same.
    private static MultipartFormDataContent FormOf(string token, string fileName, FileContent file)
    {
        var form = new MultipartFormDataContent();
        var boundary = form.Headers.ContentType!.Parameters.Single(parameter => parameter.Name == "boundary");
        boundary.Value = boundary.Value!.Trim('"');
        var field = new ByteArrayContent(Encoding.ASCII.GetBytes(token));
        field.Headers.ContentDisposition = new ContentDispositionHeaderValue("form-data") { Name = "\"token\"" };
        form.Add(field);
        file.Headers.ContentDisposition =
            new ContentDispositionHeaderValue("form-data") { Name = "\"file\"", FileName = $"\"{SafeFileName.Of(fileName)}\"" };
        file.Headers.ContentType = new MediaTypeHeaderValue("application/octet-stream");
        form.Add(file);
        return form;
    }

    private Task<JsonObject> PostAsync(string path, JsonObject? document, CancellationToken cancellationToken) =>
        SendAsync(
            HttpMethod.Post,
            path,
            _ => new StringContent(document?.ToJsonString() ?? "", new MediaTypeHeaderValue("application/json")),
            cancellationToken);

    private Task<JsonObject> GetAsync(string path, CancellationToken cancellationToken) =>
        SendAsync(HttpMethod.Get, path, _ => null, cancellationToken);

    private Task<JsonObject> SendAsync(
        HttpMethod method,
        string path,
        Func<CancellationTokenSource, HttpContent?> content,
        CancellationToken cancellationToken) => TalkAsync(async patience =>
    {
        using var request = new HttpRequestMessage(method, path) { Content = content(patience) };
        using var response = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, patience.Token);
        return await ReadAsync(response, patience.Token);
    }, cancellationToken);

    private async Task<JsonObject> ReadAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        if ((int)response.StatusCode is >= 300 and < 400)
            throw EngineAnswer.Moved(_engine, response.Headers.Location);
        await response.Content.LoadIntoBufferAsync(MaxAnswerBytes, cancellationToken);
        return EngineAnswer.Read(response.StatusCode, await response.Content.ReadAsStringAsync(cancellationToken), _engine, _mask);
    }

    private async Task CopyAsync(HttpResponseMessage response, string path, CancellationTokenSource patience)
    {
        await using var content = await response.Content.ReadAsStreamAsync(patience.Token);
        // Logs are as private here as they are in an engine.
        await using var file = PrivateFile.Create(path);
        var buffer = new byte[BufferBytes];
        int count;
        while ((count = await ReadPartAsync(content, buffer, patience.Token)) > 0)
        {
            patience.CancelAfter(_patience);
            await file.WriteAsync(buffer.AsMemory(0, count), patience.Token);
        }
    }

    // .NET reports a reset connection as an IOException, like an error of the disk. Here it is the connection.
    private static async Task<int> ReadPartAsync(Stream content, byte[] buffer, CancellationToken cancellationToken)
    {
        try
        {
            return await content.ReadAsync(buffer, cancellationToken);
        }
        catch (IOException e) when (e is not HttpIOException)
        {
            throw new HttpIOException(HttpRequestError.ResponseEnded, e.Message, e);
        }
    }

    // Says in the user's terms what can go wrong on the way.
    private async Task<JsonObject> TalkAsync(Func<CancellationTokenSource, Task<JsonObject>> talk, CancellationToken cancellationToken)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(_patience);
        try
        {
            return await talk(patience);
        }
        catch (OperationCanceledException e) when (!cancellationToken.IsCancellationRequested)
        {
            throw new UserException(
                string.Create(
                    CultureInfo.InvariantCulture, $"The engine at {_engine} did not answer within {_patience.TotalSeconds:0.#} seconds."),
                "Check that the engine is well, then run the command again.",
                "",
                e);
        }
        catch (HttpRequestException e) when (e.InnerException is AuthenticationException)
        {
            throw new UserException(
                $"No secure connection to the engine at {_engine}: {e.InnerException.Message}",
                "Have this machine trust the engine's certificate, for example with SSL_CERT_FILE=FILE, and name the engine as the "
                    + "certificate does. Only where everybody on the way is trusted, say http:// with --engine.",
                "",
                e);
        }
        catch (HttpRequestException e) when (
            e.HttpRequestError is HttpRequestError.ConnectionError
                or HttpRequestError.NameResolutionError
                or HttpRequestError.ProxyTunnelError)
        {
            throw new UserException(
                $"Cannot reach the engine at {_engine}: {e.Message}",
                "Check the address, the port and the network, and that the engine is up.",
                "",
                e);
        }
        catch (HttpRequestException e)
        {
            throw new UserException(
                $"The connection to the engine at {_engine} broke: {e.InnerException?.Message ?? e.Message}",
                "Check that --engine names a Delphix engine and that it is well, then run the command again.",
                "",
                e);
        }
        catch (HttpIOException e)
        {
            throw new UserException($"The connection to the engine at {_engine} broke: {e.Message}", "Run the command again.", "", e);
        }
    }
}
