using System.Diagnostics;
using System.Net;
using System.Text.Json.Nodes;
using Delphix.Virtualization.Bridge.Host;
using Delphix.Virtualization.Bridge.Publishing;

namespace Delphix.Virtualization.Bridge.Tests;

/// <summary>The plugin host as a program of its own.</summary>
public sealed class ProgramTests
{
    [Fact]
    public async Task Health_names_the_plugins_and_counts_the_calls()
    {
        await using var world = await BridgedPlugins.ProbeAsync();
        await using var host = await PluginHostProgram.StartAsync([world.ArtifactFile], world.Certificates);
        await world.WriteProjectAsync(host.EndPoint.Port);
        await using var engine = await world.StartEngineAsync();
        using var script = new HeldScript();
        var call = world.CallAsync(engine, "library", script.Libs);
        await script.StartedAsync();

        var (status, state) = await host.AskHealthAsync();
        script.End();
        await call;

        (status, $"{state["status"]}", state["calls"]!.GetValue<int>()).Should().Be((HttpStatusCode.OK, "running", 1));
        var plugin = state["plugins"]!.AsArray().Should().ContainSingle().Which!;
        ($"{plugin["name"]}", $"{plugin["buildNumber"]}").Should().Be(("Probe", "1"));
        (await host.AskHealthAsync()).State["calls"]!.GetValue<int>().Should().Be(0);
    }

    [Fact]
    public async Task Log_is_a_document_a_line_with_the_operation_and_its_plugin()
    {
        await using var world = await BridgedPlugins.ProbeAsync();
        await using var host = await PluginHostProgram.StartAsync([world.ArtifactFile], world.Certificates);
        await world.WriteProjectAsync(host.EndPoint.Port);
        await using var engine = await world.StartEngineAsync();

        await world.CallAsync(engine, "log");

        await Eventually.IsTrueAsync(() => host.Log.Any(line => line.Contains("returned", StringComparison.Ordinal)), "it is logged");
        var lines = host.Log.Select(line => JsonNode.Parse(line)!).ToList();
        lines.Select(line => $"{line["Message"]}").Should().Contain(["warning", "discovery.sourceConfig returned."]);
        var scopes = lines.Single(line => $"{line["Message"]}" == "warning")["Scopes"]!.ToJsonString();
        scopes.Should().Contain("discovery.sourceConfig of Probe, build 1, connection");
    }

    // So that plugins and host can be upgraded without a pause.
    [Fact]
    public async Task Plugin_host_that_stops_lets_its_call_end_and_leaves_its_addresses_to_the_next_one()
    {
        await using var world = await BridgedPlugins.ProbeAsync();
        await using var first = await PluginHostProgram.StartAsync([world.ArtifactFile], world.Certificates);
        await world.WriteProjectAsync(first.EndPoint.Port);
        await using var busy = await world.StartEngineAsync();
        await using var other = await world.StartEngineAsync();
        await world.CallAsync(other, "nothing");
        using var script = new HeldScript();
        var call = world.CallAsync(busy, "library", script.Libs);
        await script.StartedAsync();

        first.Terminate();
        await Eventually.IsTrueAsync(first.HasLeftItsAddressAsync, "it takes no further connections");
        await using var second = await PluginHostProgram.StartAsync(
            [world.ArtifactFile], world.Certificates, first.EndPoint.Port);
        await world.CallAsync(other, "nothing");
        await Eventually.IsTrueAsync(
            () => second.Log.Any(line => line.Contains("discovery.sourceConfig returned", StringComparison.Ordinal)),
            "the next one ran it");
        script.End();

        (await call).ToJsonString().Should().Contain("done");
        (await first.EndedAsync()).Should().Be(0);
    }

    [Fact]
    public async Task Published_folder_runs_on_a_machine_without_dotnet()
    {
        await using var world = await BridgedPlugins.ProbeAsync();
        using var directory = new TemporaryDirectory();
        var (folder, listen, health) = (directory.Combine("host"), PluginHostProgram.NewEndPoint(), PluginHostProgram.NewEndPoint());
        Directory.CreateDirectory(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        string[] options = ["--artifact", world.ArtifactFile, "--listen", $"{listen}", "--health", $"{health}"];

        var published = await DvpProgram.RunAsync(
            ["plugin-host", "publish", folder, .. options, "--certificates", world.Certificates, "--at", "/opt/host-2"]);

        published.ExitCode.Should().Be(0, published.Output);
        Directory.EnumerateFileSystemEntries(folder).Select(Path.GetFileName).Should().BeEquivalentTo(
            "artifacts", "certificates", "dotnet", "program", "plugin-host", "host-2.service", "README.md");
        File.GetUnixFileMode(folder).Should().Be((UnixFileMode)0b111_101_101, "the user of the service is another one");
        File.ReadLines(Path.Combine(folder, "host-2.service")).Should().Contain("ExecStart=/opt/host-2/plugin-host");
        Directory.EnumerateFiles(Path.Combine(folder, "certificates")).Select(Path.GetFileName)
            .Should().BeEquivalentTo("authority.crt", "host.crt", "host.key");
        File.GetUnixFileMode(Path.Combine(folder, "certificates", "host.key")).Should().Be((UnixFileMode)0b110_000_000);
        Directory.EnumerateFiles(Path.Combine(folder, "program"), "*xunit*").Should().BeEmpty("it takes only what dvp needs");
        await using var host = await PluginHostProgram.StartPublishedAsync(folder, listen, health);
        host.LibraryFile("libcoreclr.so").Should().StartWith(folder);
        (await host.AskHealthAsync()).State["plugins"]!.AsArray().Should().ContainSingle();
        await world.WriteProjectAsync(listen.Port);
        await using var engine = await world.StartEngineAsync();
        await world.CallAsync(engine, "nothing");
        host.Terminate();
        (await host.EndedAsync()).Should().Be(0);
    }

    [Fact]
    public async Task Publishing_where_no_folder_can_be_made_says_so()
    {
        await using var world = await BridgedPlugins.ProbeAsync();
        var options = new PluginHostOptions
        {
            Artifacts = [world.ArtifactFile],
            Listen = PluginHostProgram.NewEndPoint(),
            Certificates = world.Certificates,
        };

        var publish = () => PublishedHost.WriteAsync(Path.Combine(world.ArtifactFile, "host"), options);

        (await publish.Should().ThrowAsync<IOException>()).Which.Message.Should().Contain($"'{world.ArtifactFile}' already exists");
    }

    [Fact]
    public async Task Published_folder_that_other_users_can_write_to_is_refused_and_gets_no_key()
    {
        await using var world = await BridgedPlugins.ProbeAsync();
        using var directory = new TemporaryDirectory();
        var folder = Directory.CreateDirectory(directory.Combine("host"));
        folder.UnixFileMode |= UnixFileMode.OtherWrite;

        await RefuseToPublishAsync(folder.FullName, world.ArtifactFile, world.Certificates);
    }

    [RootFact]
    public async Task Published_folder_of_another_user_is_refused_and_gets_no_key()
    {
        await using var world = await BridgedPlugins.ProbeAsync();
        using var directory = new TemporaryDirectory();
        var folder = Directory.CreateDirectory(directory.Combine("host"));
        using (var given = Process.Start("chown", ["65534", folder.FullName]))
            await given.WaitForExitAsync();

        await RefuseToPublishAsync(folder.FullName, world.ArtifactFile, world.Certificates);
    }

    private static async Task RefuseToPublishAsync(string folder, string artifact, string certificates)
    {
        var published = await DvpProgram.RunAsync(
            ["plugin-host", "publish", folder, "--artifact", artifact, "--listen", "127.0.0.1:8400", "--certificates", certificates]);

        published.ExitCode.Should().Be(1);
        published.Output.Should().Contain($"The folder {folder} is not yours alone");
        Directory.EnumerateFileSystemEntries(folder).Should().BeEmpty();
    }
}
