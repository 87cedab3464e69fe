using Delphix.Virtualization.Engine.Catalog;
using Delphix.Virtualization.Engine.Jobs;
using Delphix.Virtualization.Engine.LinkedSources;
using Delphix.Virtualization.Engine.Snapshots;
using Delphix.Virtualization.Engine.Tests.Support;
using Delphix.Virtualization.Engine.Workflows;

namespace Delphix.Virtualization.Engine.Tests.Workflows;

/// <summary>What a damaged object has or uses stays its own until it is restored.</summary>
public sealed class DamagedDatasetTests : IDisposable
{
    private readonly EngineFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Snapshot_that_a_damaged_vdb_has_its_data_from_is_not_deleted()
    {
        await DamageAsync("vdb", "VDB-1");

        (await FailedAsync(new SnapshotDelete("SNAPSHOT-1"))).Message.Should().Be("The snapshot 'files@1' is in use by the VDB 'copy'.");
        (await _folder.Catalog.TryGetAsync<SnapshotObject>("SNAPSHOT-1", CancellationToken.None)).Should().NotBeNull();
    }

    [Fact]
    public async Task Dataset_that_a_damaged_vdb_was_provisioned_from_is_not_deleted()
    {
        await DamageAsync("vdb", "VDB-1");

        (await FailedAsync(new LinkedSourceDelete("files"))).Message.Should().Be(
            "'files' cannot be deleted before what was provisioned from it: copy.");
    }

    [Fact]
    public async Task Name_of_a_damaged_dataset_stays_taken()
    {
        await DamageAsync("dsource", "DSOURCE-1");

        var act = () => DatasetNames.RequireFreeAsync(_folder.NewContext(), "files", CancellationToken.None);

        (await act.Should().ThrowAsync<UserException>()).Which.Message.Should().Be("The name 'files' is taken by DSOURCE-1.");
    }

    [Theory]
    [InlineData("files")]
    [InlineData("DSOURCE-1")]
    public async Task Workflow_on_a_damaged_dataset_is_refused_before_it_begins(string name)
    {
        await DamageAsync("dsource", "DSOURCE-1");

        var act = () => RunAsync(new LinkedSourceDelete(name, force: true));
        var thrown = (await act.Should().ThrowAsync<UserException>()).Which;

        thrown.Should().NotBeOfType<JobFailedException>();
        thrown.Message.Should().StartWith("The dSource 'files' (DSOURCE-1) cannot be used: its document ");
        (await _folder.Jobs.ListAsync(CancellationToken.None)).Should().BeEmpty();
    }

    private async Task DamageAsync(string type, string reference)
    {
        foreach (var item in Samples.All())
            await _folder.Catalog.SaveAsync(item, CancellationToken.None);
        await Damage.DoAsync(Path.Combine(_folder.Directory.Catalog(type), reference + ".json"), "");
    }

    private Task<Job> RunAsync(Workflow workflow) => _folder.NewRunner().RunAsync(workflow, null, CancellationToken.None);

    private async Task<JobFailedException> FailedAsync(Workflow workflow) =>
        (await FluentActions.Awaiting(() => RunAsync(workflow)).Should().ThrowAsync<JobFailedException>()).Which;
}
