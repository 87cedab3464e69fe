using System.Globalization;
using Delphix.Virtualization.Engine.Files;
using Delphix.Virtualization.Packaging.Processes;

namespace Delphix.Virtualization.Engine.Storage;

/// <summary>Volumes and snapshots are full copies, which share data only where the file system has reflinks. Works everywhere.</summary>
internal sealed class CopyPool : DirectoryPool
{
    internal CopyPool(string root)
        : base(root) => MakeFolders();

    public override string Driver => "copy";

    public override Task CreateAsync(string volume, CancellationToken cancellationToken)
    {
        var path = VolumePath(volume);
        if (Directory.Exists(path))
            throw new IOException($"The volume {volume} exists already.");
        Directory.CreateDirectory(path);
        return Task.CompletedTask;
    }

    public override Task SnapshotAsync(string volume, string snapshot, CancellationToken cancellationToken) =>
        CopyAsync(VolumePath(volume), SnapshotPath(snapshot), cancellationToken);

    public override Task CloneAsync(string snapshot, string volume, CancellationToken cancellationToken) =>
        CopyAsync(SnapshotPath(snapshot), VolumePath(volume), cancellationToken);

    public override async Task<long> UsedBytesAsync(CancellationToken cancellationToken)
    {
        var output = await Tool.RunAsync("du", ["--summarize", "--block-size=1", Root], cancellationToken);
        return long.Parse(output.Text.Split('\t')[0], CultureInfo.InvariantCulture);
    }

    public override Task CloseIfEmptyAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    protected override async Task DestroyAsync(string path, CancellationToken cancellationToken)
    {
        foreach (var folder in (string[])[path, Unfinished(path)])
        {
            if (Directory.Exists(folder))
                await FolderRemoval.RunAsync(folder, cancellationToken);
        }
    }

    // Copied under another name, so that a copy that was cut short never looks like a whole one.
    private static async Task CopyAsync(string from, string to, CancellationToken cancellationToken)
    {
        if (Directory.Exists(to))
            throw new IOException($"{to} exists already.");
        await Tool.RunAsync("cp", ["--archive", "--reflink=auto", "--no-target-directory", "--", from, Unfinished(to)], cancellationToken);
        // On the disk before it has its name: the catalog is, too.
        await Tool.RunAsync("sync", ["--file-system", Unfinished(to)], cancellationToken);
        Directory.Move(Unfinished(to), to);
    }

    private static string Unfinished(string path) => path + ".unfinished";
}
