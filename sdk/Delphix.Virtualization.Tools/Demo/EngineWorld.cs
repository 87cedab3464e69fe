using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using Delphix.Virtualization.Engine;
using Delphix.Virtualization.Engine.Environments;
using Delphix.Virtualization.Engine.Plugins;
using Delphix.Virtualization.Engine.Storage;
using Delphix.Virtualization.Packaging.Processes;

namespace Delphix.Virtualization.Tools.Demo;

/// <summary>
/// A throw-away world for the demo and the tests: an engine directory, a source host behind a private sshd, and places to mount at, all in one temporary
/// directory. However a run ends, nothing of it stays mounted, running or on the disk.
/// </summary>
internal sealed class EngineWorld : IAsyncDisposable
{
    private readonly TemporaryDirectory _directory;
    private readonly ConcurrentQueue<OperationCall> _calls = new();
    private int _disposed;

    private EngineWorld(TemporaryDirectory directory, PrivateSshServer sshServer, Action<string>? log, StorageDriver? storage, TimeProvider? clock)
    {
        _directory = directory;
        SshServer = sshServer;
        AppDomain.CurrentDomain.ProcessExit += OnProcessExit;
        Engine = new LocalEngine(new EngineDirectory(directory.Combine("engine")), log, new CallRecorder(_calls), storage, clock);
    }

    public LocalEngine Engine { get; }

    /// <summary>The source host.</summary>
    public PrivateSshServer SshServer { get; }

    /// <summary>The directory tree on the source host; the caller fills it.</summary>
    public string Source => _directory.Combine("source");

    /// <summary>Every call of a plugin operation so far.</summary>
    public IReadOnlyCollection<OperationCall> Calls => _calls;

    /// <summary>Starts the source host. It offers <see cref="Source"/> for linking, under the name "files", and as its user's configuration.</summary>
    /// <param name="log">Receives what the engine decides by itself; null to discard it.</param>
    /// <param name="cancellationToken">Ends the start.</param>
    /// <param name="storage">How the engine stores datasets; null: as it likes best.</param>
    /// <param name="parent">Where the temporary directory is made; null: in the system's.</param>
    /// <param name="clock">The engine's; null: the system's.</param>
    public static async Task<EngineWorld> StartAsync(Action<string>? log, CancellationToken cancellationToken, StorageDriver? storage = null, string? parent = null, TimeProvider? clock = null)
    {
        var directory = new TemporaryDirectory(parent);
        try
        {
            var list = directory.Combine("directories.conf");
            await File.WriteAllTextAsync(list, $"# What this host offers for linking\nfiles={directory.Combine("source")}\n", cancellationToken);
            Directory.CreateDirectory(directory.Combine("source"));
            var options = new PrivateSshServerOptions
            {
                Environment = new Dictionary<string, string>
                {
                    ["DLPX_DIRECTORIES"] = list,
                    ["XDG_CONFIG_HOME"] = directory.Combine("source"),
                },
            };
            var sshServer = await PrivateSshServer.StartAsync(directory.Combine("sshd"), options, cancellationToken);
            return new EngineWorld(directory, sshServer, log, storage, clock);
        }
        catch
        {
            directory.Dispose();
            throw;
        }
    }

    /// <summary>A path below the temporary directory; nothing is made.</summary>
    public string PathOf(params string[] parts) => _directory.Combine(parts);

    /// <summary>The source host's environment, as the demo adds it.</summary>
    public EnvironmentAdd SourceEnvironment(string name = "source") => new(name, SshServer.Address)
    {
        User = SshServer.UserName,
        Port = SshServer.Port,
        IdentityFile = SshServer.IdentityFile,
        AcceptNewHostKey = true,
    };

    /// <summary>Parameters for a dSource that is staged at a path.</summary>
    public JsonObject LinkedSource(string mountLocation) => new()
    {
        ["sourceAddress"] = SshServer.Address,
        ["sshPort"] = SshServer.Port,
        ["username"] = SshServer.UserName,
        ["identityFile"] = SshServer.IdentityFile,
        ["acceptNewHostKey"] = true,
        ["mountLocation"] = mountLocation,
    };

    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _disposed, 1) == 1)
            return;
        AppDomain.CurrentDomain.ProcessExit -= OnProcessExit;
        // Whatever fails to end, the rest does.
        try
        {
            // First, as it closes its connections in order; those that a dead server cuts end in their own time.
            await Engine.DisposeAsync();
        }
        finally
        {
            try
            {
                await SshServer.DisposeAsync();
            }
            finally
            {
                await UnmountAllAsync();
                _directory.Dispose();
            }
        }
    }

    // A run that was cut short leaves its mounts; the newest goes first, as it may lie on an older one.
    private async Task UnmountAllAsync()
    {
        foreach (var mount in MountTable.Read().AtOrBelow(_directory.Path).Reverse().ToList())
        {
            var unmounted = await Tool.TryRunAsync("umount", ["--", mount.MountPoint], CancellationToken.None);
            // Somebody may look at it, in another terminal.
            if (unmounted.ExitCode != 0)
                await Tool.RunAsync("umount", ["--lazy", "--", mount.MountPoint], CancellationToken.None);
        }
    }

    // The process ends without more ado, as after a second Ctrl-C: nobody would ever find this world again.
    private void OnProcessExit(object? sender, EventArgs e) => DisposeAsync().AsTask().GetAwaiter().GetResult();

    private sealed class CallRecorder(ConcurrentQueue<OperationCall> calls) : IProgress<OperationCall>
    {
        public void Report(OperationCall value) => calls.Enqueue(value);
    }
}
