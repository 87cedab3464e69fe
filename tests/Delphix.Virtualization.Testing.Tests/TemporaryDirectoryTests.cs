namespace Delphix.Virtualization.Testing.Tests;

public class TemporaryDirectoryTests
{
    [Fact]
    public async Task TemporaryDirectory_new_is_empty_and_private()
    {
        using var directory = new TemporaryDirectory();

        Path.GetFileName(directory.Path).Should().StartWith("dvp-");
        Directory.EnumerateFileSystemEntries(directory.Path).Should().BeEmpty();
        (await Script.RunAsync("stat -c %a \"$1\"", directory.Path)).Trim().Should().Be("700");
    }

    [Fact]
    public async Task TemporaryDirectory_dispose_deletes_odd_names_and_closed_directories()
    {
        var directory = new TemporaryDirectory();
        await Script.RunAsync(
            "cd \"$1\"; mkdir -p a/b $'\\xff\\n' -- -d; touch a/b/c $'\\xff\\n/\\xfe'; ln -s / link; chmod 0 a/b; chmod 500 a",
            directory.Path);

        directory.Dispose();
        directory.Dispose();

        Directory.Exists(directory.Path).Should().BeFalse();
    }

    [RootFact]
    public async Task TemporaryDirectory_dispose_with_a_mount_below_refuses_and_deletes_nothing()
    {
        var directory = new TemporaryDirectory();
        var mount = directory.Combine("a mount\\\n");
        Directory.CreateDirectory(mount);
        await Script.RunAsync("mount -t tmpfs -o size=64k dvp-test \"$1\"", mount);
        try
        {
            await File.WriteAllTextAsync(Path.Combine(mount, "precious"), "kept");

            directory.Invoking(mounted => mounted.Dispose()).Should().Throw<InvalidOperationException>()
                .WithMessage("*still mounted there: */a mount*Unmount it*");

            (await File.ReadAllTextAsync(Path.Combine(mount, "precious"))).Should().Be("kept");
        }
        finally
        {
            await Script.RunAsync("umount \"$1\"", mount);
            directory.Dispose();
        }

        Directory.Exists(directory.Path).Should().BeFalse();
    }
}
