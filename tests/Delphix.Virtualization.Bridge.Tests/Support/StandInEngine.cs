using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text.Json.Nodes;

namespace Delphix.Virtualization.Bridge.Tests;

/// <summary>
/// A process of Python that runs the plugin of a project as an official engine does, over a double of the documented packages. Its library
/// calls come back to the test.
/// </summary>
internal sealed class StandInEngine : IAsyncDisposable
{
    private static readonly TimeSpan Deadline = TimeSpan.FromMinutes(2);

    private readonly Process _process;
    private readonly ConcurrentQueue<string> _errors = new();
    private readonly SemaphoreSlim _oneCall = new(1);
    private readonly SemaphoreSlim _writing = new(1);
    private readonly CancellationTokenSource _ended = new();
    private readonly Task _reading;
    private TaskCompletionSource<JsonObject> _answer = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private ILibs _libs = new FakeLibs();

    private StandInEngine(Process process)
    {
        _process = process;
        process.ErrorDataReceived += (_, line) => _errors.Enqueue(line.Data ?? "");
        process.BeginErrorReadLine();
        _reading = Task.Run(ReadAsync);
    }

    /// <summary>What the plugin has said of itself when it was loaded.</summary>
    public JsonObject Ready { get; private set; } = [];

    /// <summary>The log lines so far: level, logger and text.</summary>
    public ConcurrentQueue<(int Level, string Logger, string Text)> Log { get; } = new();

    /// <summary>What the process has printed.</summary>
    public string Errors => string.Join('\n', _errors).Trim();

    /// <summary>Loads the plugin of a project.</summary>
    public static Task<StandInEngine> StartAsync(string project) => StartAsync(EngineProgram.OfProject(project));

    /// <summary>Loads the plugin that an <see cref="EngineProgram"/> is for.</summary>
    public static async Task<StandInEngine> StartAsync(ProcessStartInfo program)
    {
        var engine = new StandInEngine(Process.Start(program)!);
        engine.Ready = await engine.AnswerAsync();
        return engine;
    }

    /// <summary>Runs an operation, given by its name in C#, as <see cref="Runtime.PluginRuntime.InvokeAsync"/> does.</summary>
    /// <exception cref="EngineErrorException">It failed.</exception>
    public async Task<JsonObject> InvokeAsync(
        string operation, JsonObject request, ILibs libs, CancellationToken cancellationToken = default)
    {
        await _oneCall.WaitAsync(cancellationToken);
        try
        {
            _libs = libs;
            await SendAsync(new JsonObject { ["operation"] = Documented(operation), ["request"] = request.DeepClone() });
            var answer = await AnswerAsync();
            return answer["error"] is JsonObject error
                ? throw new EngineErrorException(error)
                : new JsonObject { ["returnValue"] = answer["result"]!.DeepClone() };
        }
        finally
        {
            _oneCall.Release();
        }
    }

    /// <summary>Ends the process at once, as an engine does with a job that is cancelled; its scripts are ended too.</summary>
    public void Kill() => _process.Kill();

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
            _process.Kill();
        await _process.WaitForExitAsync();
        await _reading;
        _process.Dispose();
        _oneCall.Dispose();
        _writing.Dispose();
        _ended.Dispose();
    }

    private static string Documented(string operation) =>
        string.Concat(operation.Select(letter => char.IsUpper(letter) ? $"_{char.ToLowerInvariant(letter)}" : $"{letter}"));

    private async Task<JsonObject> AnswerAsync()
    {
        try
        {
            return await _answer.Task.WaitAsync(Deadline);
        }
        finally
        {
            _answer = new(TaskCreationOptions.RunContinuationsAsynchronously);
        }
    }

    private async Task ReadAsync()
    {
        while (await _process.StandardOutput.ReadLineAsync() is { } line)
        {
            var message = JsonNode.Parse(line)!.AsObject();
            if (message["library"] is not null)
                _ = Task.Run(() => LibraryAsync(message));
            else if (message["log"] is { } text)
                Log.Enqueue((message["level"]!.GetValue<int>(), $"{message["logger"]}", $"{text}"));
            else
                _answer.TrySetResult(message);
        }

        await _process.WaitForExitAsync();
        await _ended.CancelAsync();
        _answer.TrySetException(new InvalidOperationException($"The engine's process has ended: {Errors}"));
    }

    private async Task LibraryAsync(JsonObject message)
    {
        var (name, arguments) = ($"{message["library"]}", message["arguments"]!.AsObject());
        var result = await LibraryCalls.AnswerAsync(_libs, name, arguments, _ended.Token);
        await SendAsync(new JsonObject { ["answer"] = message["id"]!.DeepClone(), ["result"] = result });
    }

    private async Task SendAsync(JsonObject message)
    {
        await _writing.WaitAsync();
        try
        {
            await _process.StandardInput.WriteLineAsync(message.ToJsonString());
            await _process.StandardInput.FlushAsync();
        }
        finally
        {
            _writing.Release();
        }
    }
}
