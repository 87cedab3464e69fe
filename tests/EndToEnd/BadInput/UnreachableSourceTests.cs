using System.Text.Json.Nodes;
using Delphix.Virtualization.EndToEnd.Support;
using Delphix.Virtualization.Packaging.Processes;

namespace Delphix.Virtualization.EndToEnd.BadInput;

/// <summary>
/// What is wrong with the source host; each is reported and leaves nothing, and once it is fixed, the same workflow works.
/// </summary>
public sealed class UnreachableSourceTests
{
    [EngineFact]
    public async Task Environment_whose_host_is_down_is_not_added()
    {
        await using var world = await World.StartAsync(install: false);
        await world.RunAsync(new PluginInstall(await BuiltPlugin.Reference.ArtifactAsync()));
        var inventory = await world.InventoryAsync();
        await world.Ssh.StopAsync();

        var thrown = await world.FailsAsync(world.SourceEnvironment("source"));

        thrown.Message.Should().Match($"127.0.0.1 cannot be reached over SSH: *port {world.Ssh.Port}: Connection refused");
        thrown.Action.Should().Be("Check that the host is up, and that the environment's address, port, user and key are right.");
        (await world.InventoryAsync()).Should().Be(inventory);
        await world.Ssh.StartAgainAsync();
        await world.RunAsync(world.SourceEnvironment("source"));
    }

    [EngineFact]
    public async Task Environment_whose_key_is_wrong_or_unknown_is_not_added()
    {
        await using var world = await World.StartAsync(install: false);
        var key = world.PathOf("key");
        await Tool.RunAsync("ssh-keygen", ["-q", "-t", "ed25519", "-N", "", "-f", key], CancellationToken.None);

        (await world.FailsAsync(Add(key, acceptNewHostKey: true))).Message.Should().Contain("Permission denied");
        File.Delete(world.PathOf("engine", "known_hosts"));
        var unknown = await world.FailsAsync(Add(world.Ssh.IdentityFile, acceptNewHostKey: false));
        unknown.Message.Should().Contain("Host key verification failed");
        unknown.Action.Should().Be(
            "Add the environment with --accept-new-host-key to accept the key at the first contact, or add it to your known_hosts.");
        (await world.FailsAsync(Add(world.PathOf("no-such-key"), acceptNewHostKey: true))).Message.Should()
            .Be($"The identity file {world.PathOf("no-such-key")} does not exist.");

        (await world.Engine.ListAsync<Engine.Catalog.EnvironmentObject>()).Should().BeEmpty();
        await world.RunAsync(Add(world.Ssh.IdentityFile, acceptNewHostKey: true));

        EnvironmentAdd Add(string identityFile, bool acceptNewHostKey) => new("source", world.Ssh.Address)
        {
            User = world.Ssh.UserName,
            Port = world.Ssh.Port,
            IdentityFile = identityFile,
            AcceptNewHostKey = acceptNewHostKey,
        };
    }

    [EngineFact]
    public async Task Link_to_a_host_that_turns_it_away_leaves_nothing()
    {
        await using var world = await World.StartAsync();
        world.WriteSource("file", "one");
        var inventory = await world.InventoryAsync();

        // The next one accepts the key, which is then known.
        await FailsAsync(
            parameters => parameters["acceptNewHostKey"] = false, "The host key of 127.0.0.1 is not known on the staging host.");
        Directory.Move(world.Source, world.Source + "-away");
        await File.WriteAllTextAsync(world.Source, "");
        await FailsAsync(_ => { }, $"{world.Source} on 127.0.0.1 is not a directory.");
        File.Delete(world.Source);
        Directory.Move(world.Source + "-away", world.Source);

        await world.LinkAsync();
        await World.ExpectEqualAsync(world.Source, world.Staging);

        async Task FailsAsync(Action<JsonObject> change, string message)
        {
            var thrown = await world.FailsAsync(new LinkedSourceLink("files", "files", "here", world.LinkedSource(change)));
            thrown.Message.Should().Be(message);
            thrown.Action.Should().NotBe(UserException.DefaultAction).And.NotBeEmpty();
            (await world.InventoryAsync()).Should().Be(inventory);
        }
    }
}
