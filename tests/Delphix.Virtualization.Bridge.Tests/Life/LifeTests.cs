using System.Text.Json.Nodes;

namespace Delphix.Virtualization.Bridge.Tests.Life;

/// <summary>A dataset's life on an official engine's side, with real files, rsync and sshd.</summary>
public sealed class LifeTests
{
    [RootFact("rsync", "ssh", "sshd")]
    public async Task Tree_lives_from_its_discovery_to_its_deletion()
    {
        await using var world = await TreeWorld.StartAsync();
        var engine = await world.StartEngineAsync();
        await MakeTreeAsync(world.Source);
        await File.WriteAllTextAsync(world.PathOf("directories.conf"), $"tree={world.Source}\n");

        // Discover, and link.
        var found = await engine.DiscoverAsync();
        found.Should().ContainSingle().Which!["parameters"]!["path"]!.GetValue<string>().Should().Be(world.Source);
        var (dataset, first) = await engine.LinkAsync(world.SourceConfig, world.LinkedSource());
        await ShouldEqualAsync(world.Source, dataset.Path);
        Mode(first).Should().Be("first");
        var atFirst = await TreeListing.CaptureAsync(world.Source);

        // Sync, and find out by a resync what nobody else sees.
        await SampleTree.ChangeAsync(world.Source);
        var second = await engine.SyncAsync(dataset);
        await ShouldEqualAsync(world.Source, dataset.Path);
        Mode(second).Should().Be("sync");
        await DamageAsync(Path.Combine(dataset.Path, "README.txt"), Path.Combine(world.Source, "README.txt"));
        (await TreeComparer.CompareAsync(world.Source, dataset.Path)).DifferenceCount.Should().Be(1);
        var healed = await engine.SyncAsync(dataset, new JsonObject { ["resync"] = true });
        await ShouldEqualAsync(world.Source, dataset.Path);
        healed.Values["healedFiles"]!.GetValue<int>().Should().Be(1);
        (await engine.LinkedAsync("status", dataset))["status"]!.GetValue<string>().Should().Be("ACTIVE");
        (await engine.LinkedAsync("sourceSize", dataset))["databaseSize"]!.GetValue<long>().Should().BePositive();
        await engine.LinkedAsync("worker", dataset);

        // Provision from the older state; change, go back, and forward.
        var parameters = new JsonObject { ["mountLocation"] = world.PathOf("copy"), ["rerootSymlinks"] = false };
        var (copy, fresh) = await engine.ProvisionAsync(first, parameters);
        await ShouldEqualAsync(atFirst, copy.Path);
        await File.WriteAllTextAsync(Path.Combine(copy.Path, "mine"), "only here");
        var changed = await engine.SnapshotAsync(copy);
        Mode(changed).Should().Be("virtual");
        await engine.RollbackAsync(copy, fresh);
        await ShouldEqualAsync(atFirst, copy.Path);
        await engine.RollbackAsync(copy, changed);
        File.ReadAllText(Path.Combine(copy.Path, "mine")).Should().Be("only here");
        await engine.RefreshAsync(copy, healed);
        await ShouldEqualAsync(world.Source, copy.Path);
        await engine.VirtualAsync("stop", copy);
        await engine.VirtualAsync("start", copy);
        (await engine.VirtualAsync("status", copy))["status"]!.GetValue<string>().Should().Be("ACTIVE");
        (await engine.VirtualAsync("sourceSize", copy))["databaseSize"]!.GetValue<long>().Should().BePositive();

        // Delete.
        await engine.DeleteVirtualAsync(copy);
        await engine.DeleteLinkedAsync(dataset);
        // The source host may be the one of other dSources.
        Directory.EnumerateFileSystemEntries(engine.Scratch).Select(Path.GetFileName).Should().Equal("known_hosts");
        engine.Plugin.Errors.Should().BeEmpty();
    }

    [RootFact("rsync", "ssh", "sshd")]
    public async Task Objects_of_the_earlier_build_are_upgraded_and_go_on_with_the_new_one_beside_it()
    {
        await using var earlier = await BridgedPlugins.TutorialAsync();
        await using var world = await TreeWorld.StartAsync(earlier.ArtifactFile);
        await earlier.WriteProjectAsync(world.Host.EndPoint.Port, world.Bridge.Certificates);
        await using var before = await earlier.StartEngineAsync();
        await File.WriteAllTextAsync(Path.Combine(world.Source, "file"), "text");

        // An object of each kind, as the earlier build knows it.
        var request = earlier.Requests.Request("discovery.repository");
        var repositories = (await before.InvokeAsync("discovery.repository", request, new FakeLibs()))["returnValue"]!["repositories"]!;
        var linked = new JsonObject
        {
            ["sourceAddress"] = world.Ssh.Address,
            ["username"] = world.Ssh.UserName,
            ["mountLocation"] = world.PathOf("staging"),
        };

        // The new build runs in the same plugin host.
        var engine = await world.StartEngineAsync();
        var migrations = world.Bridge.Direct.MigrationIds;
        engine.Repository = await engine.UpgradeAsync("repository", (JsonObject)repositories[0]!["parameters"]!, migrations);
        var config = await engine.UpgradeAsync(
            "sourceConfig", new JsonObject { ["name"] = "", ["path"] = $"/{world.Source}/" }, migrations);
        linked = await engine.UpgradeAsync("linkedSource", linked, migrations);
        var snapshot = await engine.UpgradeAsync("snapshot", [], migrations);
        var virtualSource = await engine.UpgradeAsync(
            "virtualSource", new JsonObject { ["mountLocation"] = world.PathOf("copy") }, migrations);
        // What the user sets then.
        (linked["sshPort"], linked["acceptNewHostKey"]) = (world.Ssh.Port, true);
        linked["identityFile"] = world.Ssh.IdentityFile;
        var (dataset, synced) = await engine.LinkAsync(config, linked);
        var (copy, _) = await engine.ProvisionAsync(synced, virtualSource);

        (snapshot["mode"]!.GetValue<string>(), config["path"]!.GetValue<string>()).Should().Be(("unrecorded", world.Source));
        await ShouldEqualAsync(world.Source, dataset.Path);
        await ShouldEqualAsync(world.Source, copy.Path);
        // The engine may ask the earlier build until all has been upgraded.
        await before.InvokeAsync("discovery.repository", request, new FakeLibs());
        var (_, state) = await world.Host.AskHealthAsync();
        state["plugins"]!.AsArray().Select(plugin => $"{plugin!["name"]}").Should().HaveCount(2);
    }

    private static async Task ShouldEqualAsync(string expected, string actual)
    {
        var comparison = await TreeComparer.CompareAsync(expected, actual);
        comparison.IsEqual.Should().BeTrue(comparison.ToString());
    }

    private static async Task ShouldEqualAsync(TreeListing expected, string actual)
    {
        var comparison = await TreeComparer.CompareAsync(expected, actual);
        comparison.IsEqual.Should().BeTrue(comparison.ToString());
    }

    // Of every kind of item some, but not thousands.
    private static async Task MakeTreeAsync(string root)
    {
        await SampleTree.CreateAsync(root);
        foreach (var year in Directory.EnumerateDirectories(Path.Combine(root, "documents")).Order(StringComparer.Ordinal).SkipLast(2))
            Directory.Delete(year, recursive: true);
        foreach (var project in Directory.EnumerateDirectories(Path.Combine(root, "projects")).Order(StringComparer.Ordinal).Skip(1))
            Directory.Delete(project, recursive: true);
        foreach (var photo in Directory.EnumerateFiles(Path.Combine(root, "media"), "photo-1*"))
            File.Delete(photo);
    }

    private static string Mode(TreeSnapshot snapshot) => $"{snapshot.Values["mode"]}";

    // Another first byte, at equal size and time.
    private static async Task DamageAsync(string file, string original)
    {
        await using (var stream = File.Open(file, FileMode.Open))
        {
            var first = stream.ReadByte();
            stream.Position = 0;
            stream.WriteByte((byte)(first ^ 1));
        }

        await Command.RunAsync("touch", "--no-create", $"--reference={original}", "--", file);
    }
}
