using Delphix.Virtualization.Engine.Catalog;
using Delphix.Virtualization.Engine.Snapshots;
using Delphix.Virtualization.Engine.Tests.Support;
using Delphix.Virtualization.Engine.VirtualSources;

namespace Delphix.Virtualization.Engine.Tests.Snapshots;

/// <summary>Datasets may have names that look like references of others.</summary>
public sealed class SnapshotNamesTests : IAsyncLifetime, IDisposable
{
    private readonly EngineFolder _folder = new();

    public async Task InitializeAsync()
    {
        await _folder.Catalog.SaveAsync(Samples.Vdb("VDB-1", "SNAPSHOT-3"), CancellationToken.None);
        await _folder.Catalog.SaveAsync(Samples.Vdb("VDB-2", "VDB-1"), CancellationToken.None);
        await SaveAsync("SNAPSHOT-1", "SNAPSHOT-3@1", "VDB-1");
        await SaveAsync("SNAPSHOT-2", "VDB-1@1", "VDB-2");
        await SaveAsync("SNAPSHOT-3", "VDB-1@2", "VDB-2");
    }

    public Task DisposeAsync() => Task.CompletedTask;

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("SNAPSHOT-3", "VDB-2", "SNAPSHOT-3")]
    [InlineData("SNAPSHOT-3@1", "VDB-1", "SNAPSHOT-1")]
    [InlineData("VDB-1", "VDB-1", "SNAPSHOT-1")]
    [InlineData("VDB-2", "VDB-2", "SNAPSHOT-3")]
    [InlineData("VDB-1@2", "VDB-2", "SNAPSHOT-3")]
    public async Task Find_of_a_reference_that_is_the_name_of_another_finds_what_has_the_reference(
        string name, string dataset, string snapshot)
    {
        var found = await SnapshotNames.FindAsync(_folder.NewContext(), name, CancellationToken.None);

        (found.Dataset!.Reference, found.Snapshot.Reference).Should().Be((dataset, snapshot));
    }

    [Fact]
    public async Task FindExact_of_a_reference_that_is_the_name_of_a_dataset_finds_the_snapshot() =>
        (await SnapshotNames.FindExactAsync(_folder.NewContext(), "SNAPSHOT-3", CancellationToken.None)).Name.Should().Be("VDB-1@2");

    // As after the document was lost with its copy, or is damaged and has none.
    [Theory]
    [InlineData("SNAPSHOT-4")]
    [InlineData("lost@1")]
    public async Task Snapshot_whose_dataset_the_catalog_has_lost_is_found(string name)
    {
        await SaveAsync("SNAPSHOT-4", "lost@1", "DSOURCE-9");
        var engine = _folder.NewContext();

        (await SnapshotNames.FindExactAsync(engine, name, CancellationToken.None)).Reference.Should().Be("SNAPSHOT-4");
        (await SnapshotNames.FindPluginAsync(engine, name, CancellationToken.None)).Should().BeNull();
    }

    [Fact]
    public async Task Snapshot_whose_dataset_the_catalog_has_lost_is_deleted()
    {
        await SaveAsync("SNAPSHOT-4", "lost@1", "DSOURCE-9");

        await _folder.NewRunner().RunAsync(new SnapshotDelete("lost@1"), null, CancellationToken.None);

        (await _folder.Catalog.TryGetAsync<SnapshotObject>("SNAPSHOT-4", CancellationToken.None)).Should().BeNull();
    }

    [Fact]
    public async Task Provision_from_a_snapshot_whose_dataset_the_catalog_has_lost_names_that_dataset()
    {
        await SaveAsync("SNAPSHOT-4", "lost@1", "DSOURCE-9");
        var provision = new VirtualSourceProvision(new NewVirtualSource("new", "here", null, []), "lost@1");

        var act = () => _folder.NewRunner().RunAsync(provision, null, CancellationToken.None);

        (await act.Should().ThrowAsync<UserException>()).Which.Message.Should()
            .Be("The catalog has lost DSOURCE-9, the dataset that 'lost@1' was taken of.");
    }

    private Task SaveAsync(string reference, string name, string dataset) => _folder.Catalog.SaveAsync(
        new SnapshotObject { Reference = reference, Name = name, CreatedAt = DateTimeOffset.UnixEpoch, Dataset = dataset, Parameters = [] },
        CancellationToken.None);
}
