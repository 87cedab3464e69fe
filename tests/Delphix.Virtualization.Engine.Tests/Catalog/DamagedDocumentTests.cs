using System.Text.Json.Nodes;
using Delphix.Virtualization.Engine.Catalog;
using Delphix.Virtualization.Engine.Jobs;
using Delphix.Virtualization.Engine.Tests.Support;

namespace Delphix.Virtualization.Engine.Tests.Catalog;

/// <summary>A damaged document is in the way of nobody but who needs it, and nothing takes its place.</summary>
public sealed class DamagedDocumentTests : IDisposable
{
    private readonly EngineFolder _folder = new();
    private readonly List<string> _log = [];

    public static TheoryData<string, string> Kinds => Damage.All;

    private CatalogStore Catalog => new(_folder.Directory, _log.Add);

    private string Document => Path.Combine(_folder.Directory.Catalog("environment"), "UNIX_HOST_ENVIRONMENT-2.json");

    public void Dispose() => _folder.Dispose();

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Document_that_is_damaged_is_named_once_and_blocks_nothing_else(string damage, string fault)
    {
        await SaveTwoAsync();
        await Damage.DoAsync(Document, damage);
        var catalog = Catalog;

        (await catalog.ListAsync<EnvironmentObject>(CancellationToken.None)).Should().HaveCount(2);
        (await catalog.FindAsync<EnvironmentObject>("first", CancellationToken.None)).Name.Should().Be("first");
        await catalog.SaveAsync(Samples.Environment("UNIX_HOST_ENVIRONMENT-1", "renamed"), CancellationToken.None);

        _log.Should().ContainSingle().Which.Should()
            .StartWith($"The environment 'second' (UNIX_HOST_ENVIRONMENT-2) cannot be used: its document {Document} {fault}")
            .And.EndWith(". Restore it from its last good copy: dvp engine restore UNIX_HOST_ENVIRONMENT-2");
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Object_whose_document_is_damaged_cannot_be_used_nor_replaced(string damage, string fault)
    {
        await SaveTwoAsync();
        await Damage.DoAsync(Document, damage);
        var standIn = (await Catalog.ListAsync<EnvironmentObject>(CancellationToken.None)).Single(item => item.Name == "second");

        foreach (var act in (Func<Task>[])
        [
            () => Catalog.FindAsync<EnvironmentObject>("second", CancellationToken.None),
            () => Catalog.FindAsync<EnvironmentObject>(standIn.Reference, CancellationToken.None),
            () => Catalog.TryGetAsync<EnvironmentObject>(standIn.Reference, CancellationToken.None),
            () => Catalog.GetAsync<EnvironmentObject>(standIn.Reference, CancellationToken.None),
            () => Catalog.SaveAsync(standIn with { Port = 1 }, CancellationToken.None),
            () => Task.Run(() => CleanUp.RestoreObject.Of(standIn)),
        ])
            (await act.Should().ThrowAsync<UserException>()).Which.Message.Should().Contain($"its document {Document} {fault}");
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Document_that_is_restored_is_as_it_was_and_the_damaged_one_is_kept(string damage, string fault)
    {
        await SaveTwoAsync();
        var text = await File.ReadAllTextAsync(Document);
        foreach (var kept in (string[])["UNIX_HOST_ENVIRONMENT-2.json", "UNIX_HOST_ENVIRONMENT-2.json.2"])
        {
            await Damage.DoAsync(Document, damage);

            await RestoreAsync("UNIX_HOST_ENVIRONMENT-2");

            (await File.ReadAllTextAsync(Document)).Should().Be(text, fault);
            Path.Exists(Path.Combine(_folder.Directory.Damaged("environment"), kept)).Should().BeTrue();
        }
    }

    [Fact]
    public async Task Copy_that_cannot_be_written_leaves_nothing_and_keeps_no_document_from_being_saved_or_deleted()
    {
        await SaveTwoAsync();
        var copies = _folder.Directory.LastGood("environment");
        var copy = Path.Combine(copies, "UNIX_HOST_ENVIRONMENT-2.json");
        File.Delete(copy);
        Directory.CreateDirectory(Path.Combine(copy, "with something in it"));

        await Catalog.SaveAsync(Samples.Environment("UNIX_HOST_ENVIRONMENT-2", "renamed"), CancellationToken.None);
        (await Catalog.FindAsync<EnvironmentObject>("renamed", CancellationToken.None)).Reference.Should().Be("UNIX_HOST_ENVIRONMENT-2");
        Catalog.Delete(CatalogType.Of<EnvironmentObject>(), "UNIX_HOST_ENVIRONMENT-2");

        File.Exists(Document).Should().BeFalse();
        Directory.EnumerateFileSystemEntries(copies).Select(Path.GetFileName).Should()
            .BeEquivalentTo("UNIX_HOST_ENVIRONMENT-1.json", "UNIX_HOST_ENVIRONMENT-2.json");
    }

    [Fact]
    public async Task Document_of_another_object_is_damaged()
    {
        await SaveTwoAsync();
        File.Copy(Path.Combine(_folder.Directory.Catalog("environment"), "UNIX_HOST_ENVIRONMENT-1.json"), Document, overwrite: true);

        (await Catalog.ListAsync<EnvironmentObject>(CancellationToken.None)).Select(item => item.Name).Should().Equal("first", "second");

        _log.Should().ContainSingle().Which.Should().Contain($"{Document} is that of 'UNIX_HOST_ENVIRONMENT-1'.");
    }

    [Fact]
    public async Task Document_without_a_name_or_with_null_is_damaged()
    {
        await SaveTwoAsync();
        var document = JsonNode.Parse(await File.ReadAllTextAsync(Document))!;
        document["name"] = null;
        await File.WriteAllTextAsync(Document, document.ToJsonString());

        await Catalog.ListAsync<EnvironmentObject>(CancellationToken.None);

        _log.Should().ContainSingle().Which.Should().Contain("is damaged");
    }

    [Fact]
    public async Task Document_without_a_good_copy_is_only_named_and_its_reference_stays_taken()
    {
        await SaveTwoAsync();
        await Damage.DoAsync(Document, "");
        await Damage.DoAsync(Path.Combine(_folder.Directory.LastGood("environment"), "UNIX_HOST_ENVIRONMENT-2.json"), Damage.Truncated);

        (await Catalog.ListAsync<EnvironmentObject>(CancellationToken.None)).Should().ContainSingle();
        _log.Should().Equal(
            $"The environment UNIX_HOST_ENVIRONMENT-2 cannot be used: its document {Document} is empty. "
            + "Put the document back from a backup of the engine directory. There is no good copy of it.");
        (await Catalog.NextReferenceAsync<EnvironmentObject>(CancellationToken.None)).Should().Be("UNIX_HOST_ENVIRONMENT-3");
        (await RefusedAsync("UNIX_HOST_ENVIRONMENT-2")).Should().Be(
            $"The environment UNIX_HOST_ENVIRONMENT-2 cannot be used: its document {Document} is empty.");
        File.Exists(Document).Should().BeTrue();
    }

    [Theory]
    [InlineData("UNIX_HOST_ENVIRONMENT-1", "The document of the environment UNIX_HOST_ENVIRONMENT-1 is not damaged.")]
    [InlineData("UNIX_HOST_ENVIRONMENT-7", "There is no environment UNIX_HOST_ENVIRONMENT-7.")]
    [InlineData("JOB-7", "There is no job JOB-7.")]
    [InlineData("second", "'second' is not the reference of an object or a job.")]
    public async Task Restore_of_what_is_not_damaged_is_refused(string reference, string message)
    {
        await SaveTwoAsync();

        (await RefusedAsync(reference)).Should().Be(message);
    }

    [Fact]
    public async Task Dataset_without_a_mount_in_its_list_is_damaged()
    {
        await _folder.Catalog.SaveAsync(Samples.Vdb(), CancellationToken.None);
        var path = Path.Combine(_folder.Directory.Catalog("vdb"), "VDB-1.json");
        await File.WriteAllTextAsync(path, (await File.ReadAllTextAsync(path)).Replace("\"mounts\": []", "\"mounts\": [null]"));

        (await Catalog.ListAsync<VirtualSourceObject>(CancellationToken.None)).Single().Mounts.Should().BeEmpty("its copy has none");

        _log.Should().ContainSingle().Which.Should().Contain($"{path} is damaged (one of its mounts is null).");
    }

    [Theory]
    [InlineData("garbage")]
    [InlineData(Damage.Folder)]
    public async Task Undo_of_an_object_whose_document_is_damaged_puts_it_back_and_keeps_the_damaged_one(string damage)
    {
        await SaveTwoAsync();
        var old = await Catalog.GetAsync<EnvironmentObject>("UNIX_HOST_ENVIRONMENT-2", CancellationToken.None);
        var undo = CleanUp.RestoreObject.Of(old);
        await Damage.DoAsync(Document, damage);

        await new CleanUpRunner(_folder.NewContext()).RunAsync(undo, new("JOB-1", "second", null), CancellationToken.None);

        (await Catalog.GetAsync<EnvironmentObject>("UNIX_HOST_ENVIRONMENT-2", CancellationToken.None)).Name.Should().Be("second");
        var kept = Path.Combine(_folder.Directory.Damaged("environment"), "UNIX_HOST_ENVIRONMENT-2.json");
        Path.Exists(kept).Should().BeTrue();
    }

    [Fact]
    public async Task Object_that_is_deleted_leaves_no_copy()
    {
        await SaveTwoAsync();

        _folder.Catalog.Delete(CatalogType.Of<EnvironmentObject>(), "UNIX_HOST_ENVIRONMENT-2");

        Directory.GetFileSystemEntries(_folder.Directory.LastGood("environment")).Should().ContainSingle();
        (await Catalog.TryGetAsync<EnvironmentObject>("UNIX_HOST_ENVIRONMENT-2", CancellationToken.None)).Should().BeNull();
    }

    [Fact]
    public async Task Fields_that_the_engine_does_not_know_are_kept_when_the_document_is_rewritten()
    {
        await SaveTwoAsync();
        var document = JsonNode.Parse(await File.ReadAllTextAsync(Document))!;
        document["ofALaterEngine"] = new JsonObject { ["list"] = new JsonArray(1, "two", null) };
        await File.WriteAllTextAsync(Document, document.ToJsonString());

        var item = await Catalog.GetAsync<EnvironmentObject>("UNIX_HOST_ENVIRONMENT-2", CancellationToken.None);
        await Catalog.SaveAsync(item with { Port = 23 }, CancellationToken.None);

        var rewritten = JsonNode.Parse(await File.ReadAllTextAsync(Document))!;
        rewritten["port"]!.GetValue<int>().Should().Be(23);
        rewritten["ofALaterEngine"]!.ToJsonString().Should().Be("""{"list":[1,"two",null]}""");
        CleanUp.RestoreObject.Of(item).Document["ofALaterEngine"].Should().NotBeNull();
    }

    private async Task SaveTwoAsync()
    {
        await _folder.Catalog.SaveAsync(Samples.Environment("UNIX_HOST_ENVIRONMENT-1", "first"), CancellationToken.None);
        await _folder.Catalog.SaveAsync(Samples.Environment("UNIX_HOST_ENVIRONMENT-2", "second"), CancellationToken.None);
    }

    private async Task<string> RefusedAsync(string reference) =>
        (await FluentActions.Awaiting(() => RestoreAsync(reference)).Should().ThrowAsync<UserException>()).Which.Message;

    private async Task RestoreAsync(string reference)
    {
        await using var engine = new LocalEngine(_folder.Directory);
        await engine.RestoreAsync(reference);
    }
}
