using System.Collections.Concurrent;
using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Delphix.Virtualization.Engine.Http;
using Delphix.Virtualization.Engine.Http.Client;
using Delphix.Virtualization.Engine.Tests.Plugins;
using Delphix.Virtualization.Engine.Tests.Support;

namespace Delphix.Virtualization.Engine.Tests.Http;

/// <summary>An engine that listens at a port of its own.</summary>
internal sealed class ServedEngine : IAsyncDisposable
{
    internal const string Password = "c0rrect horse";

    // One iteration: checking a password with the usual number takes long, as it should.
    private static readonly AdminPassword Secret = AdminPassword.Of(Password, iterations: 1);

    private readonly EngineFolder _folder = new();
    private readonly ServedClock _clock = new();
    private readonly LocalEngine _engine;
    private EngineServer? _server;
    private int _files;

    private ServedEngine() => _engine = new LocalEngine(_folder.Directory, storage: StorageDriver.Copy);

    internal LocalEngine Engine => _engine;

    internal EngineDirectory Directory => _folder.Directory;

    internal Uri Address => _server!.Addresses[0];

    internal ConcurrentQueue<string> Log { get; } = new();

    /// <summary>What was received and is not yet thrown away.</summary>
    internal IReadOnlyList<string> Received =>
        System.IO.Directory.Exists(Directory.Uploads) ? System.IO.Directory.GetFileSystemEntries(Directory.Uploads) : [];

    internal static async Task<ServedEngine> StartAsync(Action<EngineDirectory>? furnish = null)
    {
        var served = new ServedEngine();
        furnish?.Invoke(served.Directory);
        await served.ServeAsync();
        return served;
    }

    internal string PathOf(params string[] parts) => _folder.PathOf(parts);

    internal void Pass(TimeSpan time) => _clock.Offset += time;

    internal async Task StopAsync() => await _server!.DisposeAsync();

    internal async Task ServeAsync() =>
        _server = await EngineServer.StartAsync(_engine, [new IPEndPoint(IPAddress.Loopback, 0)], Secret, Log.Enqueue, _clock);

    internal Task<string> ArtifactAsync(string build = "1", string member = nameof(UpgradePlugins.First)) =>
        UpgradePlugins.WriteAsync(PathOf($"artifact-{++_files}.json"), build, member);

    /// <summary>An artifact that was changed by hand.</summary>
    internal async Task<string> ArtifactAsync(Action<JsonObject> change, string build = "1")
    {
        var path = await ArtifactAsync(build);
        var json = JsonNode.Parse(await File.ReadAllTextAsync(path))!.AsObject();
        change(json);
        await File.WriteAllTextAsync(path, json.ToJsonString());
        return path;
    }

    internal async Task<EngineClient> LoggedInAsync(DelegatingHandler? observer = null)
    {
        var client = new EngineClient(Address, observer);
        await client.LoginAsync(
            new JsonObject { ["type"] = "APIVersion", ["major"] = 1, ["minor"] = 11, ["micro"] = 16 }, AdminPassword.User, Password,
            CancellationToken.None);
        return client;
    }

    /// <summary>Uploads as <c>dvp upload --wait</c> does.</summary>
    /// <returns>What the engine reported meanwhile.</returns>
    internal async Task<IReadOnlyList<string>> UploadAsync(string artifact)
    {
        using var client = await LoggedInAsync();
        return await UploadAsync(client, artifact);
    }

    internal static async Task<IReadOnlyList<string>> UploadAsync(EngineClient client, string artifact)
    {
        var upload = await client.UploadAsync(artifact, _ => { }, CancellationToken.None);
        var report = new List<string>();
        await new UploadRun(client, upload, TimeProvider.System).WaitAsync(report.Add, _ => { }, CancellationToken.None);
        return report;
    }

    /// <summary>A client that does only what a test says, and logs in.</summary>
    internal async Task<HttpClient> RawAsync()
    {
        var http = new HttpClient { BaseAddress = new Uri(Address, "/resources/json/delphix/") };
        await PostAsync(http, "session", """{"type":"APISession","version":{"type":"APIVersion","major":1,"minor":7,"micro":0}}""");
        await PostAsync(http, "login", $$"""{"type":"LoginRequest","username":"admin","password":"{{Password}}"}""");
        return http;
    }

    internal static async Task<JsonObject> PostAsync(HttpClient http, string path, string body)
    {
        using var content = new StringContent(body, Encoding.UTF8, "application/json");
        using var response = await http.PostAsync(path, content);
        return JsonNode.Parse(await response.Content.ReadAsStringAsync())!.AsObject();
    }

    internal static async Task<string> TokenAsync(HttpClient http) =>
        (await PostAsync(http, "toolkit/requestUploadToken", ""))["result"]!["token"]!.GetValue<string>();

    /// <summary>Uploads the bytes of a file.</summary>
    internal static async Task<JsonObject> UploadAsync(HttpClient http, string token, byte[] file, string fileName = "artifact.json")
    {
        using var form =
            new MultipartFormDataContent { { new StringContent(token), "token" }, { new ByteArrayContent(file), "file", fileName } };
        using var response = await http.PostAsync("data/upload", form);
        return JsonNode.Parse(await response.Content.ReadAsStringAsync())!.AsObject();
    }

    public async ValueTask DisposeAsync()
    {
        await _server!.DisposeAsync();
        await _engine.DisposeAsync();
        _folder.Dispose();
    }

    private sealed class ServedClock : TimeProvider
    {
        internal TimeSpan Offset { get; set; }

        public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + Offset;
    }
}
