using System.Collections.Concurrent;
using System.Reflection;
using Delphix.Virtualization.Engine;
using Delphix.Virtualization.Engine.Environments;
using Delphix.Virtualization.Engine.Jobs;
using Delphix.Virtualization.Engine.Plugins;
using Delphix.Virtualization.Engine.Storage;
using Delphix.Virtualization.Engine.Workflows;
using Delphix.Virtualization.Packaging.Processes;

namespace Delphix.Virtualization.Testing;

/// <summary>
/// A throw-away engine in the process of a test, with a source host behind a private SSH server, and places to mount at, all in one
/// temporary directory. However a test ends, nothing of it stays mounted, running or on the disk.
/// </summary>
/// <example>
/// <code>
/// await using var test = await TestEngine.StartAsync();
/// await test.InstallAsync(typeof(PluginRunner).Assembly);
/// await test.RunAsync(test.SourceHost("source"));
/// await test.RunAsync(new EnvironmentAdd("here", EnvironmentObject.LocalAddress));
/// </code>
/// </example>
public sealed class TestEngine : IAsyncDisposable
{
    /// <summary>The name of the engine's own directory.</summary>
    internal const string EngineFolder = "engine";

    private const string SshServerFolder = "sshd";

    private readonly TemporaryDirectory _directory;
    private readonly ConcurrentQueue<OperationCall> _calls = new();
    private int _disposed;

    private TestEngine(TemporaryDirectory directory, PrivateSshServer sshServer, TestEngineOptions options)
    {
        _directory = directory;
        SshServer = sshServer;
        AppDomain.CurrentDomain.ProcessExit += OnProcessExit;
        Engine = new LocalEngine(
            new EngineDirectory(directory.Combine(EngineFolder)),
            options.Log,
            new CallRecorder(_calls),
            options.Storage,
            options.TimeProvider);
    }

    /// <summary>The engine itself.</summary>
    public LocalEngine Engine { get; }

    /// <summary>The SSH server of the source host. Its files are those of this machine.</summary>
    public PrivateSshServer SshServer { get; }

    /// <summary>Every call of a plugin operation so far.</summary>
    public IReadOnlyCollection<OperationCall> Calls => _calls;

    /// <summary>Starts the source host, and opens an engine that has no plugin yet.</summary>
    /// <param name="options">How it runs; null: as by default.</param>
    /// <param name="cancellationToken">Ends the start.</param>
    /// <exception cref="UserException">The SSH server is not installed.</exception>
    public static async Task<TestEngine> StartAsync(TestEngineOptions? options = null, CancellationToken cancellationToken = default)
    {
        options ??= new TestEngineOptions();
        var directory = options.Directory is { } path ? TemporaryDirectory.MakeNew(path) : new TemporaryDirectory(options.ParentDirectory);
        try
        {
            var server = new PrivateSshServerOptions();
            if (options.SourceEnvironment is { } environment)
                server = server with { Environment = environment(directory.Path) };
            var sshServer = await PrivateSshServer.StartAsync(directory.Combine(SshServerFolder), server, cancellationToken);
            return new TestEngine(directory, sshServer, options);
        }
        catch
        {
            directory.Dispose();
            throw;
        }
    }

    /// <summary>A path below the temporary directory; nothing is made.</summary>
    /// <param name="parts">The names on the way.</param>
    public string PathOf(params string[] parts) => _directory.Combine(parts);

    /// <summary>Runs a workflow to its end.</summary>
    /// <param name="workflow">The workflow with what is asked of it.</param>
    /// <param name="cancellationToken">Ends the job; what it did is undone.</param>
    /// <returns>The record of the job, which has succeeded.</returns>
    /// <exception cref="UserException">The job failed, or what was asked cannot be.</exception>
    public Task<Job> RunAsync(Workflow workflow, CancellationToken cancellationToken = default) =>
        Engine.RunAsync(workflow, cancellationToken: cancellationToken);

    /// <summary>Installs a plugin from the assembly that a test references, so that nothing is compiled.</summary>
    /// <param name="plugin">The plugin's assembly.</param>
    /// <param name="configFile">The plugin's config; null: the <c>plugin_config.yml</c> nearest above the assembly.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="UserException">The config, the schemas or the code have faults, which are listed.</exception>
    public async Task<Job> InstallAsync(Assembly plugin, string? configFile = null, CancellationToken cancellationToken = default)
    {
        var artifact = PathOf($"artifact-{Guid.NewGuid():N}.json");
        await TestArtifact.WriteAsync(plugin, artifact, configFile, cancellationToken);
        return await RunAsync(new PluginInstall(artifact), cancellationToken);
    }

    /// <summary>The workflow that adds the source host as an environment.</summary>
    /// <param name="name">The environment's name.</param>
    public EnvironmentAdd SourceHost(string name = "source") => new(name, SshServer.Address)
    {
        User = SshServer.UserName,
        Port = SshServer.Port,
        IdentityFile = SshServer.IdentityFile,
        AcceptNewHostKey = true,
    };

    /// <summary>
    /// Closes the engine, and leaves everything else as it is: the source host, what is mounted, and the files. <see cref="EndAsync"/> ends
    /// that, in this process or in another one.
    /// </summary>
    internal async Task LeaveAsync()
    {
        if (Interlocked.Exchange(ref _disposed, 1) == 1)
            return;
        AppDomain.CurrentDomain.ProcessExit -= OnProcessExit;
        await Engine.DisposeAsync();
        SshServer.Leave();
    }

    /// <summary>Ends what <see cref="LeaveAsync"/> has left in a directory, and deletes it.</summary>
    internal static async Task EndAsync(string path, CancellationToken cancellationToken)
    {
        var directory = TemporaryDirectory.Existing(path);
        try
        {
            await PrivateSshServer.EndAsync(directory.Combine(SshServerFolder), cancellationToken);
        }
        finally
        {
            await UnmountAllAsync(directory.Path);
            directory.Dispose();
        }
    }

    /// <summary>Ends everything, whatever was left mounted or running.</summary>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _disposed, 1) == 1)
            return;
        AppDomain.CurrentDomain.ProcessExit -= OnProcessExit;
        // Each part is ended even if another one fails to end.
        try
        {
            // The engine first, as it closes its SSH connections. Connections that a dead server cuts would end later.
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
                await UnmountAllAsync(_directory.Path);
                _directory.Dispose();
            }
        }
    }

    // A run that was cut short leaves its mounts; the newest goes first, as it may lie on an older one.
    private static async Task UnmountAllAsync(string directory)
    {
        foreach (var mount in MountTable.Read().AtOrBelow(directory).Reverse().ToList())
        {
            var unmounted = await Tool.TryRunAsync("umount", ["--", mount.MountPoint], CancellationToken.None);
            // Another program, such as a shell in another terminal, may use it.
            if (unmounted.ExitCode != 0)
                await Tool.RunAsync("umount", ["--lazy", "--", mount.MountPoint], CancellationToken.None);
        }
    }

    // The process exits without disposing, as after a second Ctrl-C. What is left now would be left for ever.
    private void OnProcessExit(object? sender, EventArgs e) => DisposeAsync().AsTask().GetAwaiter().GetResult();

    private sealed class CallRecorder(ConcurrentQueue<OperationCall> calls) : IProgress<OperationCall>
    {
        public void Report(OperationCall value) => calls.Enqueue(value);
    }
}
