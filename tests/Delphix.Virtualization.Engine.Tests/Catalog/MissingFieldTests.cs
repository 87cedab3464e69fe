using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Delphix.Virtualization.Engine.Catalog;
using Delphix.Virtualization.Engine.Jobs;
using Delphix.Virtualization.Engine.Tests.Support;

namespace Delphix.Virtualization.Engine.Tests.Catalog;

/// <summary>A document without a field is damaged, or means what it meant to engines that did not write it. It blocks no other.</summary>
public sealed class MissingFieldTests : IDisposable
{
    private static readonly CleanUp[] CleanUps =
    [
        new CleanUp.DestroyVolume("v"),
        new CleanUp.DestroySnapshot("s"),
        new CleanUp.Unmount("v", new("/mnt", "part", true, true), ["/kept"]),
        new CleanUp.Remount("v", new("/mnt", "part", true, true)),
        new CleanUp.RemoveObject("vdb", "VDB-1"),
        CleanUp.RestoreObject.Of(Samples.Vdb()),
        new CleanUp.RemoveFolder("/a"),
        new CleanUp.RemoveHostFolder(Samples.Environment()),
        new CleanUp.RemoveDatasetFolder(Samples.Environment(), "guid"),
        new CleanUp.CallPlugin("PLUGIN-1", "virtual.unconfigure", new() { ["name"] = "copy" }),
        new CleanUp.RemoveMountPoint("/mnt"),
    ];

    // What may be null, and what engines did not write at first.
    private static readonly string[] Optional =
    [
        "identityFile", "allowsSuidAndDevices", "revision", "sharedPath", "parent", "snapshot", "nextSnapshot", "finishedAt", "plugin",
        "isExclusive", "error", "detail", "percent", "isProgress", "kept",
    ];

    // What plugins and users put there.
    private static readonly string[] Free = ["parameters", "sourceConfigParameters", "document", "request"];

    private readonly EngineFolder _folder = new();
    private readonly List<string> _log = [];

    public static TheoryData<string> References => [.. Objects().Select(item => item.Reference), "JOB-1"];

    public void Dispose() => _folder.Dispose();

    [Theory]
    [MemberData(nameof(References))]
    public async Task Document_without_a_field_is_damaged_or_means_what_older_engines_meant(string reference)
    {
        var path = await SaveAsync(reference);
        var whole = await File.ReadAllTextAsync(path);
        var fields = FieldsOf(JsonNode.Parse(whole)!, "").ToList();
        fields.Should().HaveCountGreaterThan(4);
        foreach (var field in fields)
        {
            var document = JsonNode.Parse(whole)!;
            Remove(document, field);
            await File.WriteAllTextAsync(path, document.ToJsonString());
            _log.Clear();

            var (fault, read) = await ReadAsync(reference);

            var name = field.Split('/')[^1];
            if (Optional.Contains(name) && !IsRequired(reference, field))
            {
                fault.Should().BeNull(field);
                ExpectNothingButDefaults(document, read!, field);
                continue;
            }

            fault.Should().Contain(
                $"its document {path} is damaged ({(name == "do" ? "a clean-up does not say what to do" : $"it lacks '{name}'")})", field);
            _log.Should().ContainSingle(field).Which.Should().EndWith($"last good copy: dvp engine restore {reference}");
            await using (var engine = new LocalEngine(_folder.Directory))
                await engine.RestoreAsync(reference);
            JsonNode.DeepEquals(JsonNode.Parse(await File.ReadAllTextAsync(path)), JsonNode.Parse(whole)).Should().BeTrue(field);
        }
    }

    [Fact]
    public async Task Record_that_would_restore_a_document_without_a_field_is_damaged()
    {
        var path = await SaveAsync("JOB-1");
        var document = JsonNode.Parse(await File.ReadAllTextAsync(path))!;
        document["cleanUps"]![5]!["document"]!.AsObject().Remove("parameters").Should().BeTrue();
        await File.WriteAllTextAsync(path, document.ToJsonString());

        (await ReadAsync("JOB-1")).Fault.Should().Contain("is damaged (it does not say what to clean up)");
    }

    // A job may have no plugin and no snapshot; a repository has a plugin, and a clean-up what it is about.
    private static bool IsRequired(string reference, string field) =>
        (reference.StartsWith("REPOSITORY-", StringComparison.Ordinal) && field == "/plugin")
        || (field.StartsWith("/cleanUps/", StringComparison.Ordinal) && field.Split('/') is [_, _, _, "snapshot" or "plugin"]);

    private static IEnumerable<CatalogObject> Objects() => Samples.All().Select(item => item switch
    {
        VirtualSourceObject vdb => vdb with { Mounts = [new("/mnt", "part", true, true)], NextSnapshot = "SNAPSHOT-1" },
        LinkedSourceObject linked => linked with { Mounts = [new("/mnt", "part", true, true)] },
        PluginObject plugin => plugin with { Revision = 3 },
        EnvironmentObject environment => environment with { AllowsSuidAndDevices = true },
        _ => item,
    });

    private static Job Record() => new()
    {
        Reference = "JOB-1",
        Workflow = "Test",
        Target = "the target",
        TargetReference = "VDB-1",
        StartedAt = DateTimeOffset.UnixEpoch,
        FinishedAt = DateTimeOffset.UnixEpoch,
        Plugin = "PLUGIN-1",
        IsExclusive = true,
        State = JobState.Failed,
        Steps = [new("one", true, default) { FinishedAt = default(DateTimeOffset), State = JobState.Failed, Detail = "d", Percent = 7 }],
        Events = [new(DateTimeOffset.UnixEpoch, "event", IsProgress: true)],
        Snapshot = "SNAPSHOT-1",
        Error = new("message", "action", "output"),
        CleanUps = CleanUps,
        AfterSuccess = [new CleanUp.RemoveFolder("/b")],
    };

    private static IEnumerable<string> FieldsOf(JsonNode node, string path) => node switch
    {
        JsonObject item => item.SelectMany(field => FieldsOf(Free.Contains(field.Key) ? "" : field.Value!, $"{path}/{field.Key}")
            .Prepend($"{path}/{field.Key}")),
        JsonArray list => list.SelectMany((item, i) => FieldsOf(item!, $"{path}/{i}")),
        _ => [],
    };

    private static void Remove(JsonNode node, string field)
    {
        var names = field.Split('/')[1..];
        At(node, names[..^1]).AsObject().Remove(names[^1]).Should().BeTrue(field);
    }

    private static JsonNode At(JsonNode node, string[] names) =>
        names.Aggregate(node, (at, name) => at is JsonArray list ? list[int.Parse(name, CultureInfo.InvariantCulture)]! : at[name]!);

    // The object equals the document, and the missing field is false, zero or null.
    private static void ExpectNothingButDefaults(JsonNode document, object read, string field)
    {
        var written = JsonSerializer.SerializeToNode(read, read.GetType(), CatalogJson.Default.Options)!;
        if (FieldsOf(written, "").Contains(field))
        {
            At(written, field.Split('/')[1..]).ToJsonString().Should().BeOneOf(["false", "0"], field);
            Remove(written, field);
        }

        JsonNode.DeepEquals(written, document).Should().BeTrue(field);
    }

    private async Task<string> SaveAsync(string reference)
    {
        if (reference == "JOB-1")
        {
            await _folder.Jobs.SaveAsync(Record(), CancellationToken.None);
            return Path.Combine(_folder.Directory.Jobs, "JOB-1.json");
        }

        var item = Objects().Single(sample => sample.Reference == reference);
        await _folder.Catalog.SaveAsync(item, CancellationToken.None);
        return Path.Combine(_folder.Directory.Catalog(CatalogType.Of(item.GetType()).Folder), reference + ".json");
    }

    // As a list shows it.
    private async Task<(string? Fault, object? Read)> ReadAsync(string reference)
    {
        if (reference == "JOB-1")
        {
            var job = (await new JobStore(_folder.Directory, _log.Add).ListAsync(CancellationToken.None)).Single();
            return (job.Damage?.ToString(), job);
        }

        var catalog = new CatalogStore(_folder.Directory, _log.Add);
        IReadOnlyList<CatalogObject> all = CatalogType.TryOfReference(reference)!.Folder switch
        {
            "plugin" => await catalog.ListAsync<PluginObject>(CancellationToken.None),
            "environment" => await catalog.ListAsync<EnvironmentObject>(CancellationToken.None),
            "repository" => await catalog.ListAsync<RepositoryObject>(CancellationToken.None),
            "source-config" => await catalog.ListAsync<SourceConfigObject>(CancellationToken.None),
            "dsource" => await catalog.ListAsync<LinkedSourceObject>(CancellationToken.None),
            "vdb" => await catalog.ListAsync<VirtualSourceObject>(CancellationToken.None),
            _ => await catalog.ListAsync<SnapshotObject>(CancellationToken.None),
        };
        return (all.Single().Damage?.ToString(), all.Single());
    }
}
