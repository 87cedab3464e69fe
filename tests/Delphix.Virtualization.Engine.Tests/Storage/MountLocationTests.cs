using Delphix.Virtualization.Engine.Storage;
using Delphix.Virtualization.Engine.Tests.Support;
using Delphix.Virtualization.Packaging.Processes;

namespace Delphix.Virtualization.Engine.Tests.Storage;

public sealed class MountLocationTests : IDisposable
{
    private readonly EngineFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("/")]
    [InlineData("//")]
    [InlineData("/etc")]
    [InlineData("/etc/x")]
    [InlineData("/usr/local/data")]
    [InlineData("/home")]
    [InlineData("/mnt/")]
    [InlineData("/mnt/../etc/x")]
    [InlineData("/tmp")]
    public void Check_of_a_system_folder_is_refused(string path) => Refuses(path, "it belongs to the operating system");

    [Fact]
    public void Check_of_a_folder_with_something_in_it_is_refused()
    {
        var path = Directory.CreateDirectory(_folder.PathOf("data")).FullName;
        File.WriteAllText(Path.Combine(path, ".hidden"), "");

        Refuses(path, "the directory is not empty, and mounting would hide what it holds");
    }

    [Fact]
    public void Check_of_a_file_is_refused()
    {
        File.WriteAllText(_folder.PathOf("file"), "");

        Refuses(_folder.PathOf("file"), "it is a file");
    }

    [Fact]
    public void Check_of_a_path_below_a_file_is_refused()
    {
        File.WriteAllText(_folder.PathOf("file"), "");

        Refuses(_folder.PathOf("file", "mnt"), $"{_folder.PathOf("file")} is a file");
    }

    [Fact]
    public void Check_of_a_path_through_a_symlink_is_refused()
    {
        var link = _folder.PathOf("link");
        File.CreateSymbolicLink(link, _folder.PathOf());

        Refuses(Path.Combine(link, "mnt"), $"{link} is a symlink");
        Refuses(link, $"{link} is a symlink");
    }

    [RootFact]
    public async Task Check_of_a_mount_is_refused()
    {
        var path = Directory.CreateDirectory(_folder.PathOf("mnt")).FullName;
        await Tool.RunAsync("mount", ["-t", "tmpfs", "tmpfs", path], CancellationToken.None);

        Refuses(path, "something is mounted there already");
    }

    [RootFact]
    public async Task Check_of_a_path_inside_a_dataset_is_refused()
    {
        var volume = Directory.CreateDirectory(_folder.PathOf("pool", "volumes", Guid.NewGuid().ToString("N"))).FullName;
        var outer = Directory.CreateDirectory(_folder.PathOf("outer")).FullName;
        await Tool.RunAsync("mount", ["--bind", volume, outer], CancellationToken.None);

        // A sync of the outer dataset would delete all that lies in the inner one.
        Refuses(Path.Combine(outer, "a", "b"), $"it lies inside the dataset that is mounted at {outer}");
    }

    [RootTheory]
    [InlineData("0:0", "777", "can be written by others than its owner")]
    [InlineData("0:0", "775", "can be written by others than its owner")]
    [InlineData("0:65534", "1770", null)]
    [InlineData("0:0", "1777", null)]
    [InlineData("0:0", "755", null)]
    [InlineData("65534:65534", "755", "belongs to the user with the id 65534")]
    [InlineData("65534:65534", "1777", "belongs to the user with the id 65534")]
    public async Task Check_of_a_path_below_a_directory_asks_who_may_write_there(string owner, string mode, string? reason)
    {
        var above = Directory.CreateDirectory(_folder.PathOf("above")).FullName;
        await Tool.RunAsync("chown", [owner, above], CancellationToken.None);
        await Tool.RunAsync("chmod", [mode, above], CancellationToken.None);
        foreach (var path in (string[])[Path.Combine(above, "mnt"), Path.Combine(above, "new", "mnt")])
        {
            if (reason is null)
                MountLocation.Check(path).Should().Be(path);
            else
                RefusesUnsafe(path, $"{above} {reason}");
        }
    }

    [RootFact]
    public async Task Check_of_another_users_directory_in_a_directory_for_all_is_refused()
    {
        var path = Directory.CreateDirectory(_folder.PathOf("for-all", "mnt")).FullName;
        await Tool.RunAsync("chmod", ["1777", Path.GetDirectoryName(path)!], CancellationToken.None);
        await Tool.RunAsync("chown", ["65534", path], CancellationToken.None);

        RefusesUnsafe(path, $"{path} belongs to the user with the id 65534");
    }

    [Fact]
    public void Check_of_the_path_through_another_name_of_the_engine_folder_is_refused()
    {
        var engine = Directory.CreateDirectory(_folder.PathOf("engine")).FullName;
        Directory.CreateSymbolicLink(_folder.PathOf("link"), engine);

        FluentActions.Invoking(() => MountLocation.Check(Path.Combine(engine, "mnt"), _folder.PathOf("link")))
            .Should().Throw<UserException>()
            .WithMessage($"Cannot mount at {Path.Combine(engine, "mnt")}: {engine} is the engine's own folder.");
    }

    [Fact]
    public void Check_of_a_free_path_gives_it_in_normal_form()
    {
        Directory.CreateDirectory(_folder.PathOf("empty"));

        MountLocation.Check(_folder.PathOf("empty") + "/").Should().Be(_folder.PathOf("empty"));
        MountLocation.Check(_folder.PathOf("new", "..", "new")).Should().Be(_folder.PathOf("new"));
        Directory.Exists(_folder.PathOf("new")).Should().BeFalse("a check changes nothing");
    }

    private static void Refuses(string path, string reason)
    {
        var thrown = FluentActions.Invoking(() => MountLocation.Check(path)).Should().Throw<UserException>().Which;
        thrown.Message.Should().Be($"Cannot mount at {path}: {reason}.");
        thrown.Action.Should().Be("Choose a directory that is empty, or one that does not exist yet, for the mount location.");
    }

    private static void RefusesUnsafe(string path, string reason) =>
        FluentActions.Invoking(() => MountLocation.Check(path)).Should().Throw<UserException>()
            .WithMessage($"Cannot mount at {path}: {reason}, so that another user could put another directory in the place of this one.");
}
