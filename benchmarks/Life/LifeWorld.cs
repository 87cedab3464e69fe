using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Delphix.Virtualization.Packaging.Processes;
using Delphix.Virtualization.Testing;

namespace Delphix.Virtualization.Benchmarks.Life;

/// <summary>
/// A source host behind a real sshd, an engine that <c>dvp</c> drives, and storage of the same kind for the bare tools, all in memory, so
/// that no disk matters. However a run ends, nothing of it stays mounted, running or in memory.
/// </summary>
internal sealed partial class LifeWorld : IAsyncDisposable
{
    private readonly TemporaryDirectory _directory;
    private readonly CancellationToken _cancellationToken;
    private PrivateSshServer? _server;

    private LifeWorld(TemporaryDirectory directory, CancellationToken cancellationToken) =>
        (_directory, _cancellationToken) = (directory, cancellationToken);

    private static string Dvp => Path.Combine(ReferencePlugin.Repository, "artifacts", "bin", "dvp");

    private PrivateSshServer Server => _server ?? throw new InvalidOperationException("The source host was not started.");

    private string Port => Server.Port.ToString(CultureInfo.InvariantCulture);

    private string Account => $"{Server.UserName}@{Server.Address}";

    private string KnownHosts => PathOf("known_hosts");

    /// <summary>Starts the source host, makes the bare tools' storage, and installs the plugin into a new engine.</summary>
    internal static async Task<LifeWorld> StartAsync(CancellationToken cancellationToken)
    {
        var world = new LifeWorld(new TemporaryDirectory(), cancellationToken);
        try
        {
            await world.RunAsync("mount", "-t", "tmpfs", "tmpfs", world._directory.Path);
            await world.MountBareStorageAsync();
            // It has a host name of its own: the plugin copies without ssh what is on the staging host itself.
            world._server = await PrivateSshServer.StartAsync(world.PathOf("sshd"), null, cancellationToken);
            await File.WriteAllTextAsync(world.KnownHosts, $"{world._server.HostKeyLine}\n", cancellationToken);
            await world.PrepareEngineAsync();
            return world;
        }
        catch
        {
            await world.DisposeAsync();
            throw;
        }
    }

    internal string PathOf(params string[] parts) => _directory.Combine(parts);

    /// <summary>A path in the bare tools' storage; without parts, where that is mounted.</summary>
    internal string BarePathOf(params string[] parts) => PathOf(["bare", .. parts]);

    /// <summary>Where a dataset is mounted.</summary>
    internal string MountOf(string dataset) => PathOf("mnt", dataset);

    /// <summary>Runs <c>dvp</c> as a user does.</summary>
    /// <returns>The job that it ran; empty for none.</returns>
    internal async Task<string> DvpAsync(params string[] arguments)
    {
        var result = await RunDvpAsync(arguments);
        return JobReference().Match(result.Text + result.Error).Value;
    }

    /// <summary>Says where a tree is at the source host.</summary>
    internal Task AddSourceConfigAsync(LifeTree tree) =>
        DvpAsync("source-config", "add", "--environment", "source", "--param", $"name={tree.Name}", "--param", $"path={tree.Root}");

    /// <summary>Makes a dSource of a tree, which syncs it for the first time.</summary>
    internal Task<string> LinkAsync(string dataset, LifeTree tree) => DvpAsync(
    [
        "dsource", "link", dataset, "--source-config", tree.Name, "--staging-environment", "here",
        "--param", $"sourceAddress={Server.Address}", "--param", $"sshPort={Port}", "--param", $"username={Server.UserName}",
        "--param", $"identityFile={Server.IdentityFile}", "--param", "acceptNewHostKey=true",
        "--param", $"mountLocation={MountOf(dataset)}",
    ]);

    internal Task<string> ProvisionAsync(string vdb, string from) =>
        DvpAsync("vdb", "provision", vdb, "--from", from, "--environment", "here", "--param", $"mountLocation={MountOf(vdb)}");

    /// <summary>Asks where a job's time went.</summary>
    internal async Task<JobParts> ShowJobAsync(string job)
    {
        var shown = (await RunDvpAsync("job", "show", job, "--json")).Text;
        // The same at each run.
        return new JobParts(JsonNode.Parse(shown.Replace(PathOf(), "…", StringComparison.Ordinal))!);
    }

    /// <summary>Runs the bare rsync from the source host into a folder of the bare tools' storage.</summary>
    internal Task RsyncAsync(LifeTree tree, string target, params string[] options)
    {
        var ssh = $"ssh -p {Port} -i {Server.IdentityFile} -o UserKnownHostsFile={KnownHosts}";
        return RunAsync("rsync", [.. options, "-e", ssh, $"{Account}:{tree.Root}/", $"{BarePathOf(target)}/"]);
    }

    /// <summary>Logs in at the source host, and does nothing there.</summary>
    internal Task LogInAsync() =>
        RunAsync("ssh", "-p", Port, "-i", Server.IdentityFile, "-o", $"UserKnownHostsFile={KnownHosts}", Account, "true");

    internal Task<ToolResult> RunAsync(string program, params string[] arguments) => Tool.RunAsync(program, arguments, _cancellationToken);

    public async ValueTask DisposeAsync()
    {
        try
        {
            if (_server is not null)
                await _server.DisposeAsync();
        }
        finally
        {
            // A program that was just ended may still hold something for a moment.
            if ((await Tool.TryRunAsync("umount", ["--recursive", _directory.Path], CancellationToken.None)).ExitCode != 0)
                await Tool.TryRunAsync("umount", ["--recursive", "--lazy", _directory.Path], CancellationToken.None);
            _directory.Dispose();
        }
    }

    private async Task PrepareEngineAsync()
    {
        await DvpAsync("build", "--upload-artifact", PathOf("artifact.json"));
        await DvpAsync("plugin", "install", PathOf("artifact.json"));
        await DvpAsync(
            "environment", "add", "source", "--address", Server.Address, "--port", Port,
            "--identity-file", Server.IdentityFile, "--accept-new-host-key");
        await DvpAsync("environment", "add", "here", "--address", "localhost");
    }

    private Task<ToolResult> RunDvpAsync(params string[] arguments) => new Tool
    {
        Program = Dvp,
        Arguments = arguments,
        WorkingDirectory = ReferencePlugin.Repository,
        Environment = new Dictionary<string, string?> { ["DVP_ENGINE_DIR"] = PathOf("engine"), ["DVP_POOL"] = "btrfs" },
    }.RunAsync(_cancellationToken);

    // As the engine makes its own.
    private async Task MountBareStorageAsync()
    {
        var image = PathOf("bare.img");
        await RunAsync("truncate", $"--size={new DriveInfo(_directory.Path).AvailableFreeSpace}", image);
        await RunAsync("mkfs.btrfs", "--quiet", "--data", "single", "--metadata", "single", image);
        Directory.CreateDirectory(BarePathOf());
        await RunAsync("mount", "-t", "btrfs", "-o", "loop,noatime,discard=async", image, BarePathOf());
    }

    [GeneratedRegex(@"JOB-\d+")]
    private static partial Regex JobReference();
}
