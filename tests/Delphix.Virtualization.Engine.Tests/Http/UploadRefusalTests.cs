using System.IO.Compression;
using System.Net.Sockets;
using System.Text;
using System.Text.Json.Nodes;
using Delphix.Virtualization.Engine.Catalog;
using Delphix.Virtualization.Engine.Http;
using Delphix.Virtualization.Packaging;

namespace Delphix.Virtualization.Engine.Tests.Http;

/// <summary>What an engine does not take: one clear message each, and nothing changes.</summary>
public sealed class UploadRefusalTests : IAsyncLifetime
{
    private ServedEngine _served = null!;

    public static TheoryData<string, string> BadArtifacts => new()
    {
        { "", "it is not JSON" },
        { "<html>no</html>", "it is not JSON (line 1, position 1)." },
        { "[]", "it does not hold a JSON object." },
        { """{"type":"Toolkit"}""", "its type is \"Toolkit\"; it must be \"Plugin\"." },
        { """{"type":"Plugin"}""", "language is missing." },
    };

    public static TheoryData<string, string, string> BadFields => new()
    {
        { "language", "\"PYTHON311\"", "language must be DOTNET10" },
        { "pluginId", "\"../../etc\"", "pluginId must be a UUID" },
        { "buildNumber", "\"../1\"", "buildNumber must be a build number" },
        { "sourceCode", "\"%%%\"", "its code (sourceCode) is not base64." },
        { "snapshotSchema", """{"type":"nonsense"}""", "snapshotDefinition.type: a definition describes an object" },
    };

    public async Task InitializeAsync() => _served = await ServedEngine.StartAsync();

    public Task DisposeAsync() => _served.DisposeAsync().AsTask();

    [Theory]
    [MemberData(nameof(BadArtifacts))]
    public async Task WhatIsNoArtifact_is_refused(string text, string reason) =>
        await ExpectRefusedAsync(Encoding.UTF8.GetBytes(text), reason);

    [Theory]
    [MemberData(nameof(BadFields))]
    public async Task ArtifactThatWasChangedByHand_is_refused(string key, string value, string reason) =>
        await ExpectRefusedAsync(
            await File.ReadAllBytesAsync(await _served.ArtifactAsync(json => json[key] = JsonNode.Parse(value))), reason);

    [Fact]
    public async Task ArtifactThatWasCutShort_is_refused()
    {
        var whole = await File.ReadAllBytesAsync(await _served.ArtifactAsync());

        await ExpectRefusedAsync(whole[..(whole.Length / 2)], "it is not JSON");
    }

    [Fact]
    public async Task CodeThatWouldLandOutside_is_refused() =>
        await ExpectRefusedAsync(
            await WithCodeAsync(Zip("../../evil.dll")),
            "its code has the file '../../evil.dll', which is a link or lies outside the plugin's directory.");

    [Theory]
    [InlineData("directory", "its code has the file 'd', which is a directory too.")]
    [InlineData("name", "whose name is too long: the most is 255 bytes, and 2048 with the directories above it.")]
    public async Task CodeThatNoFileSystemTakes_is_refused_and_leaves_no_folder(string fault, string reason)
    {
        var code = fault == "name" ? Zip(new string('n', 256)) : Zip("d", "d/e");

        await ExpectRefusedAsync(await WithCodeAsync(code), reason);

        Directory.Exists(_served.Directory.Plugins).Should().BeFalse();
    }

    [Fact]
    public async Task CodeThatExpandsTooFar_is_refused()
    {
        var zip = Zip("bomb.dll");
        // The size that the zip's directory says the file will have: 1 GiB.
        var entry = zip.AsSpan().LastIndexOf("PK\u0001\u0002"u8);
        BitConverter.TryWriteBytes(zip.AsSpan(entry + 24), 1 << 30);

        await ExpectRefusedAsync(await WithCodeAsync(zip), "its code is larger than 512 MiB when unpacked.");
    }

    [Fact]
    public async Task FormWithoutItsEnd_is_refused_and_leaves_nothing()
    {
        using var http = await _served.RawAsync();
        var token = await ServedEngine.TokenAsync(http);
        using var content = new StringContent(
            $"--x\r\nContent-Disposition: form-data; name=\"token\"\r\n\r\n{token}\r\n--x\r\nContent-Disposition: form-data; "
                + $"name=\"file\"; filename=\"a\"\r\n\r\n{{}}");
        content.Headers.ContentType = new("multipart/form-data") { Parameters = { new("boundary", "x") } };

        using var response = await http.PostAsync("data/upload", content);

        (await response.Content.ReadAsStringAsync()).Should().Contain("The upload cannot be read: it is cut short, or no form.");
        _served.Received.Should().BeEmpty();
    }

    [Fact]
    public async Task UploadWhoseSenderGoesAway_leaves_nothing()
    {
        var cookie = await CookieAsync();
        using (var socket = new TcpClient(_served.Address.Host, _served.Address.Port))
        {
            var token = await TokenAsync(cookie);
            await SendAsync(
                socket,
                $"POST /resources/json/delphix/data/upload HTTP/1.1\r\nHost: x\r\nCookie: {cookie}\r\nContent-Type: multipart/form-data; "
                    + $"boundary=x\r\nContent-Length: 100000\r\n\r\n--x\r\nContent-Disposition: form-data; "
                    + $"name=\"token\"\r\n\r\n{token}\r\n--x\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a\"\r\n\r\n{{");
            await Eventually.IsTrueAsync(() => _served.Received.Count == 1, "the engine receives");
        }

        await Eventually.IsTrueAsync(() => _served.Received.Count == 0, "what it had of the file is thrown away");
        await ExpectNothingAsync();
    }

    // Anyone who reaches the port may open connections, without the password.
    [Fact]
    public async Task Connections_beyond_the_limit_are_closed_and_an_upload_under_way_goes_on()
    {
        const int Flood = 300, Beyond = 90;
        var cookie = await CookieAsync();
        var token = await TokenAsync(cookie);
        var form = Encoding.UTF8.GetBytes(
            $"--x\r\nContent-Disposition: form-data; name=\"token\"\r\n\r\n{token}\r\n"
            + "--x\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a\"\r\n\r\n"
            + $"{await File.ReadAllTextAsync(await _served.ArtifactAsync())}\r\n--x--\r\n");
        using var upload = new TcpClient(_served.Address.Host, _served.Address.Port);
        await SendAsync(
            upload,
            $"POST /resources/json/delphix/data/upload HTTP/1.1\r\nHost: x\r\nCookie: {cookie}\r\n"
            + $"Content-Type: multipart/form-data; boundary=x\r\nContent-Length: {form.Length}\r\n\r\n");
        await upload.GetStream().WriteAsync(form.AsMemory(0, form.Length / 2));
        await Eventually.IsTrueAsync(() => _served.Received.Count == 1, "the engine receives");

        List<TcpClient> flood = [];
        try
        {
            for (var i = 0; i < Flood; i++)
                flood.Add(new TcpClient(_served.Address.Host, _served.Address.Port));
            foreach (var beyond in flood.TakeLast(Beyond))
                await EndAsync(beyond).WaitAsync(TimeSpan.FromSeconds(5));
            await upload.GetStream().WriteAsync(form.AsMemory(form.Length / 2));
            (await ReceiveAsync(upload, "}")).Should().Contain("OKResult");
        }
        finally
        {
            flood.ForEach(socket => socket.Dispose());
        }

        await Eventually.IsTrueAsync(() => _served.Received.Count == 0, "the upload has ended");
        (await _served.Engine.ListAsync<PluginObject>()).Should().ContainSingle();
    }

    [Fact]
    public async Task UploadThatIsTooLarge_is_refused_before_it_comes()
    {
        var cookie = await CookieAsync();
        using var socket = new TcpClient(_served.Address.Host, _served.Address.Port);

        await SendAsync(
            socket,
            $"POST /resources/json/delphix/data/upload HTTP/1.1\r\nHost: x\r\nCookie: {cookie}\r\nContent-Type: multipart/form-data; "
                + $"boundary=x\r\nContent-Length: {Artifact.MaxFileSize * 2}\r\n\r\n");

        (await ReceiveAsync(socket, "256 MiB")).Should().Contain("The request is too large: an artifact has at most 256 MiB");
        await ExpectNothingAsync();
    }

    [Fact]
    public async Task OtherRequestThatIsTooLarge_is_refused()
    {
        using var http = await _served.RawAsync();

        var answer = await ServedEngine.PostAsync(http, "login", $$"""{"type":"LoginRequest","username":"{{new string('a', 70_000)}}"}""");

        Details(answer).Should().StartWith("The request is too large");
    }

    [Fact]
    public async Task Token_works_once()
    {
        using var http = await _served.RawAsync();
        var token = await ServedEngine.TokenAsync(http);
        await ServedEngine.UploadAsync(http, token, []);

        ExpectBadToken(await ServedEngine.UploadAsync(http, token, await File.ReadAllBytesAsync(await _served.ArtifactAsync())));

        await ExpectNothingAsync();
    }

    [Fact]
    public async Task Token_expires()
    {
        using var http = await _served.RawAsync();
        var token = await ServedEngine.TokenAsync(http);
        _served.Pass(OneTimeTokens<string>.Lifetime);

        ExpectBadToken(await ServedEngine.UploadAsync(http, token, []));
    }

    [Theory]
    [InlineData("")]
    [InlineData("5cb1eeb2-46da-4feb-a6a5-edf37851a415")]
    [InlineData("../../etc/passwd")]
    public async Task Token_that_nobody_gave_is_refused(string token)
    {
        using var http = await _served.RawAsync();

        ExpectBadToken(await ServedEngine.UploadAsync(http, token, []));
    }

    [Fact]
    public async Task Token_of_another_session_is_refused()
    {
        using var first = await _served.RawAsync();
        using var second = await _served.RawAsync();

        ExpectBadToken(await ServedEngine.UploadAsync(second, await ServedEngine.TokenAsync(first), []));
    }

    [Fact]
    public async Task FileNameWithTricks_is_not_used()
    {
        using var http = await _served.RawAsync();

        var answer = await ServedEngine.UploadAsync(
            http, await ServedEngine.TokenAsync(http), await File.ReadAllBytesAsync(await _served.ArtifactAsync()),
            "../../../../tmp/evil.json");

        answer["type"]!.GetValue<string>().Should().Be("OKResult");
        Directory.EnumerateFiles(_served.PathOf(), "*evil*", SearchOption.AllDirectories).Should().BeEmpty();
    }

    private static void ExpectBadToken(JsonObject answer) =>
        Details(answer).Should().Be("The upload token is not valid: it has expired, was used already, or is another session's.");

    private static string Details(JsonObject answer)
    {
        answer["type"]!.GetValue<string>().Should().Be("ErrorResult", answer.ToJsonString());
        answer["error"]!["action"]!.GetValue<string>().Should().NotBeEmpty();
        return answer["error"]!["details"]!.GetValue<string>();
    }

    private async Task ExpectRefusedAsync(byte[] artifact, string reason)
    {
        using var http = await _served.RawAsync();

        var details = Details(await ServedEngine.UploadAsync(http, await ServedEngine.TokenAsync(http), artifact));

        details.Should().StartWith("The uploaded file is not a valid plugin artifact: ").And.Contain(reason)
            .And.NotContain(_served.Directory.Root);
        await ExpectNothingAsync();
    }

    private async Task ExpectNothingAsync()
    {
        _served.Received.Should().BeEmpty();
        (await _served.Engine.ListAsync<PluginObject>()).Should().BeEmpty();
        (await _served.Engine.ListJobsAsync()).Should().BeEmpty();
    }

    private async Task<byte[]> WithCodeAsync(byte[] zip) =>
        await File.ReadAllBytesAsync(await _served.ArtifactAsync(json => json["sourceCode"] = Convert.ToBase64String(zip)));

    private static byte[] Zip(params string[] names)
    {
        using var bytes = new MemoryStream();
        using (var zip = new ZipArchive(bytes, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach (var name in names)
            {
                using var entry = zip.CreateEntry(name).Open();
                entry.Write("code"u8);
            }
        }

        return bytes.ToArray();
    }

    // As the platform's own tool sends cookies: all that came, with what was meant for itself.
    private async Task<string> CookieAsync()
    {
        using var http = new HttpClient(new HttpClientHandler { UseCookies = false })
        {
            BaseAddress = new Uri(_served.Address, "/resources/json/delphix/"),
        };
        var cookie = await NewCookieAsync(
            http, "session", """{"type":"APISession","version":{"type":"APIVersion","major":1,"minor":7,"micro":0}}""", "");
        return await NewCookieAsync(
            http, "login", $$"""{"type":"LoginRequest","username":"admin","password":"{{ServedEngine.Password}}"}""", cookie);
    }

    private static async Task<string> NewCookieAsync(HttpClient http, string path, string body, string cookie)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = new StringContent(body) };
        request.Headers.TryAddWithoutValidation("Cookie", cookie);
        using var response = await http.SendAsync(request);
        return response.Headers.GetValues("Set-Cookie").Single();
    }

    private async Task<string> TokenAsync(string cookie)
    {
        using var http = new HttpClient(new HttpClientHandler { UseCookies = false })
        {
            BaseAddress = new Uri(_served.Address, "/resources/json/delphix/"),
            DefaultRequestHeaders = { { "Cookie", cookie } },
        };
        return await ServedEngine.TokenAsync(http);
    }

    private static async Task SendAsync(TcpClient socket, string text) =>
        await socket.GetStream().WriteAsync(Encoding.ASCII.GetBytes(text));

    // Waits until the other side has closed a connection.
    private static async Task EndAsync(TcpClient socket)
    {
        try
        {
            (await socket.GetStream().ReadAsync(new byte[1])).Should().Be(0);
        }
        catch (IOException)
        {
            // Closed too, without a word.
        }
    }

    private static async Task<string> ReceiveAsync(TcpClient socket, string until)
    {
        var text = new StringBuilder();
        var buffer = new byte[4096];
        int count;
        while (!text.ToString().Contains(until, StringComparison.Ordinal) && (count = await socket.GetStream().ReadAsync(buffer)) > 0)
            text.Append(Encoding.ASCII.GetString(buffer, 0, count));
        return text.ToString();
    }
}
