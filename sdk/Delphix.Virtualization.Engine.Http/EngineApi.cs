using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Delphix.Virtualization.Engine.Catalog;
using Delphix.Virtualization.Engine.Jobs;
using Delphix.Virtualization.Packaging;
using Delphix.Virtualization.Packaging.Files;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Delphix.Virtualization.Engine.Http;

/// <summary>The requests of the platform's published protocol that upload a plugin and download its logs, and their answers.</summary>
internal sealed class EngineApi(LocalEngine engine, AdminPassword password, Uploads uploads, Action<string> log, TimeProvider clock)
{
    /// <summary>The size in bytes of the largest request, except of an upload.</summary>
    internal const int MaxRequestBytes = 64 << 10;

    private const string Root = "/resources/json/delphix/";
    private const string Cookie = "JSESSIONID";

    private static readonly JsonWriterOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly Sessions _sessions = new(clock);
    private readonly OneTimeTokens<string> _uploadTokens = new(clock);
    private readonly OneTimeTokens<PluginObject> _logTokens = new(clock);

    internal void Map(WebApplication web)
    {
        web.MapPost(Root + "session", context => TryAsync(context, () => AnswerAsync(context, StartSessionAsync)));
        web.MapPost(Root + "login", context => TryAsync(context, () => AnswerAsync(context, LogInAsync)));
        web.MapPost(Root + "toolkit/requestUploadToken", LoggedIn(context => AnswerAsync(context, RequestUploadTokenAsync)));
        web.MapPost(Root + "data/upload", LoggedIn(context => AnswerAsync(context, UploadAsync)));
        web.MapGet(Root + "action/{action}", LoggedIn(context => AnswerAsync(context, ShowActionAsync)));
        web.MapGet(Root + "action/{action}/getJob", LoggedIn(context => AnswerAsync(context, ShowJobAsync)));
        web.MapGet(Root + "toolkit", LoggedIn(context => AnswerAsync(context, ListPluginsAsync)));
        web.MapPost(Root + "service/support/bundle/generate", LoggedIn(context => AnswerAsync(context, RequestLogsAsync)));
        web.MapGet(Root + "data/downloadOutputStream", LoggedIn(DownloadLogsAsync));
        web.MapFallback(context => WriteAsync(
            context,
            StatusCodes.Status404NotFound,
            Answer.Error(
                new JobError("The local engine has nothing here.", "It only takes uploads of plugins and gives their logs.", ""),
                "exception.webservices.not.found")));
    }

    private async Task<JsonObject> StartSessionAsync(HttpContext context)
    {
        var version = (await ReadAsync(context, "APISession"))["version"] as JsonObject;
        if (ArtifactDocument.VersionOf(version) is not { } asked || !ArtifactDocument.IsSupported(asked))
        {
            throw new ApiException(
                "exception.webservices.session.invalid.version",
                $"The API version {version?.ToJsonString() ?? "is missing, and"} is not one of this engine.",
                $"Ask for the version {ArtifactDocument.EngineApi}, or an earlier one of the same first number.");
        }

        Grant(context, isLoggedIn: false);
        return Answer.Ok(
            new JsonObject { ["type"] = "APISession", ["version"] = version!.DeepClone(), ["locale"] = null, ["client"] = null });
    }

    private async Task<JsonObject> LogInAsync(HttpContext context)
    {
        if (_sessions.Use(context.Request.Cookies[Cookie]) is null)
            throw new ApiException("exception.webservices.no.session", "There is no session, or it has expired.", "Start a session first.");
        var request = await ReadAsync(context, "LoginRequest");
        // The password is always computed: how long the answer takes must not tell which of the two is wrong.
        var isRight = await password.IsAsync(TextOf(request, "password"), context.RequestAborted);
        if (!isRight | TextOf(request, "username") != AdminPassword.User)
        {
            log($"Login from {context.Connection.RemoteIpAddress} refused.");
            throw new ApiException(
                "exception.webservices.login.failed",
                "Invalid username or password.",
                "Log in as 'admin' with the password that the engine showed at its first start, or that its DVP_ADMIN_PASSWORD says.");
        }

        // A new cookie: somebody else may know the old one.
        _sessions.End(context.Request.Cookies[Cookie]!);
        Grant(context, isLoggedIn: true);
        log($"Login from {context.Connection.RemoteIpAddress}.");
        return Answer.Ok("USER-1");
    }

    private Task<JsonObject> RequestUploadTokenAsync(HttpContext context) =>
        Task.FromResult(Answer.Ok(new JsonObject
        {
            ["type"] = "FileUploadResult",
            ["url"] = Root + "data/upload",
            ["token"] = _uploadTokens.Issue(CookieOf(context)),
        }));

    private async Task<JsonObject> UploadAsync(HttpContext context)
    {
        context.Features.GetRequiredFeature<IHttpMaxRequestBodySizeFeature>().MaxRequestBodySize = Artifact.MaxFileSize + MaxRequestBytes;
        var file = await ReceivedFile.FromAsync(
            context.Request, token => CheckUploadToken(context, token), engine.Directory.Uploads, context.RequestAborted);
        try
        {
            var action = await uploads.StartAsync(file, context.RequestAborted);
            return Answer.Ok("", action.Reference, action.IsUpgrade ? action.Job?.Reference : null);
        }
        catch (UserException e)
        {
            var error = file.Describe(JobErrors.Describe(e));
            throw new UserException(error.Message, error.Action, error.Output, e);
        }
    }

    private void CheckUploadToken(HttpContext context, string token)
    {
        if (!_uploadTokens.TryRedeem(token, out var cookie) || cookie != CookieOf(context))
            throw new ApiException(
                "exception.webservices.upload.invalid.token",
                "The upload token is not valid: it has expired, was used already, or is another session's.",
                "Request a new token, then upload again.");
    }

    private Task<JsonObject> ShowActionAsync(HttpContext context) => Task.FromResult(Answer.Ok(ActionOf(context).ToJson()));

    private Task<JsonObject> ShowJobAsync(HttpContext context) => Task.FromResult(Answer.Ok(ActionOf(context).ToJobJson()));

    private UploadAction ActionOf(HttpContext context) =>
        uploads.Find((string)context.Request.RouteValues["action"]!)
        ?? throw new ApiException(
            "exception.webservices.not.found",
            "There is no such action since the engine was started.",
            "See on its machine what became of it: dvp job list");

    private async Task<JsonObject> ListPluginsAsync(HttpContext context)
    {
        var plugins = await engine.ListAsync<PluginObject>(context.RequestAborted);
        return Answer.List(new JsonArray([.. plugins.Select(plugin => new JsonObject
        {
            ["type"] = "Toolkit",
            ["reference"] = plugin.Reference,
            ["namespace"] = null,
            ["name"] = plugin.PluginId,
            ["prettyName"] = plugin.Name,
            ["identifier"] = plugin.PluginId,
            ["buildNumber"] = plugin.BuildNumber,
        })]));
    }

    private async Task<JsonObject> RequestLogsAsync(HttpContext context)
    {
        var request = await ReadAsync(context, "SupportBundleGenerateParameters");
        if (TextOf(request, "bundleType") != "PLUGIN_LOG")
            throw Invalid("bundleType must be PLUGIN_LOG");
        var reference = TextOf(request, "plugin");
        var plugin = (await engine.ListAsync<PluginObject>(context.RequestAborted)).FirstOrDefault(known => known.Reference == reference)
            ?? throw new ApiException(
                "exception.webservices.not.found", $"There is no plugin '{reference}'.", "Ask for the list of plugins.");
        return Answer.Data(_logTokens.Issue(plugin));
    }

    private async Task DownloadLogsAsync(HttpContext context)
    {
        if (!_logTokens.TryRedeem(context.Request.Query["token"].ToString(), out var plugin))
            throw new ApiException(
                "exception.webservices.download.invalid.token",
                "The download token is not valid: it has expired, or was used already.",
                "Request a new one.");
        context.Response.ContentType = "application/octet-stream";
        await LogArchive.WriteAsync(engine.Directory.Logs(plugin!.PluginId), context.Response.Body, context.RequestAborted);
        log($"Download of the logs of '{plugin.Name}'.");
    }

    private RequestDelegate LoggedIn(RequestDelegate handle) => context =>
        _sessions.Use(context.Request.Cookies[Cookie]) is { IsLoggedIn: true }
            ? TryAsync(context, () => handle(context))
            : WriteAsync(
                context,
                StatusCodes.Status403Forbidden,
                Answer.Error(
                    new JobError("You are not logged in, or the session has expired.", "Log in first.", ""),
                    "exception.webservices.login.required"));

    private static async Task AnswerAsync(HttpContext context, Func<HttpContext, Task<JsonObject>> answer) =>
        await WriteAsync(context, StatusCodes.Status200OK, await answer(context));

    private async Task TryAsync(HttpContext context, Func<Task> handle)
    {
        // The platform refuses what is posted with 200; programs that get something only look at the code.
        var refused = HttpMethods.IsPost(context.Request.Method) ? StatusCodes.Status200OK : StatusCodes.Status404NotFound;
        try
        {
            await handle();
        }
        catch (ApiException e)
        {
            await WriteAsync(context, refused, Answer.Error(e.Error, e.Id));
        }
        catch (UserException e)
        {
            await WriteAsync(context, refused, Answer.Error(JobErrors.Describe(e), "exception.engine.refused"));
        }
        catch (BadHttpRequestException e) when (e.StatusCode == StatusCodes.Status413PayloadTooLarge)
        {
            var error = new JobError(
                $"The request is too large: an artifact has at most {ByteSize.Format(Artifact.MaxFileSize)}, "
                + $"and anything else {ByteSize.Format(MaxRequestBytes)}.",
                "Send less.",
                "");
            await WriteAsync(context, refused, Answer.Error(error, "exception.webservices.too.large"));
        }
        catch (Exception e) when (!context.RequestAborted.IsCancellationRequested)
        {
            var error = JobErrors.Describe(e) with { Output = "" };
            log($"{context.Request.Method} {context.Request.Path}: {error.Message}");
            if (context.Response.HasStarted)
                context.Abort();
            else
                await WriteAsync(context, StatusCodes.Status500InternalServerError, Answer.Error(error, "exception.engine.failed"));
        }
    }

    private static async Task WriteAsync(HttpContext context, int status, JsonObject document)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = "application/json";
        context.Response.Headers.CacheControl = "no-store";
        context.Response.Headers.XContentTypeOptions = "nosniff";
        using var content = new MemoryStream();
        using (var json = new Utf8JsonWriter(content, Plain))
            document.WriteTo(json);
        context.Response.ContentLength = content.Length;
        await context.Response.Body.WriteAsync(content.GetBuffer().AsMemory(0, (int)content.Length), context.RequestAborted);
    }

    private static async Task<JsonObject> ReadAsync(HttpContext context, string type)
    {
        try
        {
            using var content = new MemoryStream();
            await context.Request.Body.CopyToAsync(content, context.RequestAborted);
            if (SoundJson.Parse(content.ToArray()) is JsonObject document && TextOf(document, "type") == type)
                return document;
        }
        catch (JsonException)
        {
            throw Invalid($"it must be a JSON object of the type {type}");
        }

        throw Invalid($"it must be a JSON object of the type {type}");
    }

    private static string TextOf(JsonObject document, string key) =>
        document[key] is JsonValue value && value.TryGetValue<string>(out var text) ? text : throw Invalid($"{key} must be text");

    private static ApiException Invalid(string rule) =>
        new(
            "exception.webservices.invalid.request",
            $"The request is not as it must be: {rule}.",
            "Send it as the platform's protocol says.");

    private static string CookieOf(HttpContext context) => context.Request.Cookies[Cookie]!;

    private void Grant(HttpContext context, bool isLoggedIn) =>
        context.Response.Cookies.Append(
            Cookie,
            _sessions.Start(isLoggedIn),
            new CookieOptions { Path = "/resources", HttpOnly = true, SameSite = SameSiteMode.Strict });
}
