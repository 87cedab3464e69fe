using Delphix.Virtualization.Engine.Catalog;

namespace Delphix.Virtualization.Tools.Tests.Commands;

public class ListTests
{
    [Theory]
    [InlineData("plugin list", """
        NAME             BUILD  ID                                    REFERENCE  INSTALLED
        Directory Trees  2      7d2f7b3c-59f2-4c39-8f0a-0c5a8f2d9e61  PLUGIN-1   2026-01-31 12:00:00
        """)]
    [InlineData("environment list", """
        NAME   ADDRESS    USER     PORT  REFERENCE                ADDED
        local  localhost  delphix     -  UNIX_HOST_ENVIRONMENT-1  2026-01-31 12:00:00
        """)]
    [InlineData("repository list --environment local", """
        NAME         ENVIRONMENT  PLUGIN           RSYNC VERSION  REFERENCE
        Directories  local        Directory Trees  3.5.0          REPOSITORY-1
        """)]
    [InlineData("source-config list", """
        NAME      ENVIRONMENT  REPOSITORY   PATH        FOUND BY  REFERENCE
        My files  local        Directories  /srv/files  user      SOURCE_CONFIG-1
        """)]
    [InlineData("dsource list", """
        NAME   STATE    SOURCE CONFIG  ENVIRONMENT  MOUNTED AT                  SNAPSHOTS  REFERENCE
        files  ENABLED  My files       local        /mnt/staging (not mounted)          1  DSOURCE-1
        """)]
    [InlineData("snapshot list", """
        NAME     TAKEN                MODE   FILES     SIZE  TRANSFERRED FILES  WARNINGS  REFERENCE
        files@1  2026-01-31 12:00:00  first     12  1.5 MiB                 11         1  SNAPSHOT-1
        """)]
    [InlineData("vdb list", """
        NAME  STATE     DATA FROM  ENVIRONMENT  MOUNTED AT  SNAPSHOTS  REFERENCE
        copy  DISABLED  files@1    local        -                   0  VDB-1
        """)]
    public async Task List_not_on_a_terminal_is_plain_aligned_text(string commandLine, string expected)
    {
        using var dvp = new Dvp();
        await dvp.SaveAsync(Samples.All);
        dvp.SaveSnapshotSchema(Samples.Plugin, Path.Combine(Repository.Root, "schemas", "schema.json"));

        (await dvp.RunAsync(commandLine.Split(' '))).Should().Be(new DvpResult(0, expected.ReplaceLineEndings("\n") + "\n", ""));
    }

    [Theory]
    [InlineData("plugin list", "state:null", "pluginId", "buildNumber")]
    [InlineData("environment list", "state:null", "address", "user", "port", "identityFile", "allowsSuidAndDevices")]
    [InlineData("repository list", "state:null", "environment", "environmentReference", "plugin", "pluginReference")]
    [InlineData("source-config list", "state:null", "environment", "environmentReference", "repository", "repositoryReference", "isManual")]
    [InlineData(
        "dsource list", "state:ENABLED", "datasetGuid", "environment", "environmentReference", "repository", "repositoryReference",
        "mountPaths", "unmountedPaths", "newestSnapshot", "newestSnapshotReference", "sourceConfig", "sourceConfigReference")]
    [InlineData("snapshot list", "state:null", "dataset", "datasetReference")]
    [InlineData(
        "vdb list", "state:DISABLED", "datasetGuid", "environment", "environmentReference", "repository", "repositoryReference",
        "mountPaths", "unmountedPaths", "newestSnapshot", "newestSnapshotReference", "parent", "parentReference", "snapshot",
        "snapshotReference", "sourceConfigParameters")]
    public async Task List_with_json_has_the_common_properties_and_its_own(string commandLine, string state, params string[] own)
    {
        using var dvp = new Dvp();
        await dvp.SaveAsync(Samples.All);

        var item = (await dvp.JsonAsync(commandLine.Split(' '))).AsArray().Should().ContainSingle().Subject!.AsObject();

        item.Select(property => property.Key).Should().Equal(["name", "reference", "state", "createdAt", .. own, "parameters"]);
        item["createdAt"]!.GetValue<string>().Should().Be("2026-01-31T12:00:00.000Z");
        $"state:{item["state"]?.GetValue<string>() ?? "null"}".Should().Be(state);
    }

    [Fact]
    public async Task List_with_json_keeps_the_schema_defined_values_as_they_are()
    {
        using var dvp = new Dvp();
        await dvp.SaveAsync(Samples.All);

        var json = await dvp.JsonAsync("snapshot", "list", "files");

        json[0]!["parameters"]!.ToJsonString().Should().Be(Samples.Snapshot.Parameters.ToJsonString());
        json[0]!["dataset"]!.GetValue<string>().Should().Be("files");
    }

    [Fact]
    public async Task List_whose_plugin_cannot_be_read_shows_the_names_of_the_values()
    {
        using var dvp = new Dvp();
        await dvp.SaveAsync(Samples.All);

        (await dvp.RunAsync("snapshot", "list")).Output
            .Should().StartWith("NAME     TAKEN                MODE   SOURCE PATH  FILES    BYTES  ");
    }

    [Fact]
    public async Task List_of_another_environment_or_dataset_is_left_out()
    {
        using var dvp = new Dvp();
        await dvp.SaveAsync(Samples.All);
        await dvp.SaveAsync(Samples.Environment with { Reference = "UNIX_HOST_ENVIRONMENT-2", Name = "other" });

        (await dvp.JsonAsync("repository", "list", "--environment", "other")).AsArray().Should().BeEmpty();
        (await dvp.JsonAsync("source-config", "list", "--environment", "UNIX_HOST_ENVIRONMENT-2")).AsArray().Should().BeEmpty();
        (await dvp.JsonAsync("snapshot", "list", "VDB-1")).AsArray().Should().BeEmpty();
    }

    [Fact]
    public async Task List_of_a_mistyped_dataset_suggests_the_nearest()
    {
        using var dvp = new Dvp();
        await dvp.SaveAsync(Samples.All);

        (await dvp.RunAsync("snapshot", "list", "fles")).Error
            .Should().Be("Error: There is no dataset 'fles'.\nAction: Did you mean 'files'?\n");
    }

    [Fact]
    public async Task List_with_a_damaged_document_shows_the_rest_and_names_the_document_until_it_is_restored()
    {
        using var dvp = new Dvp();
        await dvp.SaveAsync(Samples.Plugin, Samples.Environment);
        var document = Path.Combine(dvp.Engine.Catalog("plugin"), "PLUGIN-1.json");
        await File.WriteAllTextAsync(document, "");
        var damage = $"The plugin 'Directory Trees' (PLUGIN-1) cannot be used: its document {document} is empty.";

        var listed = await dvp.RunAsync("plugin", "list");
        var json = await dvp.JsonAsync("plugin", "list");
        var others = await dvp.RunAsync("environment", "list");
        var restored = await dvp.RunAsync("engine", "restore", "PLUGIN-1");

        listed.ExitCode.Should().Be(0);
        listed.Error.Should().Contain(damage).And.Contain("dvp engine restore PLUGIN-1");
        json[0]!["damage"]!.GetValue<string>().Should().StartWith(damage);
        others.ExitCode.Should().Be(0);
        restored.Should().Be(new DvpResult(0, "Restored PLUGIN-1 from its last good copy.\n", ""));
        (await dvp.JsonAsync("plugin", "list"))[0]!["damage"].Should().BeNull();
    }

    [Fact]
    public async Task Name_with_control_characters_is_no_order_to_the_terminal()
    {
        using var dvp = new Dvp();
        await dvp.SaveAsync([.. Samples.All[..3], Samples.SourceConfig with { Name = "a\e[31m\nb" }]);

        (await dvp.RunAsync("source-config", "list")).Output.Should().Contain("a\uFFFD[31m b  local").And.NotContain("\e");
    }

    [Fact]
    public async Task Interrupted_command_ends_with_130()
    {
        using var dvp = new Dvp();
        await dvp.SaveAsync(Samples.All);

        (await dvp.RunAsync(["dsource", "list"], new CancellationToken(canceled: true)))
            .Should().Be(new DvpResult(130, "", "Interrupted.\n"));
    }

    [Fact]
    public void Samples_have_every_type_of_object() =>
        Samples.All.Select(item => item.GetType()).Should().BeEquivalentTo(
            typeof(CatalogObject).Assembly.GetTypes().Where(type => type.IsSubclassOf(typeof(CatalogObject)) && !type.IsAbstract));
}
