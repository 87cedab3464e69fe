using System.Text.Json;
using System.Text.Json.Nodes;
using Delphix.Virtualization.Engine.Catalog;
using Delphix.Virtualization.Engine.Jobs;
using Delphix.Virtualization.Engine.Snapshots;
using Delphix.Virtualization.Engine.Tests.Support;

namespace Delphix.Virtualization.Engine.Tests.Catalog;

public sealed class CatalogReferencesTests : IDisposable
{
    private readonly EngineFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task NextReference_of_a_type_each_counts_for_itself()
    {
        (await _folder.Catalog.NextReferenceAsync<SnapshotObject>(CancellationToken.None)).Should().Be("SNAPSHOT-1");
        (await _folder.Catalog.NextReferenceAsync<SnapshotObject>(CancellationToken.None)).Should().Be("SNAPSHOT-2");
        (await _folder.Catalog.NextReferenceAsync<EnvironmentObject>(CancellationToken.None)).Should().Be("UNIX_HOST_ENVIRONMENT-1");
    }

    [Fact]
    public async Task NextReference_removes_what_a_process_left_that_died_while_it_wrote_the_counter()
    {
        await _folder.Catalog.NextReferenceAsync("JOB", CancellationToken.None);
        foreach (var folder in (string[])[_folder.Directory.Catalog("references"), _folder.Directory.PoolReferences])
            await File.WriteAllTextAsync(Path.Combine(folder, ".JOB.f86c3662a7004c5397736a10c08d4561"), "2");

        await _folder.Catalog.NextReferenceAsync("JOB", CancellationToken.None);

        foreach (var folder in (string[])[_folder.Directory.Catalog("references"), _folder.Directory.PoolReferences])
            Directory.GetFiles(folder).Should().Equal(Path.Combine(folder, "JOB"));
    }

    [Fact]
    public async Task NextReference_after_its_object_was_deleted_is_another()
    {
        var first = await _folder.Catalog.NextReferenceAsync<EnvironmentObject>(CancellationToken.None);
        await _folder.Catalog.SaveAsync(Samples.Environment(first), CancellationToken.None);
        _folder.Catalog.Delete(CatalogType.Of<EnvironmentObject>(), first);

        (await _folder.Catalog.NextReferenceAsync<EnvironmentObject>(CancellationToken.None)).Should().NotBe(first);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("1")]
    [InlineData("0")]
    [InlineData("-5")]
    [InlineData("three")]
    [InlineData("\0\0\0\0")]
    [InlineData("999999999")]
    [InlineData("99999999999999999999")]
    [InlineData("9223372036854775807")]
    public async Task NextReference_after_the_counter_was_lost_or_damaged_or_put_back_is_never_one_in_use(string? counter)
    {
        foreach (var number in (int[])[1, 2, 3])
            await _folder.Catalog.SaveAsync(Samples.Vdb($"VDB-{number}"), CancellationToken.None);
        Directory.CreateDirectory(_folder.Directory.Catalog("references"));
        var file = Path.Combine(_folder.Directory.Catalog("references"), "VDB");
        if (counter is not null)
            await File.WriteAllTextAsync(file, counter);

        (await _folder.Catalog.NextReferenceAsync<VirtualSourceObject>(CancellationToken.None)).Should().Be("VDB-4");
        (await _folder.Catalog.NextReferenceAsync<VirtualSourceObject>(CancellationToken.None)).Should().Be("VDB-5");
    }

    [Theory]
    [InlineData("catalog/snapshot/SNAPSHOT-6.json")]
    [InlineData("last-good/snapshot/SNAPSHOT-6.json")]
    [InlineData("damaged/snapshot/SNAPSHOT-6.json.2")]
    [InlineData("pool/copies/snapshots/SNAPSHOT-6")]
    [InlineData("pool/copies/snapshots/SNAPSHOT-6.unfinished")]
    [InlineData("pool/mnt/snapshots/SNAPSHOT-6")]
    [InlineData("locks/SNAPSHOT-6")]
    public async Task NextReference_when_something_is_left_of_a_reference_is_a_later_one(string left)
    {
        await _folder.Catalog.NextReferenceAsync<SnapshotObject>(CancellationToken.None);
        Directory.CreateDirectory(Path.Combine(_folder.Directory.Root, left));

        (await _folder.Catalog.NextReferenceAsync<SnapshotObject>(CancellationToken.None)).Should().Be("SNAPSHOT-7");
    }

    [Fact]
    public async Task NextReference_after_the_counter_was_lost_is_a_later_one_than_any_job_names()
    {
        Directory.CreateDirectory(_folder.Directory.Jobs);
        const string Record = """{ "targetReference": "VDB-40", "cleanUps": [ { "reference": "VDB-41" }, { "reference": "MY_VDB-99" } """;
        await File.WriteAllTextAsync(Path.Combine(_folder.Directory.Jobs, "JOB-12.json"), Record);

        (await _folder.Catalog.NextReferenceAsync<VirtualSourceObject>(CancellationToken.None)).Should().Be("VDB-42");
        (await _folder.Catalog.NextReferenceAsync("JOB", CancellationToken.None)).Should().Be("JOB-13");
    }

    [Fact]
    public async Task NextReference_asked_for_by_many_instances_at_once_is_never_given_twice()
    {
        const int Instances = 8, Each = 10;

        var groups = Enumerable.Range(0, Instances * Each).GroupBy(i => i % Instances);
        var references = await Task.WhenAll(groups.Select(group => Task.Run(async () =>
        {
            var store = _folder.Catalog;
            var own = new List<string>();
            foreach (var _ in group)
                own.Add(await store.NextReferenceAsync<SnapshotObject>(CancellationToken.None));
            return own;
        })));

        references.SelectMany(own => own)
            .Should().BeEquivalentTo(Enumerable.Range(1, Instances * Each).Select(number => $"SNAPSHOT-{number}"));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("four")]
    [InlineData("-4")]
    [InlineData("1")]
    public async Task NextReference_with_a_counter_that_is_lost_damaged_or_behind_is_new_all_the_same(string? counter)
    {
        for (var i = 0; i < 5; i++)
            await _folder.Catalog.NextReferenceAsync<VirtualSourceObject>(CancellationToken.None);

        SetCounter(Path.Combine(_folder.Directory.Catalog("references"), "VDB"), counter);

        (await _folder.Catalog.NextReferenceAsync<VirtualSourceObject>(CancellationToken.None)).Should().Be("VDB-6");
    }

    [Theory]
    [InlineData("catalog/vdb/VDB-40.json")]
    [InlineData("locks/VDB-40")]
    [InlineData("jobs/VDB-40.json")]
    [InlineData("hosts/VDB-40/scratch")]
    [InlineData("pool/mnt/snapshots/VDB-40/file")]
    [InlineData("pool/copies/snapshots/VDB-40.unfinished/file")]
    public async Task NextReference_without_any_counter_is_after_all_that_is_there(string path)
    {
        Put(path, "{}");

        (await _folder.Catalog.NextReferenceAsync<VirtualSourceObject>(CancellationToken.None)).Should().Be("VDB-41");
        (await _folder.Catalog.NextReferenceAsync<SnapshotObject>(CancellationToken.None)).Should().Be("SNAPSHOT-1");
    }

    [Fact]
    public async Task NextReference_without_any_counter_is_after_what_documents_name_that_is_gone()
    {
        Put("jobs/JOB-3.json", """{"targetReference": "VDB-17", "snapshot": "SNAPSHOT-9"}""");
        Put("catalog/vdb/VDB-2.json", """{"snapshot": "SNAPSHOT-12"}""");

        (await _folder.Catalog.NextReferenceAsync<VirtualSourceObject>(CancellationToken.None)).Should().Be("VDB-18");
        (await _folder.Catalog.NextReferenceAsync<SnapshotObject>(CancellationToken.None)).Should().Be("SNAPSHOT-13");
        (await _folder.Catalog.NextReferenceAsync("JOB", CancellationToken.None)).Should().Be("JOB-4");
    }

    [Fact]
    public async Task NextReference_with_names_that_are_no_references_ignores_them()
    {
        Put("catalog/vdb/VDB-99999999999999999999.json", "");
        Put("catalog/vdb/VDB-9223372036854775807.json", "");
        Put("catalog/vdb/VDB-x.json", "NOT_A_VDB-7");

        (await _folder.Catalog.NextReferenceAsync<VirtualSourceObject>(CancellationToken.None)).Should().Be("VDB-1");
    }

    // What a script prints and what users name things is in records and documents too. It once used up all numbers.
    [Theory]
    [InlineData("999999999")]
    [InlineData("999999998")]
    [InlineData("500")]
    public async Task NextReference_without_a_counter_does_not_count_free_text(string number)
    {
        var text = $"VDB-{number}";
        JsonObject Free() => new() { ["reference"] = text, ["cleanUps"] = new JsonArray(new JsonObject { ["reference"] = text }) };
        var vdb = Samples.Vdb("VDB-2", text) with { Parameters = Free(), SourceConfigParameters = Free(), Volume = text };
        await _folder.Catalog.SaveAsync(vdb, CancellationToken.None);
        await _folder.Jobs.SaveAsync(
            new Job
            {
                Reference = "JOB-1",
                Workflow = text,
                Target = text,
                TargetReference = "VDB-3",
                StartedAt = default,
                Steps = [new(text, true, default) { Detail = text }],
                Events = [new(default, text)],
                Error = new JobError(text, text, text),
                CleanUps =
                [
                    new CleanUp.CallPlugin("PLUGIN-1", text, Free()),
                    new CleanUp.RemoveFolder(text),
                    CleanUp.RestoreObject.Of(vdb with { Reference = "VDB-4", Parent = "VDB-5" }),
                ],
                Unknown = new Dictionary<string, JsonElement> { ["ofALaterEngine"] = JsonSerializer.SerializeToElement(Free()) },
            },
            CancellationToken.None);

        (await _folder.Catalog.NextReferenceAsync<VirtualSourceObject>(CancellationToken.None)).Should().Be("VDB-6");
    }

    [Theory]
    [InlineData("catalog/references/VDB", "999999998")]
    [InlineData("pool/references/VDB", "999999998")]
    [InlineData("locks/VDB-999999998", "")]
    [InlineData("last-good/vdb/VDB-999999998.json", "{}")]
    [InlineData("jobs/JOB-1.json", """{ "targetReference": "VDB-999999998" }""")]
    public async Task NextReference_after_the_highest_number_is_refused_and_gives_out_nothing(string path, string text)
    {
        Put(path, text);
        var next = FluentActions.Awaiting(() => _folder.Catalog.NextReferenceAsync<VirtualSourceObject>(CancellationToken.None));

        for (var i = 0; i < 2; i++)
        {
            var refused = await next.Should().ThrowAsync<UserException>();
            refused.Which.Message.Should().Be("There is no further number for a new VDB: 999999998, the highest one, is in use.");
            refused.Which.Action.Should().StartWith($"See what has it: find {_folder.Directory.Root} -name 'VDB-999999998*'.");
        }

        (await _folder.Catalog.NextReferenceAsync<SnapshotObject>(CancellationToken.None)).Should().Be("SNAPSHOT-1");
    }

    [Fact]
    public async Task SnapshotNumber_after_the_highest_is_refused()
    {
        var engine = _folder.NewContext();
        var dataset = Samples.Vdb() with { NextSnapshotNumber = 999_999_999 };
        var take = FluentActions.Awaiting(() => SnapshotNumbers.TakeAsync(engine, dataset, CancellationToken.None));

        for (var i = 0; i < 2; i++)
        {
            (await take.Should().ThrowAsync<UserException>())
                .WithMessage("There is no further number for a snapshot of 'copy': 999999998, the highest one, is in use.");
        }
    }

    [Theory]
    [InlineData("catalog")]
    [InlineData("pool")]
    public async Task NextReference_with_a_directory_in_the_place_of_a_counter_says_what_to_do(string folder)
    {
        await _folder.Catalog.NextReferenceAsync<VirtualSourceObject>(CancellationToken.None);
        var counter = Path.Combine(_folder.Directory.Root, folder, "references", "VDB");
        File.Delete(counter);
        Directory.CreateDirectory(counter);

        var next = () => _folder.Catalog.NextReferenceAsync<VirtualSourceObject>(CancellationToken.None);
        (await next.Should().ThrowAsync<UserException>()).Which.Message.Should().EndWith($"{counter} is a directory.");

        Directory.Delete(counter);
        (await next()).Should().Be("VDB-2");
    }

    [Fact]
    public async Task SnapshotNumber_of_a_dataset_from_an_older_backup_is_new()
    {
        var engine = _folder.NewContext();
        var dataset = Samples.Vdb();
        (await SnapshotNumbers.TakeAsync(engine, dataset, CancellationToken.None)).Should().Be(1);
        (await SnapshotNumbers.TakeAsync(engine, dataset, CancellationToken.None)).Should().Be(2);

        (await SnapshotNumbers.TakeAsync(engine, dataset with { NextSnapshotNumber = 9 }, CancellationToken.None)).Should().Be(9);
        SetCounter(Path.Combine(_folder.Directory.PoolReferences, dataset.Reference), "");
        var taken = new SnapshotObject { Reference = "SNAPSHOT-1", Name = "copy@21", CreatedAt = default, Dataset = dataset.Reference };
        await _folder.Catalog.SaveAsync(taken, CancellationToken.None);

        (await SnapshotNumbers.TakeAsync(engine, dataset, CancellationToken.None)).Should().Be(22);
        (await SnapshotNumbers.TakeAsync(engine, Samples.Vdb("VDB-2"), CancellationToken.None)).Should().Be(1);
        var damaged = Samples.Vdb("VDB-3") with { NextSnapshotNumber = int.MaxValue };
        (await SnapshotNumbers.TakeAsync(engine, damaged, CancellationToken.None)).Should().Be(1);
    }

    private static void SetCounter(string path, string? text)
    {
        if (text is null)
            File.Delete(path);
        else
            File.WriteAllText(path, text);
    }

    private void Put(string path, string text)
    {
        var full = Path.Combine(_folder.Directory.Root, path);
        Directory.CreateDirectory(Path.GetDirectoryName(full)!);
        File.WriteAllText(full, text);
    }
}
