using System.Text.Json.Nodes;
using Delphix.Virtualization.EndToEnd.Support;

namespace Delphix.Virtualization.EndToEnd.BadInput;

public sealed class RefusedRequestsTests
{
    [EngineFact]
    public async Task Requests_that_name_what_is_not_are_refused_with_the_nearest_name()
    {
        await using var world = await World.WithDatasetAsync();
        var inventory = await world.InventoryAsync();

        await RefusedAsync(world, new LinkedSourceSync("fles", false), "There is no dSource 'fles'.", "Did you mean 'files'?");
        await RefusedAsync(world, new VirtualSourceStop("copy"), "There is no VDB 'copy'.", "There is no VDB yet.");
        await RefusedAsync(
            world, new VirtualSourceProvision(world.Vdb("copy"), "fles"), "There is no dataset or snapshot 'fles'.",
            "Did you mean 'files'?");
        await RefusedAsync(
            world, new VirtualSourceProvision(world.Vdb("copy"), "files@9"), "There is no dataset or snapshot 'files@9'.",
            "See what there is: dvp snapshot list");
        await RefusedAsync(
            world, new LinkedSourceLink("more", "fils", "here", world.LinkedSource()), "There is no source config 'fils'.",
            "Did you mean 'files'?");
        await RefusedAsync(
            world, new LinkedSourceLink("more", "files", "her", world.LinkedSource()), "There is no environment 'her'.",
            "Did you mean 'here'?");
        await RefusedAsync(world, new EnvironmentRefresh("../source"), "There is no environment '../source'.", "There is: here, source.");

        (await world.InventoryAsync()).Should().Be(inventory);
    }

    [EngineFact]
    public async Task Requests_with_names_or_places_that_cannot_be_are_refused()
    {
        await using var world = await World.WithDatasetAsync();
        await world.ProvisionAsync("copy");
        var inventory = await world.InventoryAsync();

        await RefusedAsync(
            world, new VirtualSourceProvision(world.Vdb("files"), "files"), "The name 'files' is taken by DSOURCE-1.",
            "Choose another name; dSources and VDBs share their names.");
        await RefusedAsync(
            world, new VirtualSourceProvision(world.Vdb("a@b"), "files"), "'a@b' cannot be the name of a dataset.",
            "Use up to 128 letters, digits, blanks, and . _ - , not beginning with a dash.");
        await RefusedAsync(
            world, new EnvironmentAdd("here", "localhost"), "There is an environment 'here' already.", "Choose another name.");
        await RefusedAsync(
            world, new EnvironmentAdd("there", "-oProxyCommand=id"), "'-oProxyCommand=id' is not the address of a host.",
            "Give a host name or an IP address; the user goes into --user.");
        await RefusedAsync(
            world,
            new LinkedSourceLink("more", "files", "source", world.LinkedSource()),
            "The environment 'source' (127.0.0.1) cannot be a staging environment: the local engine mounts storage only on its own "
                + "machine.",
            "Use an environment whose address is localhost.");
        await RefusedAsync(
            world,
            new LinkedSourceLink("more", "files", null, world.LinkedSource()),
            "The source config 'files' belongs to the staged plugin 'Directory Trees', which needs a staging environment to mount storage "
                + "in.",
            "Name one with --staging-environment; see what there is: dvp environment list");
        await RefusedAsync(
            world, new VirtualSourceRefresh("copy", "copy@1"), "'files' has no snapshot 'copy@1'.", "Its snapshots are: files@1.");
        await RefusedAsync(world, new VirtualSourceRollback("copy", "@7"), "'copy' has no snapshot '@7'.", "Its snapshots are: copy@1.");

        (await world.InventoryAsync()).Should().Be(inventory);
    }

    [EngineFact]
    public async Task Parameters_that_break_the_schema_are_refused_by_name()
    {
        await using var world = await World.StartAsync();
        var inventory = await world.InventoryAsync();

        await FailsAsync(parameters => parameters.Remove("username"), "username");
        await FailsAsync(parameters => parameters["sshPort"] = 70000, "sshPort");
        await FailsAsync(parameters => parameters["mountLocation"] = "relative/path", "mountLocation");
        await FailsAsync(parameters => parameters["excludePatterns"] = "*.tmp", "excludePatterns must be a list");
        await FailsAsync(parameters => parameters["moutnLocation"] = "/mnt/x", "moutnLocation");

        async Task FailsAsync(Action<JsonObject> change, string property)
        {
            var thrown = await world.FailsAsync(new LinkedSourceLink("files", "files", "here", world.LinkedSource(change)));
            thrown.Message.Should().StartWith("The parameters of the dSource are not right: ").And.Contain(property);
            thrown.Action.Should().Be("""Give them with --param NAME=VALUE, once for each, and a list with --param 'NAME:=["A","B"]'.""");
            (await world.InventoryAsync()).Should().Be(inventory);
        }
    }

    [EngineFact]
    public async Task MountLocation_that_is_taken_is_refused_until_it_is_free()
    {
        await using var world = await World.WithDatasetAsync();
        await world.ProvisionAsync("other");
        var taken = world.PathOf("mnt", "copy");
        World.Write(Path.Combine(taken, "precious"), "data");
        var inventory = await world.InventoryAsync();

        await RefusedAsync(taken, "the directory is not empty, and mounting would hide what it holds");
        await RefusedAsync(world.PathOf("mnt", "other"), "something is mounted there already");
        await RefusedAsync(
            world.PathOf("mnt", "other", "inside"), $"it lies inside the dataset that is mounted at {world.PathOf("mnt", "other")}");
        await RefusedAsync(Path.Combine(world.Staging, "inside"), $"it lies inside the dataset that is mounted at {world.Staging}");
        await RefusedAsync(world.PathOf("engine", "pool", "x"), "it lies in the engine's own folder");
        await RefusedAsync("/etc/dvp", "it belongs to the operating system");
        (await File.ReadAllTextAsync(Path.Combine(taken, "precious"))).Should().Be("data");

        File.Delete(Path.Combine(taken, "precious"));
        await world.ProvisionAsync("copy");
        await World.ExpectEqualAsync(world.Source, taken);

        async Task RefusedAsync(string path, string reason)
        {
            var thrown = await world.FailsAsync(
                new VirtualSourceProvision(world.Vdb("copy", parameters => parameters["mountLocation"] = path), "files"));
            thrown.Message.Should().Be($"Cannot mount at {path}: {reason}.");
            (await world.InventoryAsync()).Should().Be(inventory);
        }
    }

    [EngineFact]
    public async Task Provisions_to_the_same_place_at_once_succeed_once()
    {
        await using var world = await World.WithDatasetAsync();

        var outcomes = await Task.WhenAll(Enumerable.Range(0, 3).Select(async i =>
        {
            try
            {
                await world.ProvisionAsync($"copy{i}", change: parameters => parameters["mountLocation"] = world.PathOf("mnt", "copy"));
                return "";
            }
            catch (UserException e)
            {
                return e.Message;
            }
        }));

        outcomes.Should().ContainSingle(outcome => outcome == "");
        outcomes.Where(outcome => outcome != "").Should().OnlyContain(outcome => outcome.StartsWith("Cannot mount at "));
        world.Mounts().Should().HaveCount(2);
        world.Volumes().Should().HaveCount(4);
    }

    [EngineFact]
    public async Task File_that_is_no_artifact_is_not_installed()
    {
        await using var world = await World.StartAsync(install: false);
        var path = world.PathOf("artifact.json");

        foreach (var content in (string[])["", "{}", "no json"])
        {
            await File.WriteAllTextAsync(path, content);
            (await world.FailsAsync(new PluginInstall(path))).Message.Should().StartWith($"{path} is not a valid plugin artifact: ");
        }

        File.Copy(await BuiltPlugin.Reference.ArtifactAsync(), path, overwrite: true);
        await world.RunAsync(new PluginInstall(path));
        var thrown = await world.FailsAsync(new PluginInstall(path));
        thrown.Message.Should().StartWith("The plugin 'Directory Trees' is installed already, in build ");
        (await world.Engine.ListAsync<Engine.Catalog.PluginObject>()).Should().ContainSingle();
    }

    [EngineFact]
    public async Task Artifact_of_a_plugin_that_the_engine_cannot_run_is_not_installed()
    {
        await using var world = await World.StartAsync(install: false);
        var path = world.PathOf("artifact.json");
        var artifact = JsonNode.Parse(await File.ReadAllTextAsync(await BuiltPlugin.Reference.ArtifactAsync()))!;
        artifact["hostTypes"]![0] = "WINDOWS";
        await File.WriteAllTextAsync(path, artifact.ToJsonString());

        await RefusedAsync(
            world,
            new PluginInstall(path),
            "The local engine cannot run 'Directory Trees': it is a plugin for Windows hosts, and the engine knows Unix hosts only.",
            "Upload it to an engine that can.");
    }

    private static async Task RefusedAsync(World world, Workflow workflow, string message, string action)
    {
        var thrown = await world.FailsAsync(workflow);
        (thrown.Message, thrown.Action).Should().Be((message, action));
    }
}
