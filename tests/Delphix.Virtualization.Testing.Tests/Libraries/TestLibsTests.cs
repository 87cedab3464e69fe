using System.Text.Json.Nodes;

namespace Delphix.Virtualization.Testing.Tests.Libraries;

public sealed class TestLibsTests : IDisposable
{
    private static readonly RemoteConnection Host = SampleRequests.Connection();
    private readonly TemporaryDirectory _directory = new();

    [Fact]
    public async Task Fake_answers_and_keeps_what_it_was_asked()
    {
        var libs = new FakeLibs(call => new RunResult(call.Command == "id" ? 0 : 7, "answer", "error"));
        var variables = new Dictionary<string, string> { ["NAME"] = "value" };

        (await libs.RunBashAsync(Host, "id", variables, useLoginShell: true)).Should().Be(new RunResult(0, "answer", "error"));
        (await libs.RunExpectAsync(Host, "other")).ExitCode.Should().Be(7);
        variables["NAME"] = "changed later";

        libs.Calls.Select(call => (call.Library, call.Command, call.UseLoginShell)).Should()
            .Equal(("RunBashAsync", "id", true), ("RunExpectAsync", "other", false));
        libs.Calls[0].Connection.Should().BeSameAs(Host);
        libs.Calls[0].Variables.Should().Equal(new Dictionary<string, string> { ["NAME"] = "value" });
        libs.Results.Select(result => result.ExitCode).Should().Equal(0, 7);
    }

    [Fact]
    public async Task Script_that_fails_is_an_exception_where_that_is_asked_for()
    {
        var libs = new FakeLibs(_ => new RunResult(3, "", "no disk"));

        var act = () => libs.RunBashAsync(Host, "df", check: true);

        (await act.Should().ThrowAsync<ScriptException>()).Which.Result.Stderr.Should().Be("no disk");
    }

    [Fact]
    public async Task Local_really_runs_scripts_with_their_variables()
    {
        var libs = new LocalLibs(variables: new Dictionary<string, string> { ["FOR_ALL"] = "a", ["REPLACED"] = "test" });

        var result = await libs.RunBashAsync(
            Host,
            "printf '%s ' \"$FOR_ALL\" \"$OWN\" \"$REPLACED\"; echo problem >&2; exit 5",
            new Dictionary<string, string> { ["OWN"] = "b c", ["REPLACED"] = "plugin" });

        result.Should().Be(new RunResult(5, "a b c test ", "problem\n"));
    }

    [RootFact]
    public async Task Local_runs_scripts_as_another_user()
    {
        var libs = new LocalLibs(user: "nobody");

        (await libs.RunBashAsync(Host, "id -u", check: true)).Stdout.Should().Be($"{TestMachine.Nobody}\n");
    }

    [ProgramFact("rsync")]
    public async Task Local_copies_into_the_volume()
    {
        Directory.CreateDirectory(_directory.Combine("source"));
        Directory.CreateDirectory(_directory.Combine("volume"));
        await File.WriteAllTextAsync(_directory.Combine("source", "file"), "text");
        await File.WriteAllTextAsync(_directory.Combine("source", "left out"), "text");

        await new LocalLibs(_directory.Combine("volume")).RunSyncAsync(Host, _directory.Combine("source"), excludePaths: ["left out"]);

        Directory.GetFileSystemEntries(_directory.Combine("volume")).Should().Equal(_directory.Combine("volume", "file"));
    }

    [Fact]
    public async Task Local_without_a_volume_refuses_to_copy()
    {
        var act = () => new LocalLibs().RunSyncAsync(Host, _directory.Path);

        (await act.Should().ThrowAsync<LibraryException>()).WithMessage("*give LocalLibs a volume*");
    }

    [Fact]
    public async Task Credentials_are_those_of_the_object_or_of_the_test()
    {
        var libs = new FakeLibs();
        var vault = new JsonObject { ["type"] = "HashiCorpVaultCredential" };

        var given = libs.UpgradePassword("secret", "alice");
        (await libs.RetrieveCredentialsAsync(given)).Should().Be(new PasswordCredentials("alice", "secret"));
        await libs.Awaiting(it => it.RetrieveCredentialsAsync(vault)).Should().ThrowAsync<LibraryException>();
        libs.Credentials = new PasswordCredentials("bob", "from the vault");
        (await libs.RetrieveCredentialsAsync(vault)).Should().Be(libs.Credentials);
    }

    [Fact]
    public async Task Fake_keeps_the_copies_that_were_asked_for()
    {
        var libs = new FakeLibs();

        await libs.RunSyncAsync(Host, "/srv/files", "rsync-user", ["cache"], ["link"]);

        libs.Syncs.Should().ContainSingle().Which.Should()
            .BeEquivalentTo(new SyncCall(Host, "/srv/files", "rsync-user", ["cache"], ["link"]));
    }

    public void Dispose() => _directory.Dispose();
}
