using System.Text.Json;
using System.Text.Json.Serialization;
using Delphix.Virtualization.Engine.Catalog;
using Delphix.Virtualization.Packaging.Files;
using Delphix.Virtualization.Packaging.Processes;

namespace Delphix.Virtualization.Engine.Storage;

/// <summary>Opens the engine's pool. The first use chooses the driver, and the choice stays.</summary>
/// <param name="directory">Where the pool lies.</param>
/// <param name="driver">What is asked for; null: what <see cref="DriverVariable"/> says.</param>
/// <param name="log">Receives the choice that was made.</param>
internal sealed partial class StoragePools(EngineDirectory directory, StorageDriver? driver, Action<string> log) : IDisposable
{
    /// <summary>The environment variable that chooses the driver at the first use: <c>auto</c>, <c>btrfs</c> or <c>copy</c>.</summary>
    internal const string DriverVariable = "DVP_POOL";

    private readonly PoolIdentity _identity = new(directory);
    private readonly SemaphoreSlim _opening = new(1, 1);
    private IStoragePool? _pool;

    private string ChoiceFile => Path.Combine(directory.Pool, "driver.json");

    private string CopyFolder => Path.Combine(directory.Pool, "copies");

    private string BtrfsFolder => Path.Combine(directory.Pool, "btrfs");

    /// <summary>
    /// Opens the pool. It is made when something is first stored. One that is lost is opened too: what needs no data continues.
    /// </summary>
    internal async Task<IStoragePool> OpenAsync(CancellationToken cancellationToken)
    {
        await _opening.WaitAsync(cancellationToken);
        try
        {
            // Asked again each time: what is lost may come back.
            if (_pool is null && await IsLostAsync(cancellationToken))
                return new CopyPool(new LostPool(directory, _identity));
            return _pool ??= await OpenChosenAsync(cancellationToken);
        }
        finally
        {
            _opening.Release();
        }
    }

    /// <summary>Lets the pool end when it is empty; it is made anew when something is stored again.</summary>
    internal async Task CloseIfEmptyAsync(CancellationToken cancellationToken)
    {
        if (_pool is { } pool)
            await pool.CloseIfEmptyAsync(cancellationToken);
    }

    /// <summary>Where a dataset was mounted last and is not now. This opens no pool, so it waits for nobody and mounts nothing.</summary>
    internal IReadOnlyList<MountedPath> FindUnmounted(DatasetObject dataset)
    {
        if (dataset.Mounts.Count == 0 || !HeldFolder.IsName(dataset.Volume))
            return dataset.Mounts;
        var table = MountTable.Read();
        var volumes = ((string[])[CopyFolder, BtrfsFolder, Path.Combine(directory.Pool, LoopbackImage.MountPoint)])
            .Where(Directory.Exists).Select(root => DirectoryPool.VolumePathIn(root, dataset.Volume)).ToList();
        return [.. dataset.Mounts.Where(mount => !volumes.Any(volume => StorageMounter.IsMounted(volume, mount, table)))];
    }

    /// <summary>How many bytes of the disk the pool takes; 0 before its first use.</summary>
    internal async Task<long> UsedBytesAsync(CancellationToken cancellationToken) =>
        File.Exists(ChoiceFile) ? await (await OpenAsync(cancellationToken)).UsedBytesAsync(cancellationToken) : 0;

    /// <summary>The driver that <see cref="DriverVariable"/> asks for.</summary>
    /// <exception cref="UserException">It names none.</exception>
    internal static StorageDriver ParseDriver(string? value) => value switch
    {
        null or "" or "auto" => StorageDriver.Auto,
        "btrfs" => StorageDriver.Btrfs,
        "copy" => StorageDriver.Copy,
        _ => throw new UserException($"{DriverVariable} is '{value}', which is not a storage driver.", "Use auto, btrfs or copy.", ""),
    };

    /// <inheritdoc/>
    public void Dispose() => _opening.Dispose();

    private async Task<bool> IsLostAsync(CancellationToken cancellationToken) =>
        !File.Exists(ChoiceFile) && Found() is null && await _identity.IsNeededAsync(cancellationToken);

    private async Task<IStoragePool> OpenChosenAsync(CancellationToken cancellationToken)
    {
        PrivateFolder.Make(directory.Pool);
        PoolChoice choice;
        using (await FileLock.AcquireAsync(directory.Lock("pool-choice"), null, cancellationToken))
        {
            if (File.Exists(ChoiceFile))
            {
                choice = await ReadChoiceAsync(cancellationToken);
            }
            else
            {
                choice = Found() ?? await ChooseAsync(cancellationToken);
                log($"Storage: {choice.Driver}, because {choice.Reason}.");
                var text = JsonSerializer.SerializeToUtf8Bytes(choice, ChoiceJson.Default.PoolChoice);
                await DurableFile.WritePrivateAsync(ChoiceFile, text, cancellationToken);
            }
        }

        if (choice.Driver == "copy")
            return new CopyPool(new PoolFolder(CopyFolder, _identity));
        if (Missing() is { } missing)
        {
            throw new UserException(
                $"The storage of this engine directory is btrfs, which cannot be used now: {missing}.",
                "Fix that, or use another engine directory.",
                "");
        }

        return choice.OnImage
            ? await BtrfsPool.OpenOnImageAsync(new LoopbackImage(directory), cancellationToken)
            : BtrfsPool.OpenOnFileSystem(new PoolFolder(BtrfsFolder, _identity));
    }

    private async Task<PoolChoice> ReadChoiceAsync(CancellationToken cancellationToken)
    {
        PoolChoice? choice = null;
        try
        {
            var bytes = await LocalFile.ReadAllBytesAsync(ChoiceFile, cancellationToken);
            choice = JsonSerializer.Deserialize(bytes, ChoiceJson.Default.PoolChoice);
        }
        catch (JsonException)
        {
            // The file is damaged; reported below.
        }

        return choice is { Driver: "copy" } or { Driver: "btrfs" }
            ? choice
            : throw new UserException(
                $"The storage of this engine cannot be used: {ChoiceFile}, which says of what kind it is, is damaged.",
                "Put the file back from a backup. Or remove it: then the storage that is there tells its kind.",
                "");
    }

    // The file with the choice was lost. The storage that is there decides, not what is asked for now.
    private PoolChoice? Found()
    {
        var image = Path.Combine(directory.Pool, LoopbackImage.FileName);
        if (File.Exists(image))
            return new PoolChoice("btrfs", true, $"there is {image}");
        if (Directory.Exists(CopyFolder))
            return new PoolChoice("copy", false, $"there is {CopyFolder}");
        return Directory.Exists(BtrfsFolder) ? new PoolChoice("btrfs", false, $"there is {BtrfsFolder}") : null;
    }

    private async Task<PoolChoice> ChooseAsync(CancellationToken cancellationToken)
    {
        var asked = driver ?? ParseDriver(Environment.GetEnvironmentVariable(DriverVariable));
        if (asked == StorageDriver.Copy)
            return new PoolChoice("copy", false, "it was asked for");
        if (Missing() is not { } missing)
        {
            var fileSystem = await Tool.RunAsync("stat", ["--file-system", "--format=%T", "--", directory.Pool], cancellationToken);
            return fileSystem.Text.Trim() == "btrfs"
                ? new PoolChoice("btrfs", false, "the engine directory is on a btrfs file system")
                : new PoolChoice(
                    "btrfs", true, "it shares data between copies; it lives in an image file, as the engine directory is not on btrfs");
        }

        return asked == StorageDriver.Auto
            ? new PoolChoice("copy", false, $"btrfs cannot be used: {missing}")
            : throw new UserException(
                $"The storage driver 'btrfs' cannot be used here: {missing}.", "Fix that, or use the driver 'copy'.", "");
    }

    private static string? Missing()
    {
        if (!Environment.IsPrivilegedProcess)
            return "the engine does not run as root";
        if (!Tool.IsInstalled("btrfs") || !Tool.IsInstalled("mkfs.btrfs"))
            return "btrfs-progs is not installed";
        return File.ReadLines("/proc/filesystems").Any(line => line.EndsWith("\tbtrfs", StringComparison.Ordinal))
            || Directory.Exists("/sys/module/btrfs")
            ? null
            : "the kernel has no btrfs";
    }

    private sealed record PoolChoice(string Driver, bool OnImage, string Reason);

    [JsonSerializable(typeof(PoolChoice))]
    private sealed partial class ChoiceJson : JsonSerializerContext;
}
