using System.Text.Json;
using Delphix.Virtualization.Engine.Files;
using Delphix.Virtualization.Engine.Processes;

namespace Delphix.Virtualization.Engine.Storage;

/// <summary>Opens the engine's pool. The first use chooses the driver, and the choice stays.</summary>
internal sealed class StoragePools(EngineDirectory directory, Action<string> log) : IDisposable
{
    /// <summary>The environment variable that chooses the driver at the first use: <c>auto</c>, <c>btrfs</c> or <c>copy</c>.</summary>
    internal const string DriverVariable = "DVP_POOL";

    private readonly SemaphoreSlim _opening = new(1, 1);
    private IStoragePool? _pool;

    private string ChoiceFile => Path.Combine(directory.Pool, "driver.json");

    /// <summary>Opens the pool, or makes it.</summary>
    internal async Task<IStoragePool> OpenAsync(CancellationToken cancellationToken)
    {
        await _opening.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            return _pool ??= await OpenChosenAsync(cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            _opening.Release();
        }
    }

    /// <summary>Lets the pool end when it is empty; the next use opens it anew.</summary>
    internal async Task CloseIfEmptyAsync(CancellationToken cancellationToken)
    {
        if (_pool is null)
            return;
        await _pool.CloseIfEmptyAsync(cancellationToken).ConfigureAwait(false);
        _pool = null;
    }

    /// <inheritdoc/>
    public void Dispose() => _opening.Dispose();

    private async Task<IStoragePool> OpenChosenAsync(CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(directory.Pool);
        PoolChoice choice;
        using (await FileLock.AcquireAsync(directory.Lock("pool-choice"), null, cancellationToken).ConfigureAwait(false))
        {
            if (File.Exists(ChoiceFile))
            {
                choice = JsonSerializer.Deserialize<PoolChoice>(await File.ReadAllBytesAsync(ChoiceFile, cancellationToken).ConfigureAwait(false))!;
            }
            else
            {
                choice = await ChooseAsync(cancellationToken).ConfigureAwait(false);
                log($"Storage: {choice.Driver}, because {choice.Reason}.");
                await DurableFile.WriteAsync(ChoiceFile, JsonSerializer.SerializeToUtf8Bytes(choice), cancellationToken).ConfigureAwait(false);
            }
        }

        if (choice.Driver == "copy")
            return new CopyPool(Path.Combine(directory.Pool, "copies"));
        return choice.OnImage
            ? await BtrfsPool.OpenOnImageAsync(new LoopbackImage(directory), cancellationToken).ConfigureAwait(false)
            : BtrfsPool.OpenOnFileSystem(Path.Combine(directory.Pool, "btrfs"));
    }

    private async Task<PoolChoice> ChooseAsync(CancellationToken cancellationToken)
    {
        var asked = Environment.GetEnvironmentVariable(DriverVariable) is { Length: > 0 } driver ? driver : "auto";
        if (asked == "copy")
            return new PoolChoice("copy", false, $"{DriverVariable} says so");
        if (asked is not ("auto" or "btrfs"))
            throw new UserException($"{DriverVariable} is '{asked}', which is not a storage driver.", "Use auto, btrfs or copy.", "");
        if (Missing() is not { } missing)
        {
            var fileSystem = await Tool.RunAsync("stat", ["--file-system", "--format=%T", directory.Pool], cancellationToken).ConfigureAwait(false);
            return fileSystem.Trim() == "btrfs"
                ? new PoolChoice("btrfs", false, "the engine directory is on a btrfs file system")
                : new PoolChoice("btrfs", true, "it shares data between copies; it lives in an image file, as the engine directory is not on btrfs");
        }

        return asked == "auto"
            ? new PoolChoice("copy", false, $"btrfs cannot be used: {missing}")
            : throw new UserException($"{DriverVariable} is 'btrfs', but btrfs cannot be used here: {missing}.", "Mend that, or use the driver 'copy'.", "");
    }

    private static string? Missing()
    {
        if (!Environment.IsPrivilegedProcess)
            return "the engine does not run as root";
        if (!Tool.IsInstalled("btrfs") || !Tool.IsInstalled("mkfs.btrfs"))
            return "btrfs-progs is not installed";
        return File.ReadLines("/proc/filesystems").Any(line => line.EndsWith("\tbtrfs", StringComparison.Ordinal)) || Directory.Exists("/sys/module/btrfs")
            ? null
            : "the kernel has no btrfs";
    }

    private sealed record PoolChoice(string Driver, bool OnImage, string Reason);
}
