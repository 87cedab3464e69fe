using System.Text.Json.Nodes;
using Delphix.Virtualization.Engine.Catalog;
using Delphix.Virtualization.Engine.Jobs;
using Delphix.Virtualization.Engine.Tests.Support;
using Delphix.Virtualization.Engine.VirtualSources;
using Delphix.Virtualization.Engine.Workflows;

namespace Delphix.Virtualization.Engine.Tests.Workflows;

/// <summary>A VDB whose mount specification lists no mounts goes through the same workflows as any other, without a mount.</summary>
public sealed class MountlessVdbTests : IAsyncLifetime, IDisposable
{
    private readonly EngineFolder _folder = new();
    private readonly LocalEngine _engine;

    public MountlessVdbTests() => _engine = new LocalEngine(_folder.Directory, storage: StorageDriver.Copy);

    public Task InitializeAsync() => MountlessPlugin.InstallAsync(_folder, RunAsync);

    public async Task DisposeAsync() => await _engine.DisposeAsync();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Life_of_a_vdb_without_mounts_is_that_of_any_other()
    {
        (await RunAsync(new CreateEmptyVdb(New("vdb"))))
            .Should().Equal("virtual.mountSpecification", "virtual.initialize", "virtual.postSnapshot");
        await ExpectAsync("vdb", DatasetState.Enabled, "initialized, 0 mounts");
        await WriteAsync("vdb", "first");

        (await RunAsync(new VirtualSourceSnapshot("vdb"))).Should().Equal("virtual.postSnapshot");
        (await RunAsync(new VirtualSourceProvision(New("child"), "vdb")))
            .Should().Equal("virtual.mountSpecification", "virtual.configure", "virtual.postSnapshot");
        await ExpectAsync("child", DatasetState.Enabled, "configured, 0 mounts", "first");

        await WriteAsync("vdb", "second");
        await RunAsync(new VirtualSourceSnapshot("vdb"));
        (await RunAsync(new VirtualSourceRefresh("child", null)))
            .Should().Equal("virtual.unconfigure", "virtual.mountSpecification", "virtual.configure");
        await ExpectAsync("child", DatasetState.Enabled, "configured, 0 mounts", "second");

        (await RunAsync(new VirtualSourceRollback("vdb", "@2")))
            .Should().Equal("virtual.unconfigure", "virtual.mountSpecification", "virtual.reconfigure");
        await ExpectAsync("vdb", DatasetState.Enabled, "reconfigured, 0 mounts", "first");

        (await RunAsync(new VirtualSourceStart("vdb"))).Should().Equal("virtual.mountSpecification", "virtual.start");
        (await RunAsync(new VirtualSourceStop("vdb"))).Should().BeEmpty();
        (await RunAsync(new VirtualSourceDisable("vdb"))).Should().Equal("virtual.unconfigure");
        await ExpectAsync("vdb", DatasetState.Disabled, "reconfigured, 0 mounts", "first");
        (await RunAsync(new VirtualSourceEnable("vdb"))).Should().Equal("virtual.mountSpecification", "virtual.reconfigure");
        await ExpectAsync("vdb", DatasetState.Enabled, "reconfigured, 0 mounts", "first");

        await RunAsync(new VirtualSourceDelete("child"));
        await RunAsync(new VirtualSourceDelete("vdb"));
        (await _engine.ListAsync<VirtualSourceObject>()).Should().BeEmpty();
        (await _engine.ListAsync<SnapshotObject>()).Should().BeEmpty();
    }

    [Fact]
    public async Task Health_of_an_empty_vdb_without_mounts_is_active_and_zero_bytes()
    {
        await RunAsync(new CreateEmptyVdb(New("vdb")));

        (await _engine.InspectAsync(await _engine.FindAsync<VirtualSourceObject>("vdb"))).Should().Be(new DatasetHealth(Status.Active, 0));
    }

    [Fact]
    public async Task Health_of_a_disabled_vdb_is_inactive_though_its_plugin_has_no_status()
    {
        await RunAsync(new CreateEmptyVdb(New("vdb")));
        await RunAsync(new VirtualSourceDisable("vdb"));

        var health = await _engine.InspectAsync(await _engine.FindAsync<VirtualSourceObject>("vdb"));

        health.Should().Be(new DatasetHealth(Status.Inactive, null));
    }

    [Fact]
    public async Task Update_that_would_mount_a_vdb_in_use_is_refused_until_it_is_disabled()
    {
        var path = _folder.PathOf("mnt");
        var update = new VirtualSourceUpdate("vdb", new JsonObject { ["mountLocation"] = path });
        await RunAsync(new CreateEmptyVdb(New("vdb")));

        var thrown = (await FluentActions.Awaiting(() => RunAsync(update)).Should().ThrowAsync<JobFailedException>()).Which;

        thrown.Message.Should().Be($"'vdb' is mounted nowhere, and with these values it would be mounted at {path}.");
        await RunAsync(new VirtualSourceUpdate("vdb", []));
        await RunAsync(new VirtualSourceDisable("vdb"));
        await RunAsync(update);
        (await _engine.FindAsync<VirtualSourceObject>("vdb")).Parameters["mountLocation"]!.GetValue<string>().Should().Be(path);
    }

    private static NewVirtualSource New(string name) => new(name, "here", null, []);

    // The plugin's operations that the job called.
    private async Task<IEnumerable<string>> RunAsync(Workflow workflow)
    {
        var job = await _engine.RunAsync(workflow);
        job.Steps.Should().NotContain(step =>
            step.Name.StartsWith("Mount", StringComparison.Ordinal) || step.Name.StartsWith("Unmount", StringComparison.Ordinal));
        return job.Steps.Where(step => step.IsPluginOperation).Select(step => step.Name);
    }

    private async Task ExpectAsync(string name, DatasetState state, string sourceConfig, string? content = null)
    {
        var vdb = await _engine.FindAsync<VirtualSourceObject>(name);
        (vdb.State, vdb.Mounts.Count, vdb.SourceConfigParameters["name"]!.GetValue<string>()).Should().Be((state, 0, sourceConfig));
        if (content is not null)
            (await File.ReadAllTextAsync(await FileOfAsync(name))).Should().Be(content);
    }

    private async Task WriteAsync(string name, string content) => await File.WriteAllTextAsync(await FileOfAsync(name), content);

    private async Task<string> FileOfAsync(string name)
    {
        var pool = await _folder.NewContext().Pools.OpenAsync(CancellationToken.None);
        return Path.Combine(pool.VolumePath((await _engine.FindAsync<VirtualSourceObject>(name)).Volume), "file");
    }
}
