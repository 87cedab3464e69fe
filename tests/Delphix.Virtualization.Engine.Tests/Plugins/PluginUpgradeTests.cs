using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using Delphix.Virtualization.Engine.Catalog;
using Delphix.Virtualization.Engine.Environments;
using Delphix.Virtualization.Engine.Jobs;
using Delphix.Virtualization.Engine.Plugins;
using Delphix.Virtualization.Engine.Secrets;
using Delphix.Virtualization.Engine.Tests.Support;
using Delphix.Virtualization.Engine.Workflows;
using Delphix.Virtualization.Operations;
using Delphix.Virtualization.Packaging.Files;
using Delphix.Virtualization.Schemas;

namespace Delphix.Virtualization.Engine.Tests.Plugins;

public sealed class PluginUpgradeTests : IAsyncLifetime, IDisposable
{
    private static readonly DateTimeOffset Created = new(2026, 2, 3, 4, 5, 6, TimeSpan.Zero);

    private readonly EngineFolder _folder = new();

    private string Stop => _folder.PathOf("stop");

    public async Task InitializeAsync()
    {
        await RunAsync(new PluginInstall(await WriteAsync("1", nameof(UpgradePlugins.First))));
        var here = Samples.Environment();
        var repository = new RepositoryObject
        {
            Reference = "REPOSITORY-1",
            Name = Stop,
            CreatedAt = Created,
            Environment = here.Reference,
            Plugin = "PLUGIN-1",
            Parameters = await ValuesAsync(DefinitionKind.Repository, Stop),
        };
        var linked = new LinkedSourceObject
        {
            Reference = "DSOURCE-1",
            Name = "my files",
            CreatedAt = Created,
            DatasetGuid = "guid-1",
            Environment = here.Reference,
            Repository = repository.Reference,
            Volume = "volume-1",
            SourceConfig = "SOURCE_CONFIG-1",
            Mounts = [new("/mnt/files", null, true)],
            Parameters = await ValuesAsync(DefinitionKind.LinkedSource, "files"),
        };
        await SaveAsync(
            here,
            repository,
            repository with
            {
                Reference = "REPOSITORY-2",
                Name = "other",
                Parameters = await ValuesAsync(DefinitionKind.Repository, "other"),
            },
            new RepositoryObject
            {
                Reference = "REPOSITORY-3",
                Name = "foreign",
                CreatedAt = Created,
                Environment = here.Reference,
                Plugin = "PLUGIN-9",
                Parameters = new JsonObject { ["of"] = "another plugin" },
            },
            new SourceConfigObject
            {
                Reference = "SOURCE_CONFIG-1",
                Name = "files",
                CreatedAt = Created,
                Repository = repository.Reference,
                IsManual = true,
                Parameters = await ValuesAsync(DefinitionKind.SourceConfig, "files"),
            },
            linked,
            Samples.Vdb() with
            {
                Parameters = await ValuesAsync(DefinitionKind.VirtualSource, "copy"),
                SourceConfigParameters = await ValuesAsync(DefinitionKind.SourceConfig, "copied"),
            },
            new SnapshotObject
            {
                Reference = "SNAPSHOT-1",
                Name = "my files@1",
                CreatedAt = Created,
                Dataset = linked.Reference,
                Parameters = await ValuesAsync(DefinitionKind.Snapshot, "files"),
            },
            new SnapshotObject
            {
                Reference = "SNAPSHOT-2",
                Name = "copy@1",
                CreatedAt = Created,
                Dataset = "VDB-1",
                Parameters = await ValuesAsync(DefinitionKind.Snapshot, "copy"),
            });
    }

    public Task DisposeAsync() => Task.CompletedTask;

    public void Dispose()
    {
        File.WriteAllText(Stop, "");
        _folder.Dispose();
    }

    [Theory]
    [InlineData(Damage.Pipe)]
    [InlineData(Damage.Folder)]
    [InlineData("")]
    public async Task Lists_of_a_plugin_whose_artifact_is_damaged_know_no_schemas_and_wait_for_nobody(string damage)
    {
        var plugin = await _folder.Catalog.GetAsync<PluginObject>("PLUGIN-1", CancellationToken.None);
        await Damage.DoAsync(Path.Combine(_folder.Directory.Plugin(plugin), "artifact.json"), damage);

        var reading = Task.Run(() => _folder.NewContext().Plugins.ReadSchemaFileAsync(plugin, CancellationToken.None));

        (await reading.WaitAsync(TimeSpan.FromMinutes(1))).Should().BeEmpty();
    }

    // In a folder for all, as the system's temporary one, another user could put a folder in its place between the two.
    [Fact]
    public async Task Plan_does_not_make_its_temporary_folder_anew()
    {
        var made = new ConcurrentQueue<string>();
        var gone = new ConcurrentQueue<string>();
        using var watcher = new FileSystemWatcher(Path.GetTempPath(), "dvp-upgrade-*") { NotifyFilter = NotifyFilters.DirectoryName };
        watcher.Created += (_, e) => made.Enqueue(e.Name!);
        watcher.Deleted += (_, e) => gone.Enqueue(e.Name!);
        watcher.EnableRaisingEvents = true;

        await new PluginUpgrade(await WriteAsync("2", nameof(UpgradePlugins.Second)))
            .PlanAsync(_folder.NewContext(), CancellationToken.None);

        await Eventually.IsTrueAsync(() => !gone.IsEmpty, "the folder is deleted in the end");
        made.Should().OnlyHaveUniqueItems();
    }

    [Fact]
    public async Task Plugin_whose_id_has_other_letters_is_the_same()
    {
        var artifact = await WriteAsync("1", nameof(UpgradePlugins.First));
        var document = JsonNode.Parse(await File.ReadAllTextAsync(artifact))!;
        document["pluginId"] = document["pluginId"]!.GetValue<string>().ToUpperInvariant();
        await File.WriteAllTextAsync(artifact, document.ToJsonString());

        var installing = FluentActions.Awaiting(() => RunAsync(new PluginInstall(artifact)));

        (await installing.Should().ThrowAsync<UserException>()).Which.Message.Should().EndWith(" is installed already, in build 1.");
    }

    [Fact]
    public async Task Plugin_whose_folder_holds_another_build_is_not_loaded()
    {
        var plugin = await _folder.Catalog.GetAsync<PluginObject>("PLUGIN-1", CancellationToken.None);
        File.Copy(
            await WriteAsync("2", nameof(UpgradePlugins.Second)),
            Path.Combine(_folder.Directory.Plugin(plugin), "artifact.json"),
            overwrite: true);

        var loading = FluentActions.Awaiting(() => _folder.NewContext().Plugins.GetAsync("PLUGIN-1", CancellationToken.None));

        (await loading.Should().ThrowAsync<UserException>()).Which.Message.Should().EndWith(
            $"{_folder.Directory.Plugin(plugin)} holds build 2 of the plugin {plugin.PluginId}, and not build 1 of {plugin.PluginId}.");
    }

    [Fact]
    public async Task Upgrade_brings_objects_of_all_kinds_into_the_new_form()
    {
        var before = await _folder.Catalog.GetAsync<LinkedSourceObject>("DSOURCE-1", CancellationToken.None);

        var upgrade = new PluginUpgrade(await WriteAsync("2", nameof(UpgradePlugins.Second)));
        var job = await RunAsync(upgrade);

        job.Steps.Should().HaveCount(upgrade.StepCount!.Value);
        job.Steps.Where(step => step.IsPluginOperation).Select(step => step.Name).Should()
            .Equal("upgrade.repository", "upgrade.sourceConfig", "upgrade.linkedSource", "upgrade.virtualSource", "upgrade.snapshot");
        job.Events.Should().ContainSingle().Which.Message
            .Should().Be("Upgraded from build 1 to 2: 5 data migrations, 8 of 8 sets of values changed.");
        (await _folder.Catalog.GetAsync<PluginObject>("PLUGIN-1", CancellationToken.None)).BuildNumber.Should().Be("2");
        (await NewValuesAsync<RepositoryObject>("REPOSITORY-1")).Should().Be($"new {Stop}");
        (await NewValuesAsync<SourceConfigObject>("SOURCE_CONFIG-1")).Should().Be("new files");
        (await NewValuesAsync<LinkedSourceObject>("DSOURCE-1")).Should().Be("new files");
        (await NewValuesAsync<VirtualSourceObject>("VDB-1")).Should().Be("new copy");
        (await NewValuesAsync<SnapshotObject>("SNAPSHOT-1")).Should().Be("new files");
        (await NewValuesAsync<SnapshotObject>("SNAPSHOT-2")).Should().Be("new copy");
        (await _folder.Catalog.GetAsync<VirtualSourceObject>("VDB-1", CancellationToken.None)).SourceConfigParameters["name"]!
            .GetValue<string>().Should().Be("new copied");
        // The names of what users name stay; those that the plugin gives are given again.
        (await _folder.Catalog.GetAsync<SourceConfigObject>("SOURCE_CONFIG-1", CancellationToken.None)).Name.Should().Be("new files");
        (await _folder.Catalog.GetAsync<LinkedSourceObject>("DSOURCE-1", CancellationToken.None))
            .Should().BeEquivalentTo(before, options => options.Excluding(dataset => dataset.Parameters));
        (await _folder.Catalog.GetAsync<RepositoryObject>("REPOSITORY-3", CancellationToken.None)).Parameters.ToJsonString()
            .Should().Be("""{"of":"another plugin"}""");
        Directory.GetDirectories(Path.GetDirectoryName(_folder.Directory.Plugin(UpgradePlugins.Id, "2"))!)
            .Should().Equal(_folder.Directory.Plugin(UpgradePlugins.Id, "2"));
        InventoryText().Should().NotContain("s3cret");
    }

    [Fact]
    public async Task Upgrade_runs_only_what_the_installed_build_lacks_in_numeric_order()
    {
        await RunAsync(new PluginUpgrade(await WriteAsync("2", nameof(UpgradePlugins.Second))));

        await RunAsync(new PluginUpgrade(await WriteAsync("10", nameof(UpgradePlugins.Third))));

        (await _folder.Catalog.GetAsync<SnapshotObject>("SNAPSHOT-1", CancellationToken.None)).Parameters["level"]!.GetValue<int>()
            .Should().Be(30);
        (await NewValuesAsync<LinkedSourceObject>("DSOURCE-1")).Should().Be("new files");
    }

    [Theory]
    [InlineData("2", nameof(UpgradePlugins.Throwing), "No way to keep ********.", "Ask the author.")]
    [InlineData("2", nameof(UpgradePlugins.FailingLate), "No way to keep new copy.", "Ask the author.")]
    [InlineData(
        "2", nameof(UpgradePlugins.ReturningNull),
        "The plugin's operation upgrade.repository returned a wrong value: the result of NullMigration.Null is null, not a JsonObject.",
        "*")]
    [InlineData(
        "2", nameof(UpgradePlugins.Useless),
        "After the upgrade, the repositoryDefinition of '*stop' breaks the plugin's schema: secret is required; level is required; *",
        "Fix the plugin: its schema or its data migrations. Build 1 stays in use.")]
    [InlineData(
        "2", nameof(UpgradePlugins.Merging),
        "After the upgrade, '*stop' (REPOSITORY-1) and 'other' (REPOSITORY-2) would be one repository: *",
        "Fix the plugin's data migrations, or remove one of the two.")]
    [InlineData(
        "2", nameof(UpgradePlugins.Endless), "The data migrations of '*stop' did not end within 1 minute.",
        "Fix the plugin's migrations: *")]
    [InlineData(
        "0.9", nameof(UpgradePlugins.Second), "The plugin 'Levels' is installed in build 1, and build 0.9 is earlier: *",
        "Give the plugin a higher buildNumber *")]
    public async Task Upgrade_that_cannot_be_changes_nothing(string build, string member, string message, string action)
    {
        var artifact = await WriteAsync(build, member);
        var before = InventoryText();

        var upgrade = (await FluentActions.Awaiting(() => RunAsync(new PluginUpgrade(artifact), new HurriedClock()))
            .Should().ThrowAsync<UserException>()).Which;
        var check = () => new PluginUpgrade(artifact).PlanAsync(_folder.NewContext(new HurriedClock()), CancellationToken.None);
        var plan = (await check.Should().ThrowAsync<Exception>()).Which;

        upgrade.Message.Should().Match(message);
        upgrade.Action.Should().Match(action);
        JobErrors.Describe(plan).Message.Should().Be(upgrade.Message, "the check says what the upgrade would say");
        InventoryText().Should().Be(before);
        await RunAsync(new PluginUpgrade(await WriteAsync("2", nameof(UpgradePlugins.Second))));
        (await NewValuesAsync<LinkedSourceObject>("DSOURCE-1")).Should().Be("new files");
    }

    [Theory]
    [InlineData("1")]
    [InlineData("1.0")]
    public async Task Upgrade_to_the_same_build_number_replaces_the_build_as_often_as_its_author_likes(string build)
    {
        for (var revision = 1; revision <= 3; revision++)
        {
            var job = await RunAsync(new PluginUpgrade(await WriteAsync(build, nameof(UpgradePlugins.Second))));

            job.Events[^1].Message.Should().StartWith($"Replaced build 1: {(revision == 1 ? 5 : 0)} data migrations, ");
            var plugin = await _folder.Catalog.GetAsync<PluginObject>("PLUGIN-1", CancellationToken.None);
            (plugin.BuildNumber, plugin.Revision).Should().Be(("1", revision));
            Directory.GetDirectories(Path.GetDirectoryName(_folder.Directory.Plugin(plugin))!)
                .Should().Equal(_folder.Directory.Plugin(plugin));
        }

        (await NewValuesAsync<LinkedSourceObject>("DSOURCE-1")).Should().Be("new files");
        await RunAsync(new PluginUpgrade(await WriteAsync("2", nameof(UpgradePlugins.Second))));
        var later = await _folder.Catalog.GetAsync<PluginObject>("PLUGIN-1", CancellationToken.None);
        (later.BuildNumber, later.Revision).Should().Be(("2", 0));
    }

    [Fact]
    public async Task Upgrade_to_the_same_build_number_that_cannot_read_what_is_stored_is_refused()
    {
        var before = InventoryText();

        (await RefusedAsync(await WriteAsync("1", nameof(UpgradePlugins.Useless)))).Message.Should().StartWith("After the upgrade, ");

        InventoryText().Should().Be(before);
    }

    [Fact]
    public async Task Upgrade_to_a_build_that_lacks_a_released_migration_is_refused()
    {
        await RunAsync(new PluginUpgrade(await WriteAsync("2", nameof(UpgradePlugins.Second))));

        var error = await RefusedAsync(await WriteAsync("3", nameof(UpgradePlugins.Useless)));

        error.Message.Should().Be("Build 3 of 'Levels' lacks data migrations of the installed build 2: 2.1, 2.2, 2.3, 2.4, 2.5.");
        error.Action.Should().StartWith("Put them back and build again");
    }

    [Theory]
    [InlineData("migrationIdList", "[]")]
    [InlineData("migrationIdList", """["2.1", "2.2", "2.3", "2.4", "2.5", "2.6"]""")]
    [InlineData("hasVirtualStart", "true")]
    public async Task Upgrade_to_an_artifact_whose_manifest_was_changed_changes_nothing(string key, string value)
    {
        var artifact = await WriteAsync("2", nameof(UpgradePlugins.Second));
        var json = JsonNode.Parse(await File.ReadAllTextAsync(artifact))!;
        json["manifest"]![key] = JsonNode.Parse(value);
        await File.WriteAllTextAsync(artifact, json.ToJsonString());
        var before = InventoryText();

        var error = await RefusedAsync(artifact);

        (error.Message, error.Action).Should().Be(
            ($"The artifact of 'Levels' was changed after it was built: its manifest says something else than its code of {key}.",
                "Build it again with `dvp build`."));
        InventoryText().Should().Be(before);
    }

    [Fact]
    public async Task Upgrade_to_another_strategy_is_refused() =>
        (await RefusedAsync(await WriteAsync("2", nameof(UpgradePlugins.Second), PluginStrategy.Direct))).Message
            .Should().Be("The installed build of 'Levels' is Staged, and build 2 is Direct.");

    [Fact]
    public async Task Upgrade_of_a_plugin_that_is_not_installed_is_refused()
    {
        await SaveAsync((await _folder.Catalog.GetAsync<PluginObject>("PLUGIN-1", CancellationToken.None)) with { PluginId = "another" });

        (await RefusedAsync(await WriteAsync("2", nameof(UpgradePlugins.Second)))).Message
            .Should().Be("The plugin 'Levels' is not installed, so there is nothing to upgrade.");
    }

    [Fact]
    public async Task Plan_shows_every_object_and_changes_nothing()
    {
        var artifact = await WriteAsync("2", nameof(UpgradePlugins.Second));
        var before = InventoryText();

        var plan = await new PluginUpgrade(artifact).PlanAsync(_folder.NewContext(), CancellationToken.None);

        InventoryText().Should().Be(before);
        (plan.FromBuild, plan.ToBuild, string.Join(' ', plan.MigrationIds)).Should().Be(("1", "2", "2.1 2.2 2.3 2.4 2.5"));
        plan.Objects.Select(values => values.Noun)
            .Should().Equal("repository", "repository", "source config", "dSource", "VDB", "VDB's source config", "snapshot", "snapshot");
        var dsource = plan.Objects.Single(values => values.Reference == "DSOURCE-1");
        dsource.Before.ToJsonString().Should().Be("""{"name":"files","password":"********"}""");
        dsource.After.ToJsonString().Should().Be("""{"name":"new files","secret":"********","level":2}""");
    }

    [Fact]
    public async Task UpgradeWhoseProcessDied_is_undone_before_any_job_runs()
    {
        // As it is half-way through the last step: one of two objects is stored.
        var old = await _folder.Catalog.GetAsync<LinkedSourceObject>("DSOURCE-1", CancellationToken.None);
        var plugin = await _folder.Catalog.GetAsync<PluginObject>("PLUGIN-1", CancellationToken.None);
        var dead = new Job
        {
            Reference = "JOB-77",
            Workflow = "Plugin upgrade",
            Target = plugin.Name,
            TargetReference = plugin.Reference,
            StartedAt = Created,
            IsExclusive = true,
        };
        using (var died = await _folder.Jobs.LockAsync(dead.Reference))
        {
            var execution = new JobExecution(dead, _folder.Jobs, new CleanUpRunner(_folder.NewContext()), TimeProvider.System, null);
            await new CatalogSteps(_folder.NewContext(), execution, CancellationToken.None)
                .ReplaceAllAsync([(old, old with { Parameters = new JsonObject { ["half"] = "done" } })]);
        }

        // Another upgrade waits for its turn, and so has the plugin locked.
        using var plugins = FileLock.TryAcquire(_folder.Directory.Lock(plugin.Reference));
        var seen = "";
        await RunAsync(
            new TestWorkflow(
                async (_, _) => seen =
                    (await _folder.Catalog.GetAsync<LinkedSourceObject>("DSOURCE-1", CancellationToken.None)).Parameters.ToJsonString(),
                "VDB-7"));

        seen.Should().Be(old.Parameters.ToJsonString());
        (await _folder.Jobs.TryGetAsync("JOB-77", CancellationToken.None))!.State.Should().Be(JobState.Failed);
    }

    [Fact]
    public async Task DeadJob_whose_object_somebody_holds_is_undone_before_the_upgrade()
    {
        var old = await _folder.Catalog.GetAsync<LinkedSourceObject>("DSOURCE-1", CancellationToken.None);
        var dead = new Job
        {
            Reference = "JOB-77",
            Workflow = "Linked source sync",
            Target = old.Name,
            TargetReference = old.Reference,
            StartedAt = Created,
        };
        using (var died = await _folder.Jobs.LockAsync(dead.Reference))
        {
            var execution = new JobExecution(dead, _folder.Jobs, new CleanUpRunner(_folder.NewContext()), TimeProvider.System, null);
            await new CatalogSteps(_folder.NewContext(), execution, CancellationToken.None)
                .ReplaceAsync(old, old with { NextSnapshotNumber = 9 });
        }

        using (FileLock.TryAcquire(_folder.Directory.Lock(old.Reference)))
            await RunAsync(new PluginUpgrade(await WriteAsync("2", nameof(UpgradePlugins.Second))));

        (await NewValuesAsync<LinkedSourceObject>("DSOURCE-1")).Should().Be("new files");
        (await _folder.Catalog.GetAsync<LinkedSourceObject>("DSOURCE-1", CancellationToken.None)).NextSnapshotNumber
            .Should().Be(old.NextSnapshotNumber);
        _folder.Jobs.Unfinished().Should().BeEmpty();
    }

    [Fact]
    public async Task JobThatWaitedForAnUpgrade_is_checked_by_the_new_build()
    {
        KeepOneRepository();
        // As an earlier version of the engine may have left it.
        Directory.CreateDirectory(Path.Combine(_folder.Directory.Plugin(UpgradePlugins.Id, "2"), "code", "left behind"));
        var artifact = await WriteAsync("2", nameof(UpgradePlugins.Slow));
        var upgrade = Task.Run(() => RunAsync(new PluginUpgrade(artifact)));
        await Eventually.IsTrueAsync(
            () => File.Exists(Path.Combine(_folder.Directory.Plugin(UpgradePlugins.Id, "2"), "artifact.json")), "the upgrade begins");
        var report = new TaskCompletionSource<string>();
        var add = new SourceConfigAdd("here", "REPOSITORY-1", new JsonObject { ["name"] = "late", ["password"] = "of the old form" });
        var adding = Task.Run(() => _folder.NewRunner(report.SetResult).RunAsync(add, null, CancellationToken.None));

        (await report.Task).Should().Be("Waiting for the upgrade of a plugin to end.");
        await File.WriteAllTextAsync(Stop, "");

        (await upgrade).Events.Should().Contain(
            report => report.Message.EndsWith(
                "now has a value in plain text that was a password, or looks like one.", StringComparison.Ordinal));
        (await adding.Invoking(task => task).Should().ThrowAsync<UserException>()).Which.Message
            .Should().StartWith("The parameters of the source config are not right: secret is required");
    }

    [Fact]
    public async Task UpgradeOfAPlugin_stops_jobs_of_that_plugin_only()
    {
        KeepOneRepository();
        var artifact = await WriteAsync("2", nameof(UpgradePlugins.Slow));
        var upgrade = Task.Run(() => RunAsync(new PluginUpgrade(artifact)));
        await Eventually.IsTrueAsync(
            () => File.Exists(Path.Combine(_folder.Directory.Plugin(UpgradePlugins.Id, "2"), "artifact.json")), "the upgrade begins");
        var own = Task.Run(() => RunAsync(new TestWorkflow((_, _) => Task.CompletedTask, "VDB-7", plugin: "PLUGIN-1")));

        await RunAsync(new TestWorkflow((_, _) => Task.CompletedTask, "VDB-8", plugin: "PLUGIN-2"));

        (upgrade.IsCompleted, own.IsCompleted).Should().Be((false, false));
        await File.WriteAllTextAsync(Stop, "");
        await Task.WhenAll(upgrade, own);
    }

    [Fact]
    public async Task UpgradeAndOtherJobs_never_run_at_once()
    {
        var artifact = await WriteAsync("2", nameof(UpgradePlugins.Second));
        var running = new TaskCompletionSource();
        var end = new TaskCompletionSource();
        var other = Task.Run(() => RunAsync(new TestWorkflow((_, _) =>
        {
            running.SetResult();
            return end.Task;
        })));
        await running.Task;
        var report = new TaskCompletionSource<string>();

        var upgrade = Task.Run(
            () => _folder.NewRunner(report.SetResult).RunAsync(new PluginUpgrade(artifact), null, CancellationToken.None));

        (await report.Task).Should().Be("Waiting for other jobs of the plugin to end.");
        (await _folder.Catalog.GetAsync<PluginObject>("PLUGIN-1", CancellationToken.None)).BuildNumber.Should().Be("1");
        end.SetResult();
        await Task.WhenAll(other, upgrade);
        (await _folder.Catalog.GetAsync<PluginObject>("PLUGIN-1", CancellationToken.None)).BuildNumber.Should().Be("2");
    }

    // The slow migration waits for a file that is named by the one that stays.
    private void KeepOneRepository()
    {
        foreach (var reference in (string[])["SOURCE_CONFIG-1", "DSOURCE-1", "VDB-1", "SNAPSHOT-1", "SNAPSHOT-2", "REPOSITORY-2"])
            File.Delete(Directory.EnumerateFiles(_folder.Directory.Catalogs, $"{reference}.json", SearchOption.AllDirectories).Single());
    }

    private Task<string> WriteAsync(string build, string member, PluginStrategy strategy = PluginStrategy.Staged) =>
        UpgradePlugins.WriteAsync(_folder.PathOf($"{Guid.NewGuid():N}.json"), build, member, strategy);

    private Task<Job> RunAsync(Workflow workflow, TimeProvider? clock = null) =>
        _folder.NewRunner(clock: clock).RunAsync(workflow, null, CancellationToken.None);

    private async Task<UserException> RefusedAsync(string artifact) =>
        (await FluentActions.Awaiting(() => RunAsync(new PluginUpgrade(artifact))).Should().ThrowAsync<UserException>()).Which;

    private async Task SaveAsync(params CatalogObject[] items)
    {
        foreach (var item in items)
            await _folder.Catalog.SaveAsync(item, CancellationToken.None);
    }

    private async Task<JsonObject> ValuesAsync(DefinitionKind kind, string name) =>
        await (await _folder.NewContext().Plugins.GetAsync("PLUGIN-1", CancellationToken.None)).Secrets
            .ProtectAsync(kind, new JsonObject { ["name"] = name, ["password"] = $"s3cret of {name}" }, CancellationToken.None);

    // The name of an object that has the form of the second build, with its own secret.
    private async Task<string> NewValuesAsync<T>(string reference)
        where T : CatalogObject
    {
        var values = (await _folder.Catalog.GetAsync<T>(reference, CancellationToken.None)).Parameters;
        values["level"].Should().NotBeNull();
        var secret = await new SecretBox(_folder.Directory).OpenAsync(values["secret"]!.GetValue<string>(), CancellationToken.None);
        values["name"]!.GetValue<string>().Should().Be($"new {secret["s3cret of ".Length..]}");
        return values["name"]!.GetValue<string>();
    }

    // All that the engine keeps but for the records of jobs and their locks.
    private string InventoryText() =>
        string.Join('\n', Directory.EnumerateFiles(_folder.Directory.Catalogs, "*", SearchOption.AllDirectories)
        .Concat(Directory.EnumerateFiles(Path.Combine(_folder.Directory.Root, "plugins"), "*", SearchOption.AllDirectories))
        .Where(path => !path.Contains("/references/", StringComparison.Ordinal)).Order(StringComparer.Ordinal)
        .Select(path => path.EndsWith(".dll", StringComparison.Ordinal) ? path : $"{path}\n{File.ReadAllText(path)}"));

    // A minute is over at once.
    private sealed class HurriedClock : TimeProvider
    {
        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
            base.CreateTimer(callback, state, dueTime == UpgradePlanner.LongestMigration ? TimeSpan.FromSeconds(1) : dueTime, period);
    }
}
