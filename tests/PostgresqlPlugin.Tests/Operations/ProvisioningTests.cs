using System.Text.Json.Nodes;
using Delphix.Virtualization;
using PostgresqlPlugin.Tests.Support;

namespace PostgresqlPlugin.Tests.Operations;

public sealed class ProvisioningTests
{
    [Theory]
    [InlineData("virtual.configure")]
    [InlineData("virtual.reconfigure")]
    [InlineData("virtual.initialize")]
    public async Task Vdb_listens_where_the_user_said(string operation)
    {
        var libs = new FakeLibs();

        var config = await Sample.AskAsync(operation, libs, request => Change(request, values => values["port"] = 5501));

        libs.Calls[^1].Variables.Should().Contain(
            new Dictionary<string, string> { ["PORT"] = "5501", ["LISTEN_ADDRESSES"] = "127.0.0.1", ["MOUNT"] = "/mnt/target" });
        Sample.ScriptOf(libs.Calls[^1]).Should().Be("configure.sh");
        config["sourceConfig"]!["parameters"]!.ToJsonString().Should()
            .Be("""{"name":"postgresql-5501","port":5501,"dataDirectory":"/mnt/target/data"}""");
    }

    [Theory]
    [InlineData("15", "15.8", true)]
    [InlineData("15", "16.1", false)]
    [InlineData("9", "19beta1", false)]
    [InlineData("19", "19beta1", true)]
    public async Task Snapshot_is_for_an_installation_of_its_major_version(string snapshot, string installed, bool fits)
    {
        var libs = new FakeLibs();

        var configure = () => Sample.AskAsync("virtual.configure", libs, request =>
        {
            Change(request, _ => { });
            request["snapshot"]!["parameters"]!["version"] = snapshot;
            request["repository"]!["parameters"]!["version"] = installed;
            request["repository"]!["parameters"]!["name"] = "the one there";
        });

        if (fits)
            await configure.Should().NotThrowAsync();
        else
            (await configure.Should().ThrowAsync<UserException>()).WithMessage(
                $"The snapshot is of PostgreSQL {snapshot}, and 'the one there' cannot run it.");
        libs.Calls.Should().HaveCount(fits ? 1 : 0);
    }

    [Theory]
    [InlineData(85, true)]
    [InlineData(86, false)]
    public async Task Mount_location_has_room_for_a_socket(int bytes, bool fits)
    {
        var path = $"/é{new string('x', bytes - 3)}";

        var configure = () => Sample.AskAsync("virtual.configure", new FakeLibs(), request =>
        {
            Change(request, _ => { });
            request["virtualSource"]!["mounts"]![0]!["mountPath"] = path;
        });

        if (fits)
            await configure.Should().NotThrowAsync();
        else
            (await configure.Should().ThrowAsync<UserException>())
                .WithMessage("The mount location takes 86 bytes, which is too long for a server's socket.");
    }

    [Theory]
    [InlineData("active\n", "ACTIVE")]
    [InlineData("inactive\n", "INACTIVE")]
    [InlineData("", "INACTIVE")]
    public async Task Status_is_what_the_host_says(string said, string expected)
    {
        var libs = new FakeLibs(_ => new RunResult(0, said, ""));

        var status = await Sample.AskAsync("virtual.status", libs, request => request["sourceConfig"]!["parameters"]!["port"] = 5501);

        status["status"]!.GetValue<string>().Should().Be(expected);
        libs.Calls.Single().Variables["PORT"].Should().Be("5501", "a new port counts only once the VDB was configured");
    }

    // The sample of the snapshot is of no version.
    private static void Change(JsonObject request, Action<JsonNode> change)
    {
        change(request["virtualSource"]!["parameters"]!);
        if (request["snapshot"] is { } snapshot)
            snapshot["parameters"]!["version"] = "15";
        request["repository"]!["parameters"]!["version"] = "15.8";
    }
}
