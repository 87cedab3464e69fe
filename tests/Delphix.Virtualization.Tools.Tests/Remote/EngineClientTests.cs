using System.Net.Sockets;
using System.Text.Json.Nodes;
using Delphix.Virtualization.Engine.Http.Client;
using Delphix.Virtualization.Testing;
using Microsoft.AspNetCore.Http;

namespace Delphix.Virtualization.Tools.Tests.Remote;

public sealed class EngineClientTests : IDisposable
{
    private const string Password = "hunter2-hunter2";
    private const string PluginId = "7d2f7b3c-59f2-4c39-8f0a-0c5a8f2d9e61";

    private readonly TemporaryDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task Upload_asks_what_the_documented_engine_answers()
    {
        await using var engine = await FakeEngine.StartAsync();

        await UploadAsync(engine);

        engine.Requests.Select(WithoutBoundary).Should().Equal(
            """POST session [] {"version":{"type":"APIVersion","major":1,"minor":11,"micro":16},"type":"APISession"}""",
            """POST login [JSESSIONID=COOKIE-1] {"type":"LoginRequest","username":"admin","password":"hunter2-hunter2"}""",
            "POST toolkit/requestUploadToken [JSESSIONID=COOKIE-2]",
            "POST data/upload [JSESSIONID=COOKIE-2] --B\r\nContent-Disposition: form-data; name=\"token\"\r\n\r\n5cb1eeb2\r\n"
                + "--B\r\nContent-Disposition: form-data; name=\"file\"; filename=\"my_artifact.json\"\r\nContent-Type: "
                + "application/octet-stream\r\n\r\n{\"an\":\"artifact\"}\r\n--B--",
            "GET action/ACTION-2/getJob [JSESSIONID=COOKIE-2]");
    }

    [Fact]
    public async Task Download_asks_what_the_documented_engine_answers_and_writes_the_logs()
    {
        await using var engine = await FakeEngine.StartAsync();
        using var client = await LoggedInAsync(engine);
        var path = _directory.Combine("logs");

        var token = await client.RequestLogsAsync(
            (await client.FindPluginAsync(PluginId, CancellationToken.None))!, CancellationToken.None);
        await client.DownloadLogsAsync(token, path, CancellationToken.None);

        File.GetUnixFileMode(path).Should().Be(UnixFileMode.UserRead | UnixFileMode.UserWrite, "logs are their user's alone");
        engine.Requests.Skip(2).Should().Equal(
            "GET toolkit [JSESSIONID=COOKIE-2]",
            """POST service/support/bundle/generate [JSESSIONID=COOKIE-2] """
                + """{"type":"SupportBundleGenerateParameters","bundleType":"PLUGIN_LOG","plugin":"APPDATA_TOOLKIT-1"}""",
            "GET data/downloadOutputStream?token=..%2F5d6d5bb8 [JSESSIONID=COOKIE-2]");
        (await File.ReadAllTextAsync(path)).Should().Be("the logs");
        SafeFileName.Of(token).Should().Be(".._5d6d5bb8");
    }

    [Fact]
    public async Task Events_of_the_job_are_shown_once_each()
    {
        await using var engine = await FakeEngine.StartAsync();
        const string First = """{"timestamp":"1","messageCode":"a","messageDetails":"First","messageAction":null}""";
        const string Second = """{"timestamp":"1","messageCode":"b","messageDetails":"Second","messageAction":"Do it."}""";
        engine.JobStates.Clear();
        engine.JobStates.Enqueue($$"""{"jobState":"RUNNING","percentComplete":0,"events":[{{First}}]}""");
        engine.JobStates.Enqueue($$"""{"jobState":"RUNNING","percentComplete":40,"events":[{{First}},{{Second}}]}""");
        engine.JobStates.Enqueue($$"""{"jobState":"COMPLETED","percentComplete":100,"events":[{{First}},{{Second}}]}""");

        (await UploadAsync(engine)).Should().Equal("First", "Second", "40 %");
    }

    [Theory]
    [InlineData("FAILED")]
    [InlineData("SUSPENDED")]
    [InlineData("CANCELLED")]
    [InlineData("CANCELED")]
    public async Task Job_that_ends_otherwise_is_the_error_that_its_event_says(string state)
    {
        await using var engine = await FakeEngine.StartAsync();
        engine.JobStates.Clear();
        engine.JobStates.Enqueue(
            $$"""{"jobState":"{{state}}","events":"""
                + $$"""[{"timestamp":"1","messageCode":"a","messageDetails":"No space.","messageAction":"Make """
                + $$"""some.","messageCommandOutput":"df","eventType":"ERROR"}]}""");

        var thrown = await FluentActions.Awaiting(() => UploadAsync(engine)).Should().ThrowAsync<UserException>();

        (thrown.Which.Message, thrown.Which.Action, thrown.Which.Output).Should().Be(("No space.", "Make some.", "df"));
    }

    [Fact]
    public async Task Job_that_fails_without_a_word_is_an_error_with_an_action()
    {
        await using var engine = await FakeEngine.StartAsync();
        engine.JobStates.Clear();
        engine.JobStates.Enqueue("""{"jobState":"FAILED","events":[]}""");

        (await FluentActions.Awaiting(() => UploadAsync(engine)).Should().ThrowAsync<UserException>()).Which.Action
            .Should().Be("See on the engine what JOB-7 says.");
    }

    [Fact]
    public async Task Refusal_is_shown_with_its_action_and_without_the_password()
    {
        const string Error =
            """{"type":"ErrorResult","status":"ERROR","error":{"type":"APIError","details":"Not with hunter2-hunter2.","action":"Try """
                + """another.","id":"x","commandOutput":"hunter2-hunter2","diagnoses":[]}}""";

        var thrown = await FailsAsync(context => context.Response.WriteAsync(Error));

        (thrown.Message, thrown.Action, thrown.Output).Should().Be(("Not with ********.", "Try another.", "********"));
    }

    [Theory]
    [InlineData(403, "<html><title>Error 403</title></html>")]
    [InlineData(200, "<html>hunter2-hunter2</html>")]
    [InlineData(404, """{"blob":"Unknown"}""")]
    [InlineData(200, """{"type":"Other"}""")]
    [InlineData(200, "[]")]
    [InlineData(200, "")]
    public async Task Answer_that_is_none_is_an_error_with_an_action(int status, string body)
    {
        var thrown = await FailsAsync(context =>
        {
            context.Response.StatusCode = status;
            return context.Response.WriteAsync(body);
        });

        thrown.Message.Should().MatchRegex(
            @"^What answers at http://127\.0\.0\.1:\d+ does not speak the engine's protocol \(HTTP " + status + @"\)\.$");
        thrown.Action.Should().Be("Check that --engine names a Delphix engine, and that it is well.");
        thrown.Output.Should().Be(body.Replace(Password, "********", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Answer_that_leads_elsewhere_is_not_followed()
    {
        var thrown = await FailsAsync(context =>
        {
            context.Response.Redirect("https://elsewhere.example.com/");
            return Task.CompletedTask;
        });

        thrown.Message.Should().EndWith(" says that it is elsewhere: https://elsewhere.example.com/");
    }

    [Fact]
    public async Task Engine_that_hangs_is_an_error_after_a_while()
    {
        var thrown = await FailsAsync(
            context => Task.Delay(Timeout.InfiniteTimeSpan, context.RequestAborted).ContinueWith(_ => { }, TaskScheduler.Default),
            TimeSpan.FromMilliseconds(300));

        thrown.Message.Should().MatchRegex("^The engine at .* did not answer within 0.3 seconds.$");
    }

    [Fact]
    public async Task Engine_that_hangs_up_is_an_error()
    {
        var thrown = await FailsAsync(context =>
        {
            context.Abort();
            return Task.CompletedTask;
        });

        (thrown.Message, thrown.Action)
            .Should().Match<(string Message, string Action)>(
                said => said.Message.StartsWith("The connection to the engine at ") && said.Action.EndsWith("run the command again."));
    }

    [Fact]
    public async Task Logs_that_are_cut_short_are_not_kept()
    {
        await using var engine = await FakeEngine.StartAsync(async context =>
        {
            if (!context.Request.Path.Value!.EndsWith("downloadOutputStream", StringComparison.Ordinal))
                return false;
            await context.Response.WriteAsync("half");
            await context.Response.Body.FlushAsync();
            context.Abort();
            return true;
        });
        using var client = await LoggedInAsync(engine);

        await client.Awaiting(known => known.DownloadLogsAsync("token", _directory.Combine("logs"), CancellationToken.None))
            .Should().ThrowAsync<UserException>().WithMessage("The connection to the engine at * broke*");

        Directory.EnumerateFiles(_directory.Path).Should().BeEmpty();
    }

    [Fact]
    public async Task Engine_that_is_not_there_is_an_error()
    {
        using var listener = new TcpListener(System.Net.IPAddress.Loopback, 0);
        listener.Start();
        var port = ((System.Net.IPEndPoint)listener.LocalEndpoint).Port;
        listener.Stop();
        using var client = new EngineClient(new Uri($"http://127.0.0.1:{port}"));

        var thrown = await client.Awaiting(known => LoginAsync(known)).Should().ThrowAsync<UserException>();

        (thrown.WithMessage($"Cannot reach the engine at http://127.0.0.1:{port}: *").Which.Action)
            .Should().Be("Check the address, the port and the network, and that the engine is up.");
    }

    [Fact]
    public async Task Certificate_that_nobody_trusts_is_refused_before_the_password_goes()
    {
        using var certificate = FakeEngine.CreateCertificate();
        await using var engine = await FakeEngine.StartAsync(certificate: certificate);
        using var client = new EngineClient(engine.Address);

        var thrown = await client.Awaiting(known => LoginAsync(known)).Should().ThrowAsync<UserException>();

        thrown.WithMessage("No secure connection to the engine at https://127.0.0.1:*").Which.Action
            .Should().Contain("trust the engine's certificate");
        engine.Requests.Should().BeEmpty();
    }

    private static string WithoutBoundary(string request) =>
        request.Split("--") is [_, var rest, ..] && request.StartsWith("POST data/upload", StringComparison.Ordinal)
            ? request.Replace(rest.Split('\r')[0], "B", StringComparison.Ordinal)
            : request;

    private static Task LoginAsync(EngineClient client) =>
        client.LoginAsync(
            new JsonObject { ["type"] = "APIVersion", ["major"] = 1, ["minor"] = 11, ["micro"] = 16 }, "admin", Password,
            CancellationToken.None);

    private static async Task<EngineClient> LoggedInAsync(FakeEngine engine)
    {
        var client = new EngineClient(engine.Address);
        await LoginAsync(client);
        return client;
    }

    // What comes of a login where all requests are answered so.
    private static async Task<UserException> FailsAsync(Func<HttpContext, Task> answer, TimeSpan? patience = null)
    {
        await using var engine = await FakeEngine.StartAsync(async context =>
        {
            await answer(context);
            return true;
        });
        using var client = new EngineClient(engine.Address, patience: patience);
        return (await client.Awaiting(known => LoginAsync(known)).Should().ThrowAsync<UserException>()).Which;
    }

    private async Task<IReadOnlyList<string>> UploadAsync(FakeEngine engine)
    {
        var path = _directory.Combine("my\"artifact.json");
        await File.WriteAllTextAsync(path, """{"an":"artifact"}""");
        using var client = await LoggedInAsync(engine);
        var upload = await client.UploadAsync(path, _ => { }, CancellationToken.None);
        upload.Should().Be(new Upload("ACTION-2", "JOB-7"));
        var report = new List<string>();
        await new UploadRun(client, upload, TimeProvider.System)
            .WaitAsync(report.Add, part => report.Add($"{part * 100:0} %"), CancellationToken.None);
        return report;
    }
}
