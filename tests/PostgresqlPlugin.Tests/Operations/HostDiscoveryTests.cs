using System.Text.Json.Nodes;
using Delphix.Virtualization;
using PostgresqlPlugin.Tests.Support;

namespace PostgresqlPlugin.Tests.Operations;

public sealed class HostDiscoveryTests
{
    [Fact]
    public async Task Installation_is_a_repository_with_its_version_and_folder()
    {
        var libs = new FakeLibs(_ => new RunResult(
            0,
            "/usr/lib/postgresql/15/bin\0postgres (PostgreSQL) 15.8 (Debian 15.8-0+deb12u1)\0/opt/pg\0postgres (PostgreSQL) 19beta1\0",
            ""));

        var found = (await Sample.AskAsync("discovery.repository", libs))["repositories"]!.AsArray().Select(Values).ToList();

        found.Select(values => (values["name"]!.ToString(), values["version"]!.ToString(), values["programs"]!.ToString())).Should().Equal(
            ("PostgreSQL 15.8 in /usr/lib/postgresql/15/bin", "15.8", "/usr/lib/postgresql/15/bin"),
            ("PostgreSQL 19beta1 in /opt/pg", "19beta1", "/opt/pg"));
    }

    [Fact]
    public async Task Host_without_any_has_no_repository() =>
        (await Sample.AskAsync("discovery.repository", new FakeLibs()))["repositories"]!.AsArray().Should().BeEmpty();

    [Fact]
    public async Task Cluster_that_runs_is_a_source_config()
    {
        var libs = new FakeLibs(_ => new RunResult(0, "5432\0/var/lib/postgresql/15/a folder\nof two lines\0", ""));

        var found = await Sample.AskAsync("discovery.sourceConfig", libs, SetPrograms);

        libs.Calls[0].Variables.Should().Equal(new Dictionary<string, string> { ["BIN"] = "/opt/pg" });
        found["sourceConfigs"]!.AsArray().Select(Values).Single().ToJsonString().Should()
            .Be("""{"name":"postgresql-5432","port":5432,"dataDirectory":"/var/lib/postgresql/15/a folder\nof two lines"}""");
    }

    private static void SetPrograms(JsonObject request) => request["repository"]!["parameters"]!["programs"] = "/opt/pg";

    private static JsonNode Values(JsonNode? found) => found!["parameters"]!;
}
