using System.Diagnostics;
using System.Globalization;

namespace PostgresqlPlugin.Tests.Support;

/// <summary>
/// A cluster of a test's own, as the source: in a temporary folder, at a port of loopback, run by the user of the Debian package. Nothing
/// of it is left at the end.
/// </summary>
internal sealed class SourceCluster : IAsyncDisposable
{
    public const string User = PostgresqlFactAttribute.User;
    public const string Login = "replicator";
    public const string Password = "a 'secret' \\ of $HOME";

    private readonly string _directory;
    private readonly string _data;

    private SourceCluster(string directory) => (_directory, _data) = (directory, Path.Combine(directory, "data"));

    public int Port { get; } = FreePort();

    public string Data => _data;

    /// <summary>A port of loopback at which nobody listens.</summary>
    public static int FreePort() => PrivateSshServer.FindFreePort();

    /// <summary>Makes a cluster with a table and a replication user, and starts it.</summary>
    public static async Task<SourceCluster> CreateAsync(string directory)
    {
        Directory.CreateDirectory(directory);
        await RunAsync("chown", User, directory);
        var cluster = new SourceCluster(directory);
        // Nothing has to outlive the machine here.
        await AsUserAsync("initdb", "-D", cluster._data, "-U", "boss", "--auth-local=trust", "--auth-host=scram-sha-256", "--no-sync");
        await File.AppendAllLinesAsync(Path.Combine(cluster._data, "postgresql.conf"),
        [
            $"port = {cluster.Port}", "listen_addresses = '127.0.0.1'", $"unix_socket_directories = '{directory}'", "fsync = off",
            "shared_buffers = 16MB",
        ]);
        await cluster.StartAsync();
        await cluster.AskAsync($"CREATE ROLE {Login} LOGIN REPLICATION PASSWORD '{Password.Replace("'", "''", StringComparison.Ordinal)}'");
        await cluster.AskAsync("CREATE TABLE orders (item text)");
        await cluster.AskAsync("INSERT INTO orders VALUES ('first')");
        return cluster;
    }

    public Task StartAsync(string options = "") =>
        AsUserAsync("pg_ctl", "start", "-w", "-s", "-D", _data, "-l", Path.Combine(_directory, "log"), "-o", options);

    public Task StopAsync() => AsUserAsync("pg_ctl", "stop", "-w", "-s", "-m", "fast", "-D", _data);

    /// <summary>Has its configuration outside of its data, as Debian's clusters do.</summary>
    public async Task MoveConfigurationAsync()
    {
        await StopAsync();
        var folder = Path.Combine(_directory, "etc");
        Directory.CreateDirectory(folder);
        foreach (var file in (string[])["postgresql.conf", "pg_hba.conf"])
            File.Move(Path.Combine(_data, file), Path.Combine(folder, file));
        await StartAsync($"-c config_file={folder}/postgresql.conf -c hba_file={folder}/pg_hba.conf");
    }

    /// <summary>What the source answers.</summary>
    public Task<string> AskAsync(string sql) => AskAsync(_directory, Port, sql);

    /// <summary>What a server answers at the socket in a folder.</summary>
    public static async Task<string> AskAsync(string folder, int port, string sql)
    {
        var number = port.ToString(CultureInfo.InvariantCulture);
        return (await AsUserAsync("psql", "-XAtq", "-h", folder, "-p", number, "-U", "boss", "-d", "postgres", "-c", sql)).TrimEnd();
    }

    /// <summary>Runs a program of PostgreSQL as its user.</summary>
    public static Task<string> AsUserAsync(string program, params string[] arguments) =>
        RunAsync("runuser", ["-u", User, "--", Path.Combine(PostgresqlFactAttribute.Programs!, program), .. arguments]);

    public static async Task<string> RunAsync(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments)
        {
            WorkingDirectory = "/",
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            Environment = { ["LC_ALL"] = "C" },
        })!;
        var error = process.StandardError.ReadToEndAsync();
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return process.ExitCode == 0 ? output : throw new InvalidOperationException($"{string.Join(' ', arguments)}: {await error}");
    }

    public async ValueTask DisposeAsync()
    {
        if (File.Exists(Path.Combine(_data, "postmaster.pid")))
            await AsUserAsync("pg_ctl", "stop", "-w", "-s", "-m", "immediate", "-D", _data);
    }
}
