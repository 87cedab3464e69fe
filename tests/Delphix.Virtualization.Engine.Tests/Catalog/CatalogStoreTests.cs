using System.Text.Json;
using Delphix.Virtualization.Engine.Catalog;
using Delphix.Virtualization.Engine.Tests.Support;

namespace Delphix.Virtualization.Engine.Tests.Catalog;

public sealed class CatalogStoreTests : IDisposable
{
    private readonly EngineFolder _folder = new();

    public static TheoryData<string> References => [.. Samples.All().Select(item => item.Reference)];

    public void Dispose() => _folder.Dispose();

    [Theory]
    [MemberData(nameof(References))]
    public async Task Object_saved_and_read_by_another_instance_is_the_same(string reference)
    {
        var item = Samples.All().Single(sample => sample.Reference == reference);

        await _folder.Catalog.SaveAsync(item, CancellationToken.None);
        CatalogObject? read = item switch
        {
            PluginObject => await _folder.Catalog.TryGetAsync<PluginObject>(reference, CancellationToken.None),
            EnvironmentObject => await _folder.Catalog.TryGetAsync<EnvironmentObject>(reference, CancellationToken.None),
            RepositoryObject => await _folder.Catalog.TryGetAsync<RepositoryObject>(reference, CancellationToken.None),
            SourceConfigObject => await _folder.Catalog.TryGetAsync<SourceConfigObject>(reference, CancellationToken.None),
            LinkedSourceObject => await _folder.Catalog.TryGetAsync<LinkedSourceObject>(reference, CancellationToken.None),
            VirtualSourceObject => await _folder.Catalog.TryGetAsync<VirtualSourceObject>(reference, CancellationToken.None),
            _ => await _folder.Catalog.TryGetAsync<SnapshotObject>(reference, CancellationToken.None),
        };

        Text(read!).Should().Be(Text(item));
    }

    [Fact]
    public async Task Save_of_an_object_that_exists_replaces_it_and_leaves_nothing_beside()
    {
        await _folder.Catalog.SaveAsync(Samples.Environment(), CancellationToken.None);

        await _folder.Catalog.SaveAsync(Samples.Environment() with { Name = "there" }, CancellationToken.None);

        (await _folder.Catalog.ListAsync<EnvironmentObject>(CancellationToken.None)).Should().ContainSingle().Which.Name
            .Should().Be("there");
        Directory.GetFileSystemEntries(_folder.Directory.Catalog("environment")).Should().ContainSingle();
    }

    [Fact]
    public async Task Save_while_others_read_is_never_seen_half_done()
    {
        var store = _folder.Catalog;
        await store.SaveAsync(Samples.Environment(), CancellationToken.None);
        using var done = new CancellationTokenSource();
        var reader = Task.Run(async () =>
        {
            while (!done.IsCancellationRequested)
                (await _folder.Catalog.TryGetAsync<EnvironmentObject>("UNIX_HOST_ENVIRONMENT-1", CancellationToken.None))
                    .Should().NotBeNull();
        });

        for (var i = 0; i < 100; i++)
            await store.SaveAsync(Samples.Environment() with { Name = new string('x', i * 100) }, CancellationToken.None);
        await done.CancelAsync();

        await reader;
    }

    [Fact]
    public async Task List_of_many_objects_is_in_the_order_of_their_numbers()
    {
        foreach (var number in (int[])[10, 2, 1, 30])
            await _folder.Catalog.SaveAsync(Samples.Environment($"UNIX_HOST_ENVIRONMENT-{number}"), CancellationToken.None);

        var listed = await _folder.Catalog.ListAsync<EnvironmentObject>(CancellationToken.None);

        listed.Select(item => item.Reference[22..]).Should().Equal("1", "2", "10", "30");
    }

    [Fact]
    public async Task Delete_of_an_object_forgets_it_and_of_none_is_no_error()
    {
        await _folder.Catalog.SaveAsync(Samples.Environment(), CancellationToken.None);
        var type = CatalogType.Of<EnvironmentObject>();

        _folder.Catalog.Delete(type, "UNIX_HOST_ENVIRONMENT-1");
        _folder.Catalog.Delete(type, "UNIX_HOST_ENVIRONMENT-1");

        (await _folder.Catalog.TryGetAsync<EnvironmentObject>("UNIX_HOST_ENVIRONMENT-1", CancellationToken.None)).Should().BeNull();
    }

    [Theory]
    [InlineData("../../secret")]
    [InlineData("/etc/passwd")]
    [InlineData("..")]
    [InlineData("")]
    [InlineData("a/b")]
    [InlineData("nul\0character")]
    [InlineData("new\nline")]
    public async Task TryGet_of_an_odd_reference_never_leaves_the_folder(string reference)
    {
        Directory.CreateDirectory(_folder.Directory.Catalog("environment"));
        await File.WriteAllTextAsync(_folder.PathOf("secret.json"), "{}");

        (await _folder.Catalog.TryGetAsync<EnvironmentObject>(reference, CancellationToken.None)).Should().BeNull();
    }

    private static string Text(CatalogObject item) => JsonSerializer.Serialize(item, item.GetType(), CatalogJson.Default.Options);
}
