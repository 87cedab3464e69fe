using System.Text.Json.Nodes;
using Delphix.Virtualization.Engine.Catalog;
using Delphix.Virtualization.Engine.Environments;
using Delphix.Virtualization.Engine.LinkedSources;
using Delphix.Virtualization.Engine.VirtualSources;
using PostgresqlPlugin.Tests.Support;

namespace PostgresqlPlugin.Tests.Life;

/// <summary>What goes wrong with real servers: what the user reads, and that nothing is lost or left.</summary>
public sealed class ClusterFailureTests
{
    [PostgresqlFact]
    public async Task Source_that_refuses_or_is_down_is_named_and_the_next_sync_works()
    {
        await using var world = await World.StartAsync();
        await world.LinkAsync();

        await SetPasswordAsync("wrong password");
        var refused = await world.FailsAsync(new LinkedSourceSync("orders", resync: false));
        await SetPasswordAsync(SourceCluster.Password);
        await world.Source.StopAsync();
        var down = await world.FailsAsync(new LinkedSourceSync("orders", resync: false));

        refused.Message.Should().Be($"The server at 127.0.0.1:{world.Source.Port} does not let the replication user in.");
        refused.Action.Should().Contain("LOGIN and REPLICATION").And.Contain("from db to the databases postgres and replication");
        refused.Output.Should().Contain($"password authentication failed for user \"{SourceCluster.Login}\"")
            .And.NotContain("wrong password");
        down.Message.Should().Be($"No PostgreSQL server answers at 127.0.0.1:{world.Source.Port}.");
        (await world.ListAsync<SnapshotObject>()).Should().ContainSingle();
        await world.Source.StartAsync();
        await world.RunAsync(new LinkedSourceSync("orders", resync: false));

        Task SetPasswordAsync(string password) =>
            world.RunAsync(new LinkedSourceUpdate("orders", new JsonObject { ["credentials"] = World.Credentials(password) }));
    }

    [PostgresqlFact]
    public async Task Role_without_replication_is_refused()
    {
        await using var world = await World.StartAsync();
        await world.Source.AskAsync($"ALTER ROLE {SourceCluster.Login} NOREPLICATION");

        var refused = await world.FailsAsync(new LinkedSourceLink("orders", $"postgresql-{world.Source.Port}", "db", world.LinkedSource()));

        refused.Message.Should().EndWith("does not let the replication user in.");
        refused.Output.Should().Contain("replication");
        World.Mounts(world.Staging).Should().BeEmpty();
    }

    [PostgresqlFact]
    public async Task Cluster_with_a_tablespace_elsewhere_is_refused_before_anything_is_copied()
    {
        await using var world = await World.StartAsync();
        var folder = world.PathOf("source", "elsewhere");
        await SourceCluster.RunAsync("runuser", "-u", SourceCluster.User, "--", "mkdir", folder);
        await world.Source.AskAsync($"CREATE TABLESPACE fast LOCATION '{folder}'");

        var refused = await world.FailsAsync(new LinkedSourceLink("orders", $"postgresql-{world.Source.Port}", "db", world.LinkedSource()));

        refused.Message.Should().Contain("has tablespaces");
        refused.Output.Should().Be("fast");
    }

    [PostgresqlFact]
    public async Task Backup_that_breaks_off_leaves_the_copy_before_as_it_was()
    {
        await using var world = await World.StartAsync();
        await world.LinkAsync();
        var copied = await File.ReadAllTextAsync(Path.Combine(world.Staging, "data", "backup_label"));
        // The server sends all else first, and then cannot read this.
        var unreadable = Path.Combine(world.Source.Data, "base", "1", "unreadable");
        await File.WriteAllTextAsync(unreadable, "text");
        File.SetUnixFileMode(unreadable, UnixFileMode.None);

        var failed = await world.FailsAsync(new LinkedSourceSync("orders", resync: true));

        failed.Message.Should().Be($"pg_basebackup could not copy the cluster at 127.0.0.1:{world.Source.Port}. The dSource is as it was.");
        failed.Output.Should().Contain("Permission denied");
        (await File.ReadAllTextAsync(Path.Combine(world.Staging, "data", "backup_label"))).Should().Be(copied);
        Directory.Exists(Path.Combine(world.Staging, "incoming")).Should().BeFalse();
        (await world.ListAsync<SnapshotObject>()).Should().ContainSingle();
    }

    [PostgresqlFact]
    public async Task Vdb_whose_server_cannot_start_is_undone_with_its_reason()
    {
        await using var world = await World.StartAsync();
        await world.LinkAsync();
        var taken = world.NewVdb("taken") with { Port = world.Source.Port };
        var nowhere = world.NewVdb("nowhere");
        var asked = nowhere.Asked;
        asked.Parameters["listenAddresses"] = "192.0.2.1";
        await world.RunAsync(new EnvironmentAdd("root", EnvironmentObject.LocalAddress));

        var occupied = await world.FailsAsync(new VirtualSourceProvision(taken.Asked, "orders"));
        var unbound = await world.FailsAsync(new VirtualSourceProvision(asked, "orders"));
        var byRoot = await world.FailsAsync(new VirtualSourceProvision(nowhere.Asked with { Environment = "root" }, "orders"));

        occupied.Message.Should().Be($"Something listens at port {world.Source.Port} of db already.");
        unbound.Message.Should().Be($"The server of the VDB at {nowhere.Mount} did not start.");
        unbound.Output.Should().Contain("192.0.2.1");
        byRoot.Output.Should().Contain("cannot be run as root");
        byRoot.Action.Should().Contain("PostgreSQL does not run as root");
        (await world.ListAsync<VirtualSourceObject>()).Should().BeEmpty();
        World.Mounts(nowhere.Mount).Should().BeEmpty();
        await world.RunAsync(new EnvironmentRemove("root"));
    }
}
