using System.Globalization;
using BenchmarkDotNet.Attributes;
using BenchmarkDotNet.Engines;
using Delphix.Virtualization.Engine.Processes;
using Delphix.Virtualization.Tools.Demo;

namespace Delphix.Virtualization.Benchmarks;

/// <summary>
/// What it costs to find that nothing of 100,000 files has changed, over a real sshd on loopback: by the plugin's script, with all that it checks before, and by
/// the bare rsync that an operator would run. In memory, so that no disk matters. Mounts, so it has to be root.
/// </summary>
[SimpleJob(RunStrategy.Monitoring, warmupCount: 3, iterationCount: 20)]
[MedianColumn]
public class SyncBenchmarks
{
    private const int Folders = 1000;
    private const int FilesInFolder = 100;

    private DirectoryInfo _folder = null!;
    private PrivateSshServer? _server;
    private Tool _rsync = null!;
    private Tool _script = null!;

    private string Source => Path.Combine(_folder.FullName, "source");

    [GlobalSetup]
    public async Task SetUpAsync()
    {
        _folder = Directory.CreateTempSubdirectory("dvp-benchmarks-");
        try
        {
            await MountAsync(_folder.FullName);
            var copy = _folder.CreateSubdirectory("copy").FullName;
            var dataset = _folder.CreateSubdirectory("dataset").FullName;
            // The script writes to mounted storage only.
            await MountAsync(dataset);
            await FillSourceAsync();
            _server = await PrivateSshServer.StartAsync(_folder.CreateSubdirectory("sshd").FullName);
            var scratch = _folder.CreateSubdirectory("scratch").FullName;
            var knownHosts = Path.Combine(scratch, "known_hosts");
            await File.WriteAllTextAsync(knownHosts, $"{_server.HostKeyLine}\n");
            var port = _server.Port.ToString(CultureInfo.InvariantCulture);
            _rsync = new Tool
            {
                Program = "rsync",
                Arguments = ["-a", "--delete", "-e", $"ssh -p {port} -i {_server.IdentityFile} -o UserKnownHostsFile={knownHosts}", $"{_server.UserName}@{_server.Address}:{Source}/", $"{copy}/"],
            };
            _script = new Tool
            {
                Program = "bash",
                Arguments = [Path.Combine(ReferencePlugin.Scripts, "sync-tree.sh")],
                Environment = new Dictionary<string, string>
                {
                    ["DLPX_MOUNT_PATH"] = dataset,
                    ["DLPX_SCRATCH_PATH"] = scratch,
                    ["DLPX_GUID"] = "dataset",
                    ["DLPX_SOURCE_PATH"] = Source,
                    ["DLPX_SOURCE_ADDRESS"] = _server.Address,
                    ["DLPX_SOURCE_USER"] = _server.UserName,
                    ["DLPX_SSH_PORT"] = port,
                    ["DLPX_IDENTITY_FILE"] = _server.IdentityFile,
                    ["DLPX_ACCEPT_NEW_HOST_KEY"] = "false",
                    ["DLPX_ALLOW_EMPTY_SOURCE"] = "false",
                    ["DLPX_BANDWIDTH_LIMIT"] = "",
                    ["DLPX_EXCLUDE_COUNT"] = "0",
                    ["DLPX_MODE"] = "sync",
                },
            };
        }
        catch
        {
            await CleanUpAsync();
            throw;
        }
    }

    [GlobalCleanup]
    public async Task CleanUpAsync()
    {
        if (_server is not null)
            await _server.DisposeAsync();
        await Tool.TryRunAsync("umount", ["--recursive", _folder.FullName], CancellationToken.None);
        _folder.Delete(recursive: true);
    }

    [Benchmark(Baseline = true)]
    public Task BareRsync() => _rsync.RunAsync(CancellationToken.None);

    [Benchmark]
    public Task SyncTree() => _script.RunAsync(CancellationToken.None);

    private static Task<ToolResult> MountAsync(string path) => Tool.RunAsync("mount", ["-t", "tmpfs", "tmpfs", path], CancellationToken.None);

    private async Task FillSourceAsync()
    {
        foreach (var folder in Enumerable.Range(0, Folders))
        {
            var parent = Directory.CreateDirectory(Path.Combine(Source, $"{folder % 20}", $"{folder}"));
            foreach (var file in Enumerable.Range(0, FilesInFolder))
                await File.WriteAllTextAsync(Path.Combine(parent.FullName, $"file{file}"), new string('x', file * 7 % 200));
        }
    }
}
