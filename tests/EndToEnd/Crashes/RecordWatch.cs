using System.Text.Json;
using Delphix.Virtualization.EndToEnd.Support;
using Delphix.Virtualization.Engine.Catalog;
using Delphix.Virtualization.Engine.Jobs;

namespace Delphix.Virtualization.EndToEnd.Crashes;

/// <summary>Follows the records of the jobs of one process, write by write. The process is held meanwhile.</summary>
internal sealed class RecordWatch : IDisposable
{
    private readonly string _folder;
    private readonly string _copies;
    private readonly Action<int, Job?> _onWrite;
    private readonly OpenWatch _watch;
    private string? _written;

    /// <param name="world">The engine's.</param>
    /// <param name="onWrite">
    /// Called with the process, and with the record when it is on the disk, or null when it is about to be written again.
    /// </param>
    public RecordWatch(World world, Action<int, Job?> onWrite)
    {
        _onWrite = onWrite;
        _folder = world.PathOf("engine", "jobs");
        _copies = world.PathOf("engine", "last-good", "jobs");
        _watch = new OpenWatch(_folder, OnOpen);
    }

    /// <summary>The process whose jobs count.</summary>
    public int ProcessId { get; set; }

    public void Dispose()
    {
        _watch.Dispose();
        _watch.Failure.Should().BeNull();
    }

    // A record is written beside its place and moved there, after its copy; then the folder is flushed, which opens it.
    private void OnOpen(int processId, string path)
    {
        if (processId != ProcessId)
            return;
        if (Path.GetFileName(path) is var name && name.StartsWith(".JOB-", StringComparison.Ordinal))
        {
            _written = name.Split('.')[1];
            _onWrite(processId, null);
        }
        else if (path == _folder && _written is not null)
        {
            var record = File.ReadAllText(Path.Combine(_copies, _written + ".json"));
            _written = null;
            _onWrite(processId, JsonSerializer.Deserialize<Job>(record, CatalogJson.Default.Options));
        }
    }
}
