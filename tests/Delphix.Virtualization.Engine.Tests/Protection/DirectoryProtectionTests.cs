using Delphix.Virtualization.Engine.Catalog;
using Delphix.Virtualization.Engine.Jobs;
using Delphix.Virtualization.Engine.Storage;
using Delphix.Virtualization.Engine.Tests.Support;
using Delphix.Virtualization.Packaging.Files;

namespace Delphix.Virtualization.Engine.Tests.Protection;

/// <summary>An engine's directory is its user's alone, however it was made.</summary>
public sealed class DirectoryProtectionTests : IDisposable
{
    private const UnixFileMode OpenFolder =
        OpenFile | PrivateFolder.Mode | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;
    private const UnixFileMode OpenFile = PrivateFile.Mode | UnixFileMode.GroupRead | UnixFileMode.OtherRead;
    private const UnixFileMode ForAll = (UnixFileMode)0b110_110_110;

    private readonly EngineFolder _folder = new();

    private string Root => _folder.Directory.Root;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Directory_that_an_older_engine_left_open_is_closed_with_all_that_is_the_engines()
    {
        await MakeOlderAsync();
        var stored = Path.Combine(_folder.Directory.Pool, "copies", "volumes", "of a dataset");
        var link = Path.Combine(stored, "link");
        Directory.CreateDirectory(stored, OpenFolder);
        File.CreateSymbolicLink(link, "anywhere");
        OpenToAll(Path.GetDirectoryName(stored)!);

        await OpenAsync();

        Open(Root).Should().BeEmpty();
        File.GetUnixFileMode(stored).Should().Be(OpenFolder, "a dataset's own folders have the modes that its users gave them");
        (await _folder.Catalog.ListAsync<EnvironmentObject>(CancellationToken.None)).Should().ContainSingle();
        CatalogFormat.Read(_folder.Directory)!.Version.Should().Be(CatalogFormat.Current);
    }

    [Fact]
    public async Task Directory_that_was_opened_to_others_later_is_closed_again()
    {
        await MakeOlderAsync();
        await OpenAsync();
        File.SetUnixFileMode(Path.Combine(_folder.Directory.Jobs, "JOB-1.json"), OpenFile);
        File.SetUnixFileMode(_folder.Directory.Jobs, OpenFolder);

        await OpenAsync();

        Open(Root).Should().BeEmpty();
    }

    [RootTheory]
    [InlineData("jobs/JOB-9.json")]
    [InlineData("catalog/vdb/VDB-9.json")]
    [InlineData("plugins/id/build/code/plugin.dll")]
    [InlineData("pool/pool.img")]
    [InlineData("locks/jobs")]
    public async Task Item_that_another_user_put_in_is_refused_until_it_is_gone(string item)
    {
        await MakeOlderAsync();
        var path = Path.Combine(Root, item);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        await File.WriteAllTextAsync(path, "{}");
        OtherUser.Own(path);

        (await RefusedAsync()).Should().Be((
            $"The engine directory {Root} cannot be used: {path} belongs to the user with the id {OtherUser.Id}, "
            + "so it may not be the engine's.",
            "Look at it. If it is the engine's, give it to the engine's user with chown; else delete it."));
        await RefusedAsync("closing the directory does not make the file the engine's");
        File.Delete(path);
        await OpenAsync();

        File.GetUnixFileMode(Root).Should().Be(PrivateFolder.Mode);
    }

    [Fact]
    public async Task Document_that_every_user_could_write_is_refused_until_somebody_has_looked_at_it()
    {
        await MakeOlderAsync();
        var path = Path.Combine(_folder.Directory.Jobs, "JOB-1.json");
        File.SetUnixFileMode(path, ForAll);

        (await RefusedAsync()).Should().Be((
            $"The engine directory {Root} cannot be used: every user could write to {path}, so it may say what the engine never wrote.",
            $"Look at what it says. If nobody has changed anything in the directory: chmod -R go-w {Root}"));
        File.SetUnixFileMode(path, OpenFile);
        await OpenAsync();

        Open(Root).Should().BeEmpty();
    }

    [Fact]
    public async Task Document_of_a_directory_that_is_called_as_one_of_its_folders_is_refused_all_the_same()
    {
        await MakeOlderAsync();
        var elsewhere = _folder.PathOf("logs", "hosts", "engine");
        Directory.CreateDirectory(Path.GetDirectoryName(elsewhere)!);
        Directory.Move(Root, elsewhere);
        File.SetUnixFileMode(Path.Combine(elsewhere, "jobs", "JOB-1.json"), ForAll);

        var act = () => new LocalEngine(new EngineDirectory(elsewhere));

        act.Should().Throw<UserException>().Which.Message.Should().Contain("jobs/JOB-1.json, so it may say what the engine never wrote");
    }

    [Fact]
    public async Task LockAndLog_that_every_user_could_write_are_closed()
    {
        await MakeOlderAsync();
        foreach (var item in (string[])["locks/jobs", "logs/id/info.log", "jobs/JOB-2.lock"])
            File.SetUnixFileMode(Path.Combine(Root, item), ForAll);

        await OpenAsync();

        Open(Root).Should().BeEmpty();
    }

    [Fact]
    public async Task Symlink_in_the_directory_is_refused()
    {
        await MakeOlderAsync();
        Directory.Move(_folder.Directory.Jobs, _folder.PathOf("elsewhere"));
        Directory.CreateSymbolicLink(_folder.Directory.Jobs, _folder.PathOf("elsewhere"));

        (await RefusedAsync()).Message.Should().EndWith($"{_folder.Directory.Jobs} is a symlink, which the engine never makes there.");
    }

    [Fact]
    public async Task DirectoryItself_that_is_a_symlink_is_refused()
    {
        Directory.CreateSymbolicLink(Root, Directory.CreateDirectory(_folder.PathOf("elsewhere")).FullName);

        (await RefusedAsync()).Should().Be((
            $"The engine directory {Root} cannot be used: it is a symlink.",
            $"Name the directory itself: --engine-dir {_folder.PathOf("elsewhere")}"));
    }

    [Fact]
    public async Task Directory_that_holds_what_is_not_the_engines_is_not_taken_from_others()
    {
        Directory.CreateDirectory(Root, OpenFolder);
        Directory.CreateDirectory(Path.Combine(Root, "photos"));
        OpenToAll(Root);

        (await RefusedAsync()).Message.Should().EndWith("other users can enter it, and it holds 'photos', which is not the engine's.");
        File.GetUnixFileMode(Root).Should().Be(OpenFolder);
    }

    [Fact]
    public async Task Directory_for_all_users_is_not_taken_from_them()
    {
        Directory.CreateDirectory(Root);
        var all = (UnixFileMode)0b1_111_111_111;
        File.SetUnixFileMode(Root, all);

        (await RefusedAsync()).Message.Should().EndWith("it is meant for all users.");
        File.GetUnixFileMode(Root).Should().Be(all);
    }

    [RootFact]
    public async Task Directory_that_is_missing_is_made_before_another_user_can()
    {
        var forAll = Directory.CreateDirectory(_folder.PathOf("for all")).FullName;
        File.SetUnixFileMode(_folder.PathOf(), (UnixFileMode)0b111_101_101);
        File.SetUnixFileMode(forAll, (UnixFileMode)0b1_111_111_111);
        var root = Path.Combine(forAll, "above", "engine");

        await using var engine = new LocalEngine(new EngineDirectory(root));
        await OtherUser.RunAsync("mkdir -p \"$1\" && mv \"$1\" \"$1\".away", Path.GetDirectoryName(root)!);

        foreach (var path in (string[])[root, Path.GetDirectoryName(root)!])
        {
            var facts = FileFacts.TryRead(path);
            facts.Should().NotBeNull(path);
            (facts!.IsOwn, facts.Mode).Should().Be((true, PrivateFolder.Mode), path);
        }
    }

    [Fact]
    public async Task Directory_that_is_missing_where_nobody_else_can_make_it_is_not_made()
    {
        await OpenAsync();

        Directory.Exists(Root).Should().BeFalse();
    }

    [RootFact]
    public void Folder_below_that_of_another_user_is_not_made()
    {
        var others = Directory.CreateDirectory(_folder.PathOf("of another", "catalog")).FullName;
        OtherUser.Own(Path.GetDirectoryName(others)!);
        OtherUser.Own(others);

        foreach (var path in (string[])[others, Path.Combine(others, "vdb")])
            FluentActions.Invoking(() => PrivateFolder.Make(path)).Should().Throw<UserException>().WithMessage($"{others} *");
    }

    // Also where it is empty, as /srv often is: others would no longer reach what is put there later.
    [RootFact]
    public void Directory_of_the_operating_system_is_refused()
    {
        MountLocation.IsOfSystem("/srv").Should().BeTrue();
        var opening = FluentActions.Invoking(() => DirectoryProtection.Ensure(new EngineDirectory("/usr")));
        var thrown = opening.Should().Throw<UserException>().Which;

        thrown.Message.Should().Be("The engine directory /usr cannot be used: it belongs to the operating system.");
        thrown.Action.Should().Be("Name a directory of its own: --engine-dir /usr/dvp-engine");
    }

    [RootFact]
    public async Task Directory_of_another_user_is_refused()
    {
        Directory.CreateDirectory(Root);
        OtherUser.Own(Root);

        (await RefusedAsync()).Message.Should().EndWith($"{Root} cannot be used: it belongs to the user with the id {OtherUser.Id}.");
    }

    private async Task OpenAsync()
    {
        await using var engine = new LocalEngine(_folder.Directory, storage: StorageDriver.Copy);
    }

    private async Task<(string Message, string Action)> RefusedAsync(string because = "")
    {
        var thrown = (await FluentActions.Awaiting(OpenAsync).Should().ThrowAsync<UserException>(because)).Which;
        return (thrown.Message, thrown.Action);
    }

    // As engines made it that left modes to the umask, and had no format.
    private async Task MakeOlderAsync()
    {
        await _folder.Catalog.SaveAsync(Samples.Environment(), CancellationToken.None);
        await _folder.Catalog.NextReferenceAsync<EnvironmentObject>(CancellationToken.None);
        Directory.CreateDirectory(_folder.Directory.Jobs);
        var job = new Job { Reference = "JOB-1", Workflow = "Test", Target = "t", TargetReference = "VDB-1", StartedAt = default };
        await _folder.Jobs.SaveAsync(job, CancellationToken.None);
        foreach (var path in (string[])
        [
            Path.Combine(_folder.Directory.Jobs, "JOB-2.lock"),
            Path.Combine(_folder.Directory.Pool, "pool.img"),
            Path.Combine(_folder.Directory.Logs("id"), "info.log"),
            Path.Combine(_folder.Directory.Plugin("id", "1"), "code", "plugin.dll"),
            _folder.Directory.Lock("jobs"),
        ])
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            await File.WriteAllTextAsync(path, "");
        }

        File.Delete(Path.Combine(_folder.Directory.Catalogs, "format.json"));
        OpenToAll(Root);
        Open(Root).Should().HaveCountGreaterThan(10);
    }

    private static void OpenToAll(string path)
    {
        foreach (var item in Items(path))
            File.SetUnixFileMode(item, Directory.Exists(item) ? OpenFolder : OpenFile);
    }

    // What others than the owner may do anything with, datasets apart.
    private static IReadOnlyList<string> Open(string path) =>
        [.. Items(path).Where(item => !item.Contains("/volumes/", StringComparison.Ordinal)
            && (File.GetUnixFileMode(item) & FileFacts.ForOthers) != 0)];

    private static IEnumerable<string> Items(string path) =>
        Directory.EnumerateFileSystemEntries(path, "*", SearchOption.AllDirectories)
            .Where(item => new FileInfo(item).LinkTarget is null).Append(path);
}
