using System.Formats.Tar;
using System.IO.Compression;
using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Delphix.Virtualization.Engine.Catalog;
using Delphix.Virtualization.Engine.Http;
using Delphix.Virtualization.Engine.Http.Client;
using Delphix.Virtualization.Engine.Jobs;
using Delphix.Virtualization.Engine.Plugins;
using Delphix.Virtualization.Engine.Tests.Plugins;
using Delphix.Virtualization.Packaging.Files;

namespace Delphix.Virtualization.Engine.Tests.Http;

public sealed class EngineServerTests : IAsyncLifetime
{
    private ServedEngine _served = null!;

    public async Task InitializeAsync() => _served = await ServedEngine.StartAsync();

    public Task DisposeAsync() => _served.DisposeAsync().AsTask();

    [Fact]
    public async Task WhoeverIsNotLoggedIn_may_do_nothing()
    {
        using var http = new HttpClient { BaseAddress = new Uri(_served.Address, "/resources/json/delphix/") };
        await ServedEngine.PostAsync(
            http, "session", """{"type":"APISession","version":{"type":"APIVersion","major":1,"minor":11,"micro":16}}""");
        (HttpMethod, string)[] requests =
        [
            (HttpMethod.Post, "toolkit/requestUploadToken"), (HttpMethod.Post, "data/upload"),
            (HttpMethod.Get, "action/ACTION-1"), (HttpMethod.Get, "action/ACTION-1/getJob"), (HttpMethod.Get, "toolkit"),
            (HttpMethod.Post, "service/support/bundle/generate"), (HttpMethod.Get, "data/downloadOutputStream?token=x"),
        ];

        foreach (var (method, path) in requests)
        {
            using var request = new HttpRequestMessage(method, path);
            using var response = await http.SendAsync(request);
            response.StatusCode.Should().Be(HttpStatusCode.Forbidden, path);
            (await response.Content.ReadAsStringAsync())
                .Should().Contain("\"details\":\"You are not logged in, or the session has expired.\",\"action\":\"Log in first.\"");
        }
    }

    [Theory]
    [InlineData("admin", "wrong")]
    [InlineData("admin", "")]
    [InlineData("root", ServedEngine.Password)]
    public async Task WrongUserOrPassword_is_refused_alike(string user, string password)
    {
        using var http = await _served.RawAsync();

        var answer = await ServedEngine.PostAsync(
            http, "login", $$"""{"type":"LoginRequest","username":"{{user}}","password":"{{password}}"}""");

        (answer["error"]!["details"]!.GetValue<string>(), answer["error"]!["id"]!.GetValue<string>())
            .Should().Be(("Invalid username or password.", "exception.webservices.login.failed"));
        string.Join('\n', _served.Log).Should().Contain("refused").And.NotContain(ServedEngine.Password);
    }

    [Fact]
    public async Task Session_that_is_not_used_ends()
    {
        using var http = await _served.RawAsync();
        _served.Pass(Sessions.Lifetime);

        (await http.GetAsync("toolkit")).StatusCode.Should().Be(HttpStatusCode.Forbidden);
    }

    [Theory]
    [InlineData("""{"type":"APISession","version":{"type":"APIVersion","major":2,"minor":11,"micro":0}}""", "is not one of this engine.")]
    [InlineData("""{"type":"APISession","version":{"type":"APIVersion","major":1,"minor":11,"micro":17}}""", "is not one of this engine.")]
    [InlineData("""{"type":"APISession"}""", "The API version is missing, and is not one of this engine.")]
    [InlineData("""{"type":"LoginRequest"}""", "it must be a JSON object of the type APISession")]
    [InlineData("<html>", "it must be a JSON object of the type APISession")]
    [InlineData("""{"type":"\ud800"}""", "it must be a JSON object of the type APISession")]
    public async Task Session_that_is_asked_for_wrongly_is_refused(string body, string reason)
    {
        using var http = new HttpClient { BaseAddress = new Uri(_served.Address, "/resources/json/delphix/") };

        (await ServedEngine.PostAsync(http, "session", body))["error"]!["details"]!.GetValue<string>().Should().Contain(reason);
    }

    [Fact]
    public async Task Form_as_the_published_tool_writes_it_is_understood()
    {
        using var http = await _served.RawAsync();
        var artifact = await File.ReadAllTextAsync(await _served.ArtifactAsync());
        string[] lines =
        [
            "------------boundary------", "Content-Disposition: form-data; name=\"token\"", "", await ServedEngine.TokenAsync(http),
            "------------boundary------", "Content-Disposition:form-data; name=\"file\"; filename=\"artifact.json\"",
            "Content-Type: application/octet-stream", "", artifact,
            "------------boundary--------", "",
        ];
        using var content = new ByteArrayContent(Encoding.UTF8.GetBytes(string.Join("\r\n", lines)));
        content.Headers.TryAddWithoutValidation("Content-type", "multipart/form-data; boundary=----------boundary------");

        using var response = await http.PostAsync("data/upload", content);

        (await response.Content.ReadAsStringAsync())
            .Should().Be("""{"type":"OKResult","status":"OK","result":"","job":null,"action":"ACTION-1"}""");
        await Eventually.IsTrueAsync(() => _served.Received.Count == 0, "the upload has ended");
        (await _served.Engine.FindAsync<PluginObject>("Levels")).BuildNumber.Should().Be("1");
    }

    [Fact]
    public async Task Upload_of_the_installed_build_replaces_it_and_that_of_an_earlier_one_is_refused_at_once()
    {
        await _served.UploadAsync(await _served.ArtifactAsync());
        await _served.UploadAsync(await _served.ArtifactAsync());
        var earlier = await _served.ArtifactAsync("0.9", nameof(UpgradePlugins.First));

        var thrown = await FluentActions.Awaiting(() => _served.UploadAsync(earlier)).Should().ThrowAsync<UserException>();

        thrown.WithMessage("The plugin 'Levels' is installed in build 1, and build 0.9 is earlier*")
            .Which.Action.Should().Be("Give the plugin a higher buildNumber and build it again.");
        (await _served.Engine.FindAsync<PluginObject>("Levels")).Revision.Should().Be(1);
    }

    [Theory]
    [InlineData("entryPoint", "\"No.Such:Member\"", "*No.Such*")]
    [InlineData(
        "engineApi", """{"type":"APIVersion","major":1,"minor":12,"micro":0}""",
        "*was built for version 1.12.0 of the engine's API, and this one has 1.11.16.")]
    public async Task Upload_that_cannot_be_installed_tells_why_and_leaves_nothing(string key, string value, string message)
    {
        var artifact = await _served.ArtifactAsync(json => json[key] = JsonNode.Parse(value));

        var thrown = await _served.Awaiting(served => served.UploadAsync(artifact)).Should().ThrowAsync<UserException>();

        thrown.WithMessage(message).Which.Action.Should().NotBeEmpty();
        (await _served.Engine.ListAsync<PluginObject>()).Should().BeEmpty();
        _served.Received.Should().BeEmpty();
        if (Directory.Exists(_served.Directory.Plugins))
            Directory.EnumerateFileSystemEntries(_served.Directory.Plugins).Should().BeEmpty();
    }

    [Fact]
    public async Task JobOfAnUpload_says_how_far_it_is()
    {
        var install = new PluginInstall(await _served.ArtifactAsync());
        var reports = new List<Job>();
        await _served.Engine.RunAsync(install, new Observer(reports.Add));
        var action = new UploadAction("ACTION-1", "Upload", DateTimeOffset.UnixEpoch) { StepCount = install.StepCount };

        reports.Select(Percent).Distinct().Should().Equal(0, 50, 99);
        action.Succeed();
        Percent(reports[^1]).Should().Be(100);

        int Percent(Job job)
        {
            action.Report(job);
            return action.ToJobJson()["percentComplete"]!.GetValue<int>();
        }
    }

    [Fact]
    public async Task Upgrade_that_fails_tells_its_events_and_why()
    {
        await _served.UploadAsync(await _served.ArtifactAsync());
        var artifact = await _served.ArtifactAsync(json => json["entryPoint"] = "No.Such:Member", "2");
        using var client = await _served.LoggedInAsync();
        var report = new List<string>();

        // It may be refused with the upload, if it fails before that is answered.
        var thrown = await FluentActions.Awaiting(async () =>
        {
            var upload = await client.UploadAsync(artifact, _ => { }, CancellationToken.None);
            upload.Job.Should().Be("JOB-2");
            await new UploadRun(client, upload, TimeProvider.System).WaitAsync(report.Add, _ => { }, CancellationToken.None);
        }).Should().ThrowAsync<UserException>();

        thrown.WithMessage("*No.Such*").Which.Action.Should().NotBeEmpty();
        (await _served.Engine.FindAsync<PluginObject>("Levels")).BuildNumber.Should().Be("1");
    }

    [Fact]
    public async Task Uploads_of_one_plugin_at_once_are_refused_but_one()
    {
        Task<IReadOnlyList<string>> first;
        using (FileLock.TryAcquire(_served.Directory.Lock("jobs-all")))
        {
            first = _served.UploadAsync(await _served.ArtifactAsync());
            await Eventually.IsTrueAsync(
                () => _served.Log.Any(line => line.StartsWith("Upload of the plugin 'Levels', build 1: ACTION-", StringComparison.Ordinal)),
                "the first one waits for another job");

            var artifact = await _served.ArtifactAsync("2", nameof(UpgradePlugins.Second));
            var thrown = await _served.Awaiting(served => served.UploadAsync(artifact)).Should().ThrowAsync<UserException>();

            (thrown.Which.Message, thrown.Which.Action)
                .Should().Be(("Another upload of the plugin 'Levels' is under way.", "Wait until it has ended, then upload again."));
        }

        await first;
        (await _served.Engine.FindAsync<PluginObject>("Levels")).BuildNumber.Should().Be("1");
        await _served.UploadAsync(await _served.ArtifactAsync("2", nameof(UpgradePlugins.Second)));
    }

    [Fact]
    public async Task Server_that_stops_undoes_what_is_under_way_and_tells_its_client()
    {
        using var held = FileLock.TryAcquire(_served.Directory.Lock("jobs-all"));
        var upload = _served.UploadAsync(await _served.ArtifactAsync());
        await Eventually.IsTrueAsync(
            () => _served.Received.Count == 1 && _served.Log.Any(line => line.StartsWith("Upload of", StringComparison.Ordinal)),
            "the upload waits for another job");

        await _served.StopAsync();

        (await upload.Awaiting(task => task).Should().ThrowAsync<UserException>())
            .WithMessage("The engine was stopped; what the upload had done is undone.");
        (await _served.Engine.ListAsync<PluginObject>()).Should().BeEmpty();
        Directory.Exists(_served.Directory.Uploads).Should().BeFalse();
    }

    [Fact]
    public async Task Server_that_starts_removes_what_a_dead_one_was_receiving()
    {
        await _served.StopAsync();
        Directory.CreateDirectory(Path.Combine(_served.Directory.Uploads, "dead"));

        await _served.ServeAsync();

        _served.Received.Should().BeEmpty();
    }

    [Fact]
    public async Task SecondServer_of_one_engine_directory_is_refused() =>
        (await _served.Awaiting(served => served.ServeAsync()).Should().ThrowAsync<UserException>())
            .WithMessage($"Another server uses the engine directory {_served.Directory.Root}.");

    [Fact]
    public async Task Server_at_a_port_that_is_taken_is_refused()
    {
        await using var other = await ServedEngine.StartAsync();
        await other.StopAsync();
        using var password = AdminPassword.Of("x");

        var addresses = ServerAddress.Parse(_served.Address.ToString());
        var thrown = await FluentActions.Awaiting(() => EngineServer.StartAsync(other.Engine, addresses, password))
            .Should().ThrowAsync<UserException>();

        thrown.WithMessage("The engine cannot listen: *address already in use*").Which.Action
            .Should().Be("End what listens there, or name another address with --urls.");
    }

    [Fact]
    public async Task Logs_have_all_files_of_the_plugin_and_no_others()
    {
        await _served.UploadAsync(await _served.ArtifactAsync());
        var folder = Directory.CreateDirectory(_served.Directory.Logs(UpgradePlugins.Id)).FullName;
        foreach (var name in (string[])["debug.log", "debug.log.1", "error.log"])
            await File.WriteAllTextAsync(Path.Combine(folder, name), $"text of {name}");
        await File.WriteAllTextAsync(Path.Combine(folder, "debug.log.lock"), "");
        using var client = await _served.LoggedInAsync();
        var token = await client.RequestLogsAsync(
            (await client.FindPluginAsync(UpgradePlugins.Id, CancellationToken.None))!, CancellationToken.None);

        await client.DownloadLogsAsync(token, _served.PathOf("logs.tar.gz"), CancellationToken.None);

        using var zip = new GZipStream(File.OpenRead(_served.PathOf("logs.tar.gz")), CompressionMode.Decompress);
        using var tar = new TarReader(zip);
        var found = new List<string>();
        while (await tar.GetNextEntryAsync() is { } entry)
            found.Add(
                $"{entry.Name.Replace(UpgradePlugins.Id, "ID")}: "
                    + $"{(entry.DataStream is null ? "" : await new StreamReader(entry.DataStream).ReadToEndAsync())}");
        found.Should().Equal(
            "ID/: ", "ID/debug.log: text of debug.log", "ID/debug.log.1: text of debug.log.1", "ID/error.log: text of error.log");
        var again = await client.Awaiting(known => known.DownloadLogsAsync(token, _served.PathOf("again.tar.gz"), CancellationToken.None))
            .Should().ThrowAsync<UserException>();
        again.WithMessage("The download token is not valid: it has expired, or was used already.");
        Directory.EnumerateFiles(_served.PathOf(), "again*").Should().BeEmpty();
    }

    [Theory]
    [InlineData("../PLUGIN-1")]
    [InlineData("PLUGIN-9")]
    public async Task Logs_of_no_plugin_are_refused(string reference)
    {
        using var client = await _served.LoggedInAsync();

        (await client.Awaiting(known => known.RequestLogsAsync(reference, CancellationToken.None)).Should().ThrowAsync<UserException>())
            .WithMessage($"There is no plugin '{reference}'.");
    }

    [Fact]
    public async Task Action_that_nobody_knows_is_not_found()
    {
        using var http = await _served.RawAsync();

        using var response = await http.GetAsync("action/ACTION-9/getJob");

        response.StatusCode.Should().Be(HttpStatusCode.NotFound);
        JsonNode.Parse(await response.Content.ReadAsStringAsync())!["error"]!["details"]!.GetValue<string>()
            .Should().Be("There is no such action since the engine was started.");
    }

    [Fact]
    public async Task JobsOfTheServer_are_those_of_the_engine()
    {
        await _served.UploadAsync(await _served.ArtifactAsync());

        (await _served.Engine.ListJobsAsync()).Should().ContainSingle().Which
            .Should().Match<Job>(job => job.Workflow == "Plugin install" && job.State == JobState.Completed);
    }

    private sealed class Observer(Action<Job> report) : IProgress<Job>
    {
        public void Report(Job value) => report(value);
    }
}
