using Delphix.Virtualization.Engine.Tests.Support;
using Delphix.Virtualization.Packaging.Files;
using Delphix.Virtualization.Packaging.Processes;

namespace Delphix.Virtualization.Engine.Tests.Files;

public sealed class DurableFileTests : IDisposable
{
    private readonly EngineFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Write_of_a_file_that_exists_replaces_it_whole()
    {
        var path = _folder.PathOf("file");
        await DurableFile.WritePrivateAsync(path, new byte[1000], CancellationToken.None);

        await DurableFile.WritePrivateAsync(path, "new"u8.ToArray(), CancellationToken.None);

        (await File.ReadAllTextAsync(path)).Should().Be("new");
        Directory.GetFileSystemEntries(_folder.PathOf()).Should().Equal(path);
    }

    [Fact]
    public async Task Write_that_fails_leaves_the_old_file_and_nothing_beside()
    {
        var path = _folder.PathOf("file");
        await DurableFile.WritePrivateAsync(path, "old"u8.ToArray(), CancellationToken.None);

        var act = () => DurableFile.WritePrivateAsync(path, "new"u8.ToArray(), new CancellationToken(canceled: true));

        await act.Should().ThrowAsync<OperationCanceledException>();
        (await File.ReadAllTextAsync(path)).Should().Be("old");
        Directory.GetFileSystemEntries(_folder.PathOf()).Should().Equal(path);
    }

    [Fact]
    public async Task Write_over_a_directory_is_an_error_that_leaves_nothing_beside()
    {
        var path = Directory.CreateDirectory(_folder.PathOf("folder")).FullName;

        var act = () => DurableFile.WritePrivateAsync(path, "new"u8.ToArray(), CancellationToken.None);

        (await act.Should().ThrowAsync<Exception>()).Which.Should().Match(e => e is IOException || e is UnauthorizedAccessException);
        Directory.GetFileSystemEntries(_folder.PathOf()).Should().Equal(path);
    }

    [RootFact]
    public async Task Write_on_a_full_disk_is_an_error_that_leaves_the_old_file()
    {
        var disk = Directory.CreateDirectory(_folder.PathOf("disk")).FullName;
        await Tool.RunAsync("mount", ["-t", "tmpfs", "-o", "size=64k", "tmpfs", disk], CancellationToken.None);
        var path = Path.Combine(disk, "file");
        await DurableFile.WritePrivateAsync(path, "old"u8.ToArray(), CancellationToken.None);

        var act = () => DurableFile.WritePrivateAsync(path, new byte[128 << 10], CancellationToken.None);

        await act.Should().ThrowAsync<IOException>();
        (await File.ReadAllTextAsync(path)).Should().Be("old");
        Directory.GetFileSystemEntries(disk).Should().Equal(path);
    }

    [Fact]
    public async Task Delete_of_a_file_removes_it_and_of_none_is_no_error()
    {
        var path = _folder.PathOf("file");
        await DurableFile.WritePrivateAsync(path, "old"u8.ToArray(), CancellationToken.None);

        DurableFile.Delete(path);
        DurableFile.Delete(path);

        File.Exists(path).Should().BeFalse();
    }
}
