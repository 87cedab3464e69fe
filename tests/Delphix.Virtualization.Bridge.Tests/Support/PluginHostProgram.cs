using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Text.Json.Nodes;

namespace Delphix.Virtualization.Bridge.Tests;

/// <summary>A plugin host as users run it: a process of its own.</summary>
internal sealed class PluginHostProgram : IAsyncDisposable
{
    private static readonly TimeSpan Deadline = TimeSpan.FromMinutes(1);
    private static readonly HttpClient Http = new();

    private readonly Process _process;
    private readonly TemporaryDirectory _temporary;
    private readonly TaskCompletionSource _listening = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly ConcurrentQueue<string> _errors = new();

    private PluginHostProgram(ProcessStartInfo start, TemporaryDirectory temporary, IPEndPoint endPoint, IPEndPoint health)
    {
        var process = Process.Start(start)!;
        (_process, _temporary, EndPoint, Health) = (process, temporary, endPoint, health);
        process.OutputDataReceived += (_, line) => ReadLog(line.Data ?? "");
        process.ErrorDataReceived += (_, line) => _errors.Enqueue(line.Data ?? "");
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
    }

    public IPEndPoint EndPoint { get; }

    public IPEndPoint Health { get; }

    /// <summary>The lines of its log.</summary>
    public ConcurrentQueue<string> Log { get; } = new();

    /// <summary>The most memory that it had so far, in bytes.</summary>
    public long PeakMemory
    {
        get
        {
            const string Name = "VmHWM:";
            var line = File.ReadLines($"/proc/{_process.Id}/status").First(line => line.StartsWith(Name, StringComparison.Ordinal));
            return long.Parse(line[Name.Length..].Replace("kB", "", StringComparison.Ordinal).Trim(), CultureInfo.InvariantCulture) << 10;
        }
    }

    /// <summary>Starts one; it listens when this returns.</summary>
    /// <param name="artifacts">The artifact files of its plugins.</param>
    /// <param name="certificates">The folder of certificates.</param>
    /// <param name="port">The port to listen at; 0: one that is free.</param>
    public static Task<PluginHostProgram> StartAsync(IEnumerable<string> artifacts, string certificates, int port = 0)
    {
        var endPoint = port == 0 ? NewEndPoint() : new IPEndPoint(IPAddress.Loopback, port);
        var health = NewEndPoint();
        string[] arguments =
        [
            "plugin-host", "serve", .. artifacts.SelectMany(artifact => (string[])["--artifact", artifact]),
            "--listen", $"{endPoint}", "--certificates", certificates, "--health", $"{health}",
        ];
        return StartAsync(DvpProgram.Start(arguments), endPoint, health);
    }

    /// <summary>Starts one from a folder that was published, with nothing of this machine's environment.</summary>
    public static Task<PluginHostProgram> StartPublishedAsync(string folder, IPEndPoint endPoint, IPEndPoint health)
    {
        var start = new ProcessStartInfo(Path.Combine(folder, "plugin-host"));
        start.Environment.Clear();
        return StartAsync(start, endPoint, health);
    }

    /// <summary>
    /// An address of this machine where nobody listens; its port is none that the kernel gives to outgoing connections.
    /// </summary>
    public static IPEndPoint NewEndPoint()
    {
        const int Lowest = 20_000;
        const int FirstEphemeral = 32_768;
        while (true)
        {
            var endPoint = new IPEndPoint(IPAddress.Loopback, Random.Shared.Next(Lowest, FirstEphemeral));
            using var probe = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
            try
            {
                probe.Bind(endPoint);
                return endPoint;
            }
            catch (SocketException)
            {
                // Taken.
            }
        }
    }

    /// <summary>What it says of itself, and with which status.</summary>
    public async Task<(HttpStatusCode Status, JsonObject State)> AskHealthAsync()
    {
        using var response = await Http.GetAsync(new Uri($"http://{Health}/health"));
        return (response.StatusCode, (await response.Content.ReadFromJsonAsync<JsonObject>())!);
    }

    /// <summary>Whether nobody listens any more where it listened for engines.</summary>
    public async Task<bool> HasLeftItsAddressAsync()
    {
        using var client = new TcpClient();
        try
        {
            await client.ConnectAsync(EndPoint);
            return false;
        }
        catch (SocketException)
        {
            return true;
        }
    }

    /// <summary>The file that a library of it was loaded from.</summary>
    public string LibraryFile(string name) =>
        File.ReadLines($"/proc/{_process.Id}/maps").First(line => line.EndsWith($"/{name}", StringComparison.Ordinal)).Split(' ')[^1];

    /// <summary>Ends it at once, as the kernel does when memory is short.</summary>
    public async Task KillAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
    }

    /// <summary>Asks it to end, as systemd does.</summary>
    public void Terminate()
    {
        using var kill = Process.Start("kill", ["-TERM", _process.Id.ToString(CultureInfo.InvariantCulture)]);
        kill.WaitForExit();
    }

    /// <summary>Waits until it has ended by itself.</summary>
    /// <returns>Its exit code.</returns>
    public async Task<int> EndedAsync()
    {
        await _process.WaitForExitAsync().WaitAsync(Deadline);
        return _process.ExitCode;
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
            await KillAsync();
        _process.Dispose();
        _temporary.Dispose();
    }

    private static async Task<PluginHostProgram> StartAsync(ProcessStartInfo start, IPEndPoint endPoint, IPEndPoint health)
    {
        start.RedirectStandardOutput = start.RedirectStandardError = true;
        // One that is killed leaves the code of its plugins behind.
        var temporary = new TemporaryDirectory();
        start.Environment["TMPDIR"] = temporary.Path;
        var program = new PluginHostProgram(start, temporary, endPoint, health);
        var ended = program._process.WaitForExitAsync();
        var first = await Task.WhenAny(program._listening.Task, ended).WaitAsync(Deadline);
        if (first != ended)
            return program;
        await program.DisposeAsync();
        throw new InvalidOperationException($"The plugin host ended: {string.Join('\n', program._errors)}");
    }

    private void ReadLog(string line)
    {
        Log.Enqueue(line);
        if (line.Contains("The plugin host listens at", StringComparison.Ordinal))
            _listening.TrySetResult();
    }
}
