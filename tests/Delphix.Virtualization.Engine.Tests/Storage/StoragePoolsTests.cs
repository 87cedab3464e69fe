using Delphix.Virtualization.Engine.Storage;
using Delphix.Virtualization.Engine.Tests.Support;

namespace Delphix.Virtualization.Engine.Tests.Storage;

public sealed class StoragePoolsTests : IDisposable
{
    private readonly EngineFolder _folder = new();
    private readonly List<string> _log = [];

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Open_with_the_driver_copy_says_why()
    {
        (await OpenAsync(StorageDriver.Copy)).Driver.Should().Be("copy");

        _log.Should().Equal("Storage: copy, because it was asked for.");
    }

    [RootFact]
    public async Task Open_with_no_choice_takes_btrfs_and_says_why()
    {
        (await OpenAsync(StorageDriver.Auto)).Driver.Should().Be("btrfs");

        _log.Should().ContainSingle().Which.Should().StartWith("Storage: btrfs, because ");
    }

    [Fact]
    public async Task Open_after_the_first_use_keeps_the_choice_whatever_is_asked()
    {
        await OpenAsync(StorageDriver.Copy);

        (await OpenAsync(StorageDriver.Btrfs)).Driver.Should().Be("copy");

        _log.Should().ContainSingle();
    }

    [Theory]
    [InlineData("copy", StorageDriver.Copy)]
    [InlineData("btrfs", StorageDriver.Btrfs)]
    [InlineData("auto", StorageDriver.Auto)]
    [InlineData("", StorageDriver.Auto)]
    [InlineData(null, StorageDriver.Auto)]
    public void Variable_with_a_driver_names_it(string? value, StorageDriver driver) => StoragePools.ParseDriver(value).Should().Be(driver);

    [Theory]
    [InlineData("zfs")]
    [InlineData("BTRFS ")]
    [InlineData("1")]
    public void Variable_with_anything_else_is_refused(string value)
    {
        var thrown = FluentActions.Invoking(() => StoragePools.ParseDriver(value)).Should().Throw<UserException>().Which;

        thrown.Message.Should().Be($"DVP_POOL is '{value}', which is not a storage driver.");
        thrown.Action.Should().Be("Use auto, btrfs or copy.");
    }

    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("null")]
    [InlineData("{}")]
    [InlineData("""{ "Driver": "zfs", "OnImage": false, "Reason": "" }""")]
    public async Task Open_where_the_choice_is_damaged_names_the_file_and_says_what_to_do(string damaged)
    {
        Directory.CreateDirectory(_folder.Directory.Pool);
        var file = Path.Combine(_folder.Directory.Pool, "driver.json");
        await File.WriteAllTextAsync(file, damaged);

        var thrown = (await FluentActions.Awaiting(() => OpenAsync(StorageDriver.Copy)).Should().ThrowAsync<UserException>()).Which;

        thrown.Message.Should().Be($"The storage of this engine cannot be used: {file}, which says of what kind it is, is damaged.");
        thrown.Action.Should().Be("Put the file back from a backup. Or remove it: then the storage that is there tells its kind.");
    }

    [Theory]
    [InlineData("copies/volumes/v", "copy", "copies")]
    [InlineData("pool.img", "btrfs", "pool.img")]
    [InlineData("btrfs/volumes/v", "btrfs", "btrfs")]
    public async Task Open_where_the_choice_is_lost_takes_the_storage_that_is_there(string found, string driver, string named)
    {
        var path = Path.Combine(_folder.Directory.Pool, found);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        await File.WriteAllTextAsync(path, "");

        try
        {
            (await OpenAsync(StorageDriver.Auto)).Driver.Should().Be(driver);
        }
        catch (UserException e) when (e.Message.EndsWith("the engine does not run as root.", StringComparison.Ordinal))
        {
            driver.Should().Be("btrfs");
        }

        _log.Should().Equal($"Storage: {driver}, because there is {Path.Combine(_folder.Directory.Pool, named)}.");
    }

    [Fact]
    public async Task Use_where_all_of_the_pool_is_lost_is_refused_and_chooses_nothing()
    {
        await _folder.Catalog.SaveAsync(Samples.Vdb(), CancellationToken.None);

        var pool = await OpenAsync(StorageDriver.Copy);
        var creation = FluentActions.Awaiting(() => pool.CreateAsync("v", CancellationToken.None));
        var thrown = (await creation.Should().ThrowAsync<UserException>()).Which;

        thrown.Message.Should().Be($"The storage of this engine is missing: there is no storage in {_folder.Directory.Pool}.");
        _log.Should().BeEmpty();
        File.Exists(Path.Combine(_folder.Directory.Pool, "driver.json")).Should().BeFalse();
    }

    [Fact]
    public async Task UsedBytes_of_an_engine_that_was_never_used_is_zero_and_makes_nothing()
    {
        using var pools = Pools(StorageDriver.Auto);

        (await pools.UsedBytesAsync(CancellationToken.None)).Should().Be(0);

        Directory.Exists(_folder.Directory.Root).Should().BeFalse();
    }

    private async Task<IStoragePool> OpenAsync(StorageDriver driver)
    {
        using var pools = Pools(driver);
        return await pools.OpenAsync(CancellationToken.None);
    }

    private StoragePools Pools(StorageDriver driver) => new(_folder.Directory, driver, _log.Add);
}
