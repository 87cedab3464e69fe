using System.Text.Json.Nodes;
using Delphix.Virtualization.EndToEnd.Support;

namespace Delphix.Virtualization.EndToEnd.Faults;

/// <summary>What several faults are caused by. Each method returns what undoes it.</summary>
internal static class Causes
{
    /// <summary>Gives the dSource another value of a parameter.</summary>
    internal static async Task<Func<Task>> ChangeAsync(World world, string parameter, JsonNode value)
    {
        var old = (await world.DsourceAsync()).Parameters[parameter]?.DeepClone();
        await world.RunAsync(new LinkedSourceUpdate("files", new JsonObject { [parameter] = value }));
        return () => world.RunAsync(new LinkedSourceUpdate("files", new JsonObject { [parameter] = old }));
    }

    /// <summary>Gives the source user a login file.</summary>
    internal static Task<Func<Task>> LoginAsync(World world, string text)
    {
        var file = Path.Combine(world.Ssh.HomeDirectory, ".bashrc");
        File.WriteAllText(file, text + "\n");
        return Undo(() => File.Delete(file));
    }

    /// <summary>Takes all rights of a file or folder from the source user. Root may read everything, unless it gave that up.</summary>
    internal static async Task<Func<Task>> ForbidAsync(World world, string path)
    {
        var undo = await LoginAsync(
            world, "exec setpriv --bounding-set=-dac_override,-dac_read_search bash --norc -c \"$BASH_EXECUTION_STRING\"");
        var mode = File.GetUnixFileMode(path);
        File.SetUnixFileMode(path, UnixFileMode.None);
        return async () =>
        {
            File.SetUnixFileMode(path, mode);
            await undo();
        };
    }

    /// <summary>
    /// Changes a file of the source, or makes one, so that copying it takes half a minute. A test uses that time to do something during the
    /// copy.
    /// </summary>
    internal static async Task<Func<Task>> SlowAsync(World world, string file, int kibPerSecond = 32)
    {
        var path = Path.Combine(world.Source, file);
        var old = File.Exists(path) ? await File.ReadAllBytesAsync(path) : null;
        var undo = await ChangeAsync(world, "bandwidthLimitKiBps", kibPerSecond);
        await File.WriteAllBytesAsync(path, Large(1));
        return async () =>
        {
            if (old is null)
                File.Delete(path);
            else
                await File.WriteAllBytesAsync(path, old);
            await undo();
        };
    }

    /// <summary>Waits until rsync writes into a slow file, be it a new one or one that the dataset has.</summary>
    internal static Task IsWrittenAsync(World world, string file)
    {
        var path = Path.Combine(world.Staging, file);
        var begun = File.Exists(path) ? File.GetLastWriteTimeUtc(path) : default;
        return Eventually.IsTrueAsync(
            () => begun == default
                ? Directory.EnumerateFiles(world.Staging, $"*{file}*").Any(unfinished => new FileInfo(unfinished).Length > 0)
                : File.GetLastWriteTimeUtc(path) != begun,
            "the file is written");
    }

    /// <summary>Makes a slow file a small one. The rsync that reads it continues with what it has opened.</summary>
    internal static async Task ShrinkAsync(World world, string file)
    {
        await File.WriteAllTextAsync(world.PathOf("small"), "small");
        File.Move(world.PathOf("small"), Path.Combine(world.Source, file), overwrite: true);
    }

    /// <summary>A megabyte that no other seed gives.</summary>
    internal static byte[] Large(int seed)
    {
        var content = new byte[1 << 20];
        new Random(seed).NextBytes(content);
        return content;
    }

    internal static Task<Func<Task>> Undo(Action action) => Task.FromResult(() =>
    {
        action();
        return Task.CompletedTask;
    });
}
