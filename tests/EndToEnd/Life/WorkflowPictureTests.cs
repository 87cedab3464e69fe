using System.Text.Json.Nodes;
using Delphix.Virtualization.EndToEnd.Support;
using Delphix.Virtualization.Engine.Catalog;
using static Delphix.Virtualization.EndToEnd.Support.JobSteps;

namespace Delphix.Virtualization.EndToEnd.Life;

/// <summary>
/// The pictures of docs/concepts.md show what workflows do: each operation, mount, unmount, clone and snapshot, in order.
/// </summary>
public sealed class WorkflowPictureTests
{
    private const string Call = "engine->>plugin: ";

    private static readonly (string Text, string Step)[] Shown =
    [
        ("engine->>host: mounts", MountStep),
        ("engine->>host: unmounts", UnmountStep),
        ("Note over engine: clones", CloneStep),
        ("Note over engine: creates empty storage", CreateStep),
        ("Note over engine: takes the snapshot", SnapshotStep),
    ];

    private static readonly ILookup<string, IReadOnlyList<string>> Pictures = ReadPictures();

    [EngineFact]
    public async Task Pictures_of_a_staged_plugin_show_what_its_jobs_do()
    {
        await using var world = await World.StartAsync(install: false);
        var seen = new HashSet<string>();
        await world.RunAsync(new PluginInstall(await BuiltPlugin.Reference.ArtifactAsync()));
        await ShowsAsync("Discovery", new EnvironmentAdd("here", EnvironmentObject.LocalAddress));
        world.WriteSource("file", "one");
        await world.RunAsync(world.SourceEnvironment("source"));

        await ShowsAsync("Link", new LinkedSourceLink("files", "files", "here", world.LinkedSource()));
        await ShowsAsync("Sync and resync", new LinkedSourceSync("files", resync: false));
        await ShowsAsync("Sync and resync", new LinkedSourceSync("files", resync: true));
        await ShowsAsync("Disable and enable a dSource", new LinkedSourceDisable("files"), new LinkedSourceEnable("files"));
        await ShowsAsync("Provision", new VirtualSourceProvision(world.Vdb("copy"), "files"));
        await ShowsAsync("Create an empty VDB", new CreateEmptyVdb(world.Vdb("blank")));
        await ShowsAsync("Snapshot of a VDB", new VirtualSourceSnapshot("copy"));
        await ShowsAsync("Refresh", new VirtualSourceRefresh("copy", null));
        await ShowsAsync("Rollback", new VirtualSourceRollback("copy", "@1"));
        await ShowsAsync("Stop and start", new VirtualSourceStop("copy"), new VirtualSourceStart("copy"));
        await ShowsAsync("Disable and enable a VDB", new VirtualSourceDisable("copy"), new VirtualSourceEnable("copy"));
        await ShowsAsync("Upgrade", new PluginUpgrade(await BuiltPlugin.Reference.ArtifactAsync()));
        var before = world.Calls.Count;
        await world.Engine.InspectAsync(await world.VdbAsync("copy"));
        world.Calls.Skip(before).Should().Equal(Picture("Status and size"));
        await ShowsAsync("Delete a VDB", new VirtualSourceDelete("copy"));
        await ShowsAsync("Delete a dSource", new LinkedSourceDelete("files"));

        seen.Should().BeEquivalentTo(Pictures.Select(picture => picture.Key), "each picture is one that a job was compared with");

        IReadOnlyList<string> Picture(string heading)
        {
            seen.Add(heading);
            return Pictures[heading].First();
        }

        async Task ShowsAsync(string heading, params Workflow[] workflows)
        {
            var done = new List<string>();
            foreach (var workflow in workflows)
                done.AddRange(Steps(await world.RunAsync(workflow)).Where(IsShown));
            done.Should().Equal(Picture(heading), "docs/concepts.md shows {0} so", heading);
        }
    }

    [EngineFact]
    public async Task Picture_of_a_sync_of_a_direct_plugin_shows_what_its_job_does()
    {
        await using var world = await World.StartAsync(install: false);
        await world.RunAsync(new PluginInstall(await BuiltPlugin.Configuration.ArtifactAsync()));
        await world.RunAsync(new EnvironmentAdd("here", EnvironmentObject.LocalAddress));
        world.WriteSource("app.conf", "app");
        await world.RunAsync(new SourceConfigAdd("here", null, new JsonObject { ["name"] = "app", ["path"] = world.Source }));
        await world.RunAsync(new LinkedSourceLink("app", "app", null, []));

        var done = Steps(await world.RunAsync(new LinkedSourceSync("app", snapshotParameters: null)));

        done.Where(IsShown).Should().Equal(Pictures["Sync and resync"].Last());
    }

    // Steps of the engine that are no part of the order, such as to unpack an artifact, are in no picture.
    private static bool IsShown(string step) => step.Contains('.', StringComparison.Ordinal) || step.StartsWith('(');

    private static ILookup<string, IReadOnlyList<string>> ReadPictures() =>
        Markdown.Fences(File.ReadAllText(Path.Combine(Repository.Root, "docs", "concepts.md")), "mermaid")
            .Where(fence => fence.Text.StartsWith("sequenceDiagram", StringComparison.Ordinal))
            .ToLookup(
                fence => fence.Heading,
                fence => (IReadOnlyList<string>)[.. fence.Text.Split('\n').Select(line => StepOf(line.Trim())).OfType<string>()]);

    private static string? StepOf(string line)
    {
        // Done only where it has to be.
        if (line.Contains("unless", StringComparison.Ordinal))
            return null;
        if (line.StartsWith(Call, StringComparison.Ordinal))
            return line[Call.Length..];
        return Shown.FirstOrDefault(shown => line.StartsWith(shown.Text, StringComparison.Ordinal)).Step;
    }
}
