using System.Diagnostics;
using System.Globalization;
using System.Text.Json.Nodes;
using Delphix.Virtualization;
using Delphix.Virtualization.Engine.Catalog;
using Delphix.Virtualization.Engine.LinkedSources;
using Delphix.Virtualization.Engine.VirtualSources;
using PostgresqlPlugin.Tests.Support;

namespace PostgresqlPlugin.Tests.Life;

/// <summary>The life of a real cluster in a real engine.</summary>
public sealed class ClusterLifeTests
{
    [PostgresqlFact]
    public async Task Cluster_is_found_linked_and_synced()
    {
        await using var world = await World.StartAsync();
        (await world.ListAsync<RepositoryObject>()).Select(found => found.Parameters["programs"]!.GetValue<string>())
            .Should().Contain(PostgresqlFactAttribute.Programs);
        (await world.FindAsync<SourceConfigObject>($"postgresql-{world.Source.Port}")).Parameters["dataDirectory"]!.GetValue<string>()
            .Should().Be(world.Source.Data);

        await world.LinkAsync();
        await world.Source.AskAsync("INSERT INTO orders VALUES ('second')");
        await world.RunAsync(new LinkedSourceSync("orders", resync: false));

        var snapshots = (await world.ListAsync<SnapshotObject>()).Select(snapshot => snapshot.Parameters).ToList();
        var system = await world.Source.AskAsync("SELECT system_identifier FROM pg_control_system()");
        snapshots.Should().HaveCount(2).And.OnlyContain(snapshot => snapshot["systemIdentifier"]!.GetValue<string>() == system);
        snapshots.Should().OnlyContain(
            snapshot => snapshot["timeline"]!.GetValue<long>() == 1 && snapshot["bytes"]!.GetValue<long>() > 10_000_000);
        var positions = snapshots.Select(snapshot => $"'{snapshot["lsn"]}'::pg_lsn").Append("pg_current_wal_lsn()").ToList();
        (await world.Source.AskAsync($"SELECT {positions[0]} < {positions[1]} AND {positions[1]} < {positions[2]}")).Should().Be("t");
        Directory.EnumerateFileSystemEntries(world.Staging).Select(Path.GetFileName).Should().BeEquivalentTo("data", "superuser");
    }

    [PostgresqlFact]
    public async Task Vdb_changes_and_goes_back_and_forward_while_its_source_and_its_siblings_do_not_notice()
    {
        await using var world = await World.StartAsync();
        await world.LinkAsync();
        var (mine, yours) = (world.NewVdb("mine"), world.NewVdb("yours"));
        await world.ProvisionAsync(mine);
        // A file postmaster.pid comes with the data of a VDB that runs, and names its server.
        await world.ProvisionAsync(yours, "mine");

        await mine.AskAsync("INSERT INTO orders VALUES ('mine')");
        await world.RunAsync(new VirtualSourceSnapshot("mine"));
        await mine.AskAsync("DROP TABLE orders");
        await world.Source.AskAsync("INSERT INTO orders VALUES ('second')");
        await world.RunAsync(new LinkedSourceSync("orders", resync: true));

        (await yours.ItemsAsync(), await world.Source.AskAsync("SELECT count(*) FROM orders")).Should().Be(("first", "2"));
        await world.RunAsync(new VirtualSourceRollback("mine", "@2"));
        (await mine.ItemsAsync()).Should().Be("first mine");
        await world.RunAsync(new VirtualSourceRefresh("mine", to: null));
        (await mine.ItemsAsync(), await mine.StatusAsync(), await yours.StatusAsync())
            .Should().Be(("first second", Status.Active, Status.Active));
    }

    [PostgresqlFact]
    public async Task Vdb_is_stopped_started_killed_disabled_enabled_and_deleted()
    {
        await using var world = await World.StartAsync();
        await world.LinkAsync();
        var vdb = world.NewVdb("mine");
        await world.ProvisionAsync(vdb);

        await world.RunAsync(new VirtualSourceStop("mine"));
        (await vdb.StatusAsync()).Should().Be(Status.Inactive);
        await world.RunAsync(new VirtualSourceSnapshot("mine"));
        await world.RunAsync(new VirtualSourceStop("mine"));
        await world.RunAsync(new VirtualSourceStart("mine"));
        await world.RunAsync(new VirtualSourceStart("mine"));
        (await vdb.StatusAsync()).Should().Be(Status.Active);

        using (var server = Process.GetProcessById(vdb.Server))
            server.Kill();
        (await vdb.StatusAsync()).Should().Be(Status.Inactive);
        await world.RunAsync(new VirtualSourceStop("mine"));
        await world.RunAsync(new VirtualSourceStart("mine"));
        (await vdb.ItemsAsync()).Should().Be("first");

        // Also at once, while its children may still be at work.
        using (var server = Process.GetProcessById(vdb.Server))
            server.Kill();
        await world.RunAsync(new VirtualSourceStart("mine"));
        (await vdb.ItemsAsync()).Should().Be("first");

        using (var server = Process.GetProcessById(vdb.Server))
            server.Kill();
        await world.RunAsync(new VirtualSourceDisable("mine"));
        (await vdb.StatusAsync()).Should().Be(Status.Inactive);
        var port = SourceCluster.FreePort();
        await world.RunAsync(new VirtualSourceUpdate("mine", new JsonObject { ["port"] = port }));
        await world.RunAsync(new VirtualSourceEnable("mine"));
        (await (vdb with { Port = port }).ItemsAsync()).Should().Be("first");

        var id = vdb.Server;
        await world.RunAsync(new VirtualSourceDelete("mine"));
        RunningProcess.Exists(id).Should().BeFalse();
        Directory.Exists(vdb.Mount).Should().BeFalse();
    }

    // Its socket, its archive and its own port are settings of the source; Debian keeps them outside of the data.
    [PostgresqlFact]
    public async Task Vdb_of_a_source_that_is_configured_elsewhere_has_settings_of_its_own()
    {
        await using var world = await World.StartAsync();
        await world.Source.AskAsync("ALTER SYSTEM SET archive_mode = on");
        await world.Source.AskAsync($"ALTER SYSTEM SET port = {world.Source.Port}");
        await world.Source.AskAsync("ALTER SYSTEM SET work_mem = '5MB'");
        await world.Source.MoveConfigurationAsync();
        await world.LinkAsync();
        var vdb = world.NewVdb("mine");
        await world.ProvisionAsync(vdb);

        var settings = await vdb.AskAsync(
            "SELECT string_agg(setting, ' ' ORDER BY name) FROM pg_settings "
                + "WHERE name IN ('archive_mode', 'data_directory', 'port', 'work_mem')");

        settings.Should().Be($"off {vdb.Mount}/data {vdb.Port} 5120");
        (await world.Source.AskAsync("SHOW archive_mode")).Should().Be("on");
        (await vdb.StatusAsync()).Should().Be(Status.Active);
    }

    [PostgresqlFact]
    public async Task Empty_vdb_is_a_new_cluster()
    {
        await using var world = await World.StartAsync();
        var vdb = world.NewVdb("blank");

        await world.RunAsync(new CreateEmptyVdb(vdb.Asked));

        (await vdb.StatusAsync()).Should().Be(Status.Active);
        (await world.ListAsync<SnapshotObject>()).Should().ContainSingle();
    }

    // What was copied before is overwritten only where it differs.
    [PostgresqlFact]
    public async Task Snapshots_share_what_did_not_change_between_them()
    {
        await using var world = await World.StartAsync();
        await world.Source.AskAsync("CREATE TABLE archive AS SELECT repeat('x', 500) AS text FROM generate_series(1, 40000)");
        await world.LinkAsync();
        await world.Source.AskAsync("INSERT INTO orders VALUES ('second')");

        await world.RunAsync(new LinkedSourceSync("orders", resync: false));

        var first = Directory.EnumerateDirectories(world.PathOf("engine", "pool", "mnt", "snapshots")).Order().First();
        var measured = await SourceCluster.RunAsync("btrfs", "filesystem", "du", "--summarize", "--raw", first);
        var numbers = measured.Split('\n')[1].Split(' ', StringSplitOptions.RemoveEmptyEntries);
        var (total, exclusive) =
            (long.Parse(numbers[0], CultureInfo.InvariantCulture), long.Parse(numbers[1], CultureInfo.InvariantCulture));
        // The WAL is new each time: two files of 16 MiB at most.
        exclusive.Should().BeLessThan(total - 30_000_000);
    }
}
