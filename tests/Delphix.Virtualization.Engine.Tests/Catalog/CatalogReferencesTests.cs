using Delphix.Virtualization.Engine.Catalog;
using Delphix.Virtualization.Engine.Tests.Support;

namespace Delphix.Virtualization.Engine.Tests.Catalog;

public sealed class CatalogReferencesTests : IDisposable
{
    private readonly EngineFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task NextReference_ofATypeEach_countsForItself()
    {
        (await _folder.Catalog.NextReferenceAsync<SnapshotObject>(CancellationToken.None)).Should().Be("SNAPSHOT-1");
        (await _folder.Catalog.NextReferenceAsync<SnapshotObject>(CancellationToken.None)).Should().Be("SNAPSHOT-2");
        (await _folder.Catalog.NextReferenceAsync<EnvironmentObject>(CancellationToken.None)).Should().Be("UNIX_HOST_ENVIRONMENT-1");
    }

    [Fact]
    public async Task NextReference_afterItsObjectWasDeleted_isAnother()
    {
        var first = await _folder.Catalog.NextReferenceAsync<EnvironmentObject>(CancellationToken.None);
        await _folder.Catalog.SaveAsync(Samples.Environment(first), CancellationToken.None);
        _folder.Catalog.Delete(CatalogType.Of<EnvironmentObject>(), first);

        (await _folder.Catalog.NextReferenceAsync<EnvironmentObject>(CancellationToken.None)).Should().NotBe(first);
    }

    [Fact]
    public async Task NextReference_askedForByManyInstancesAtOnce_isNeverGivenTwice()
    {
        const int Instances = 8, Each = 10;

        var references = await Task.WhenAll(Enumerable.Range(0, Instances * Each).GroupBy(i => i % Instances).Select(group => Task.Run(async () =>
        {
            var store = _folder.Catalog;
            var own = new List<string>();
            foreach (var _ in group)
                own.Add(await store.NextReferenceAsync<SnapshotObject>(CancellationToken.None));
            return own;
        })));

        references.SelectMany(own => own).Should().BeEquivalentTo(Enumerable.Range(1, Instances * Each).Select(number => $"SNAPSHOT-{number}"));
    }
}
