using Delphix.Virtualization.Engine.Hosts;

namespace Delphix.Virtualization.Engine.Tests.Hosts;

/// <summary>What <c>RunSyncAsync</c> promises, wherever the source is. The rsync is a real one.</summary>
public abstract class DirectorySyncContract : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    protected DirectorySyncContract()
    {
        Directory.CreateDirectory(Source);
        Directory.CreateDirectory(Volume);
    }

    private protected abstract HostConnection Connection { get; }

    // A quote, a blank and a dollar sign, which a shell would take for something else.
    private string Source => _directory.Combine("the 'source' $HOME");

    private string Volume => _directory.Combine("volume");

    public void Dispose()
    {
        _directory.Dispose();
        GC.SuppressFinalize(this);
    }

    [Fact]
    public async Task Tree_that_changes_between_syncs_is_copied_whole()
    {
        await ChangeAsync(
            "mkdir -m 700 d e; echo 1 >d/a; ln d/a b; ln -s d/a c; ln -s /nowhere e/gone; mkfifo p; chmod 4755 d/a; truncate -s 1M "
                + "sparse; echo 2 >$'odd\nname'; touch -d '2001-02-03 04:05:06.789' d .");
        await RunAsync();
        await ExpectEqualAsync(Source, Volume);

        await ChangeAsync(
            "rm b e/gone; mkdir e/gone; ln -sfn e c; echo 3 >>sparse; mv p e/gone; chmod 1777 d; touch -d '2002-02-03 04:05:06.789' d/a");
        await RunAsync();

        await ExpectEqualAsync(Source, Volume);
    }

    [Fact]
    public async Task ExcludedPaths_are_taken_literally()
    {
        string[] excluded =
            ["*", "- dash", ":colon", "w[1]", "back\\slash", "back\\s*", "new\nline", "folder/in", "!", "# hash", "+ plus", ". merge"];
        string[] kept = ["star", "dash", "colon", "w1", "backslash", "back\\star", "new", "in", "folder/inside", "line", "plus"];
        foreach (var path in excluded.Concat(kept))
            Write(Source, path, path);
        await RunAsync();
        Names().Should().BeEquivalentTo(excluded.Concat(kept), "nothing is excluded yet");

        await RunAsync(exclude: [.. excluded.Select((path, i) => i % 2 == 0 ? $"/{path}" : $"./{path}/")]);

        Names().Should().BeEquivalentTo(kept, "what was copied before goes too");
    }

    [Fact]
    public async Task FollowedLinks_to_a_directory_and_to_a_file_are_copied_as_what_they_lead_to()
    {
        var elsewhere = _directory.Combine("elsewhere");
        Write(elsewhere, "one", "1");
        Write(elsewhere, "secret", "2");
        Write(elsewhere, "deep/file", "3");
        File.CreateSymbolicLink(Path.Combine(elsewhere, "deep/inner"), Path.Combine(elsewhere, "one"));
        Write(Source, "sub/plain", "4");
        File.CreateSymbolicLink(Path.Combine(Source, "sub/folder*"), elsewhere);
        File.CreateSymbolicLink(Path.Combine(Source, "file"), "sub/plain");
        File.CreateSymbolicLink(Path.Combine(Source, "untouched"), "sub/plain");
        // The links themselves first, to see that what is in their way goes.
        await RunAsync();

        for (var i = 0; i < 2; i++)
        {
            await RunAsync(exclude: ["sub/folder*/secret"], follow: ["file", "sub/folder*/deep/inner", "/sub/folder*"]);
            Names().Should().BeEquivalentTo(
                "file", "sub/folder*/deep/file", "sub/folder*/deep/inner", "sub/folder*/one", "sub/plain", "untouched");
            File.ReadAllText(Path.Combine(Volume, "sub/folder*/deep/inner")).Should().Be("1");
            (Read("file").LinkTarget, Read("sub/folder*/deep/inner").LinkTarget, Read("untouched").LinkTarget)
                .Should().Be((null, null, "sub/plain"));
            // The second time something of it has changed.
            File.Delete(Path.Combine(Volume, "sub/folder*/one"));
            Write(Volume, "sub/folder*/stale", "5");
        }

        (await File.ReadAllTextAsync(Path.Combine(elsewhere, "secret"))).Should().Be("2", "nothing is written through a link");
        await RunAsync();
        Read("sub/folder*").LinkTarget.Should().Be(elsewhere, "it is not followed any more");
    }

    [Fact]
    public async Task FollowedLink_that_leads_to_nothing_is_refused()
    {
        File.CreateSymbolicLink(Path.Combine(Source, "dangling"), "gone");
        Write(Volume, "old", "1");

        (await ThrowsAsync(follow: ["dangling"])).Should().Be((
            LibraryError.CopyFailed,
            $"RunSyncAsync from {Connection.Name}: the symlink {Source}/dangling leads to nothing, or is not there."));
        (await ThrowsAsync(follow: ["absent"])).Message.Should().EndWith("/absent leads to nothing, or is not there.");
        Names().Should().Equal("old");
    }

    [Fact]
    public async Task FollowedLink_below_a_link_that_is_not_followed_is_refused()
    {
        var elsewhere = _directory.Combine("elsewhere");
        Write(elsewhere, "target", "1");
        File.CreateSymbolicLink(Path.Combine(elsewhere, "link"), "target");
        File.CreateSymbolicLink(Path.Combine(Source, "folder"), elsewhere);

        (await ThrowsAsync(follow: ["folder/link"])).Should().Be((
            LibraryError.InvalidArgument,
            $"RunSyncAsync from {Connection.Name}: folder/link cannot be followed: folder is a symlink, or in one."));

        new FileInfo(Path.Combine(elsewhere, "link")).LinkTarget.Should().Be("target");
    }

    [Theory]
    [InlineData("rm", "file")]
    [InlineData("rm", "folder")]
    [InlineData("mkdir", "folder")]
    [InlineData("rsync", "file")]
    [InlineData("rsync", "folder")]
    public async Task Storage_of_which_a_folder_is_swapped_for_a_symlink_just_before_is_left_by_nothing(string program, string kind)
    {
        Write(Source, "elsewhere/file", "1");
        Directory.CreateDirectory(Path.Combine(Source, "a"));
        File.CreateSymbolicLink(Path.Combine(Source, "a/link"), kind == "file" ? "../elsewhere/file" : "../elsewhere");
        // What is in the way is of the other kind.
        Write(Volume, kind == "file" ? "a/link/old" : "a/link", "2");
        Write(_directory.Combine("outside"), kind == "file" ? "link/mine" : "link", "3");
        var programs = Directory.CreateDirectory(_directory.Combine("programs")).FullName;
        var path = Environment.GetEnvironmentVariable("PATH");
        await File.WriteAllTextAsync(Path.Combine(programs, program), $"""
            #!/bin/bash
            [[ ! -d '{Volume}/a' || -L '{Volume}/a' ]] || (cd '{Volume}' && mv a a.kept && ln -s ../outside a)
            PATH='{path}' exec {program} "$@"
            """);
        File.SetUnixFileMode(Path.Combine(programs, program), (UnixFileMode)0b111_101_101);

        var variables = new Dictionary<string, string>
        {
            ["PATH"] = $"{programs}:{path}",
            ["DVP_SOURCE"] = Path.Combine(Source, "a/link"),
            ["DVP_STATE"] = kind == "file" ? "file" : "directory",
            ["DVP_PLACE"] = "-",
            ["DVP_VOLUME"] = Volume,
            ["DVP_TARGET"] = Path.Combine(Volume, "a/link"),
            ["DVP_RULE_COUNT"] = "0",
            ["DVP_SSH_COUNT"] = "0",
        };
        // Whether it fails or not.
        await new LocalConnection().RunAsync(
            new HostCommand { Script = EmbeddedScript.Read("pull.sh"), Variables = variables }, CancellationToken.None);

        Directory.EnumerateFiles(_directory.Combine("outside"), "*", SearchOption.AllDirectories).Select(File.ReadAllText)
            .Should().Equal("3");
    }

    [Theory]
    [InlineData("..")]
    [InlineData("a/../b")]
    [InlineData("/")]
    [InlineData("./")]
    public async Task Path_that_is_not_below_the_directory_is_refused(string path)
    {
        (await ThrowsAsync(exclude: [path])).Should().Be((
            LibraryError.InvalidArgument,
            $"RunSyncAsync: the argument 'excludePaths' has '{path}'; expected: paths below the directory that is copied."));
        (await ThrowsAsync(follow: [path])).Message.Should().StartWith("RunSyncAsync: the argument 'symLinksToFollow' has ");
    }

    [Fact]
    public async Task Source_that_is_no_directory_empties_nothing()
    {
        Write(Volume, "old", "1");
        var file = Path.Combine(Source, "file");
        Write(Source, "file", "2");

        (await ThrowsAsync(source: Source + "/gone"))
            .Should().Be((LibraryError.CopyFailed, $"RunSyncAsync from {Connection.Name}: there is no directory {Source}/gone."));
        (await ThrowsAsync(source: file)).Message.Should().Be($"RunSyncAsync from {Connection.Name}: {file} is not a directory.");

        Names().Should().Equal("old");
    }

    [Fact]
    public async Task Source_that_holds_the_storage_is_refused()
    {
        (await ThrowsAsync(source: Path.GetDirectoryName(Volume)!)).Should().Be(
            (LibraryError.InvalidArgument,
                $"RunSyncAsync from {Connection.Name}: {Path.GetDirectoryName(Volume)} cannot be copied: {Path.GetDirectoryName(Volume)} "
                    + $"lies in the storage at {Volume}, or the storage in it."));
    }

    private static void Write(string folder, string path, string text)
    {
        var file = Path.Combine(folder, path);
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        File.WriteAllText(file, text);
    }

    private Task RunAsync(string? source = null, string[]? exclude = null, string[]? follow = null) =>
        new DirectorySync(Connection, source ?? Source, Volume, _ => { }).RunAsync(exclude ?? [], follow ?? [], CancellationToken.None);

    private async Task<(int Id, string Message)> ThrowsAsync(string? source = null, string[]? exclude = null, string[]? follow = null)
    {
        var thrown = (await FluentActions.Awaiting(() => RunAsync(source, exclude, follow)).Should().ThrowAsync<LibraryException>()).Which;
        return (thrown.Id, thrown.Message);
    }

    private FileInfo Read(string path) => new(Path.Combine(Volume, path));

    private List<string> Names() =>
        [.. Directory.EnumerateFiles(Volume, "*", new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = 0 }).Select(
            path => Path.GetRelativePath(Volume, path))];

    private async Task ChangeAsync(string script)
    {
        var command = new HostCommand
        {
            Script = $"set -e; cd \"$DIRECTORY\"; {script}",
            Variables = new Dictionary<string, string> { ["DIRECTORY"] = Source },
        };
        (await new LocalConnection().RunAsync(command, CancellationToken.None)).Should().Be(new RunResult(0, "", ""));
    }

    private static async Task ExpectEqualAsync(string expected, string actual)
    {
        var comparison = await TreeComparer.CompareAsync(expected, actual);
        comparison.IsEqual.Should().BeTrue(comparison.ToString());
    }
}

public sealed class LocalDirectorySyncTests : DirectorySyncContract
{
    private protected override HostConnection Connection { get; } = new LocalConnection();
}

public sealed class SshDirectorySyncTests(SshServerFixture fixture) : DirectorySyncContract, IClassFixture<SshServerFixture>
{
    private protected override HostConnection Connection => fixture.Connection;
}
