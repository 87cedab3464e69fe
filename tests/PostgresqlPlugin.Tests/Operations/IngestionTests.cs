using System.Text.Json.Nodes;
using Delphix.Virtualization;
using PostgresqlPlugin.Tests.Support;

namespace PostgresqlPlugin.Tests.Operations;

public sealed class IngestionTests
{
    private const string Described = "version=15\nsystemIdentifier=7450000000000000001\ntimeline=2\nlsn=0/3000060\nbytes=31000000\n";

    [Theory]
    [InlineData(null, 5432)]
    [InlineData(15432, 15432)]
    public async Task Sync_asks_the_source_where_the_user_said(int? port, int expected)
    {
        var libs = new FakeLibs();

        await Sample.AskAsync("linked.preSnapshot", libs, request =>
        {
            request["sourceConfig"]!["parameters"]!["port"] = 5432;
            var values = request["stagedSource"]!["linkedSource"]!["parameters"]!;
            values["sourceAddress"] = "db.example";
            if (port is not null)
                values["sourcePort"] = port;
        });

        var call = libs.Calls.Single();
        Sample.ScriptOf(call).Should().Be("copy.sh");
        call.Variables.Should().Contain(new Dictionary<string, string>
        {
            ["ADDRESS"] = "db.example",
            ["PORT"] = $"{expected}",
            ["LOGIN"] = "sample-user",
            ["PASSWORD"] = "sample password",
            ["MOUNT"] = "/mnt/staging",
            ["RESYNC"] = "false",
        });
        call.Connection.Environment.Name.Should().Be("staging");
    }

    [Theory]
    [InlineData("""{"parameters":{"resync":true}}""", "true")]
    [InlineData("""{"parameters":{}}""", "false")]
    [InlineData("""{"parameters":null}""", "false")]
    public async Task Resync_writes_all_files_anew(string parameters, string expected)
    {
        var libs = new FakeLibs();

        await Sample.AskAsync("linked.preSnapshot", libs, request => request["snapshotParameters"] = JsonNode.Parse(parameters));

        libs.Calls.Single().Variables["RESYNC"].Should().Be(expected);
    }

    [Fact]
    public async Task Credentials_without_a_user_are_refused()
    {
        var libs = new FakeLibs { Credentials = new PasswordCredentials("", "secret") };

        var sync = () => Sample.AskAsync("linked.preSnapshot", libs);

        (await sync.Should().ThrowAsync<UserException>()).WithMessage("The credentials of the dSource have no user name.");
        libs.Calls.Should().BeEmpty();
    }

    [Theory]
    [InlineData("linked.postSnapshot", "staging")]
    [InlineData("virtual.postSnapshot", "target")]
    public async Task Snapshot_says_which_cluster_it_holds(string operation, string host)
    {
        var libs = new FakeLibs(_ => new RunResult(0, Described, ""));

        var snapshot = (await Sample.AskAsync(operation, libs))["snapshot"]!["parameters"]!;

        snapshot.ToJsonString().Should()
            .Be("""{"version":"15","systemIdentifier":"7450000000000000001","timeline":2,"lsn":"0/3000060","bytes":31000000}""");
        libs.Calls.Single().Variables["MOUNT"].Should().Be($"/mnt/{host}");
    }

    [Theory]
    [InlineData("no-answer", "No PostgreSQL server answers at db.example:5432.")]
    [InlineData("no-programs", "The staging host staging lacks rsync, or a program of PostgreSQL in /opt/pg.")]
    [InlineData("what nobody knows", "The script copy.sh ended with exit code 1.")]
    public async Task Failure_of_the_copy_is_said_in_words(string failure, string expected)
    {
        var libs = new FakeLibs(_ => new RunResult(1, $"noise\nfailure={failure}\n", "reason\n"));

        var sync = () => Sample.AskAsync("linked.preSnapshot", libs, request =>
        {
            request["stagedSource"]!["linkedSource"]!["parameters"]!["sourceAddress"] = "db.example";
            request["sourceConfig"]!["parameters"]!["port"] = 5432;
            request["repository"]!["parameters"]!["programs"] = "/opt/pg";
        });

        var thrown = (await sync.Should().ThrowAsync<UserException>()).Which;
        (thrown.Message, thrown.Output).Should().Be((expected, "reason"));
    }
}
