using System.Net;
using System.Text.Json.Nodes;
using Delphix.Virtualization.Bridge.Wire;
using Microsoft.AspNetCore.Connections;
using Microsoft.Extensions.Logging;

namespace Delphix.Virtualization.Bridge.Host;

/// <summary>
/// One connection of an engine, which has one call at a time: hello and welcome, then the call, until it returns or fails. When the
/// connection ends before that, the call is cancelled.
/// </summary>
internal sealed partial class EngineConnection(
    ConnectionContext connection, HostedPlugins plugins, PluginLoggers loggers, CallSlots slots, PluginHostOptions options, ILogger logger)
    : IDisposable
{
    private readonly MessageReader _reader = new(connection.Transport.Input);
    private readonly MessageWriter _writer = new(connection.Transport.Output);
    private readonly CancellationTokenSource _ended = new();
    private readonly CancellationTokenSource _tooQuiet = new();
    private readonly Lock _changing = new();
    private volatile CallPhase _phase;
    private CancellationToken _stopping;
    private HostedPlugin? _plugin;
    private CallLibraries? _libraries;
    private Task _work = Task.CompletedTask;
    private Task _writing = Task.CompletedTask;
    private int _libraryCalls;

    /// <summary>Serves the connection until it ends.</summary>
    /// <param name="stopping">Set when the plugin host stops: a call that runs may end, and no other begins.</param>
    internal async Task RunAsync(CancellationToken stopping)
    {
        _stopping = stopping;
        LogOpen(connection.ConnectionId, connection.RemoteEndPoint);
        _writing = _writer.RunAsync(_ended.Token);
        var pinging = PingAsync();
        await using (connection.ConnectionClosed.Register(_ended.Cancel))
        await using (_tooQuiet.Token.Register(_ended.Cancel))
        await using (stopping.Register(Stop))
            await ReadAsync();
        await _ended.CancelAsync();
        foreach (var task in (Task[])[_work, pinging, _writing])
            await EndAsync(task);
        if (_phase is CallPhase.Welcomed)
            slots.Return();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _ended.Dispose();
        _tooQuiet.Dispose();
    }

    private async Task ReadAsync()
    {
        try
        {
            Watch();
            while (await _reader.ReadAsync(_ended.Token) is { } message)
            {
                Watch();
                Handle(message);
            }
        }
        catch (OperationCanceledException) when (_ended.IsCancellationRequested)
        {
            if (_tooQuiet.IsCancellationRequested && _phase is not CallPhase.Idle)
                LogBroken(connection.ConnectionId, $"the engine was silent for {options.SilenceLimit.TotalSeconds} seconds.");
        }
        catch (Exception e) when (e is BridgeProtocolException or IOException)
        {
            LogBroken(connection.ConnectionId, e.Message);
        }
    }

    private static async Task EndAsync(Task task)
    {
        try
        {
            await task;
        }
        catch (Exception e) when (e is OperationCanceledException or IOException)
        {
            // Expected: the connection has ended.
        }
    }

    private void Handle(JsonObject message)
    {
        var type = $"{message["type"]}";
        if (type == "hello" && Enter(CallPhase.Idle, CallPhase.Waiting))
            _work = Task.Run(() => WelcomeAsync(message));
        else if (type == "call" && message["request"] is JsonObject request && Enter(CallPhase.Welcomed, CallPhase.Running))
            _work = Task.Run(() => CallAsync($"{message["operation"]}", request));
        else if (type is "libraryReturned" or "libraryFailed")
            _libraries?.Answer(message);
        else if (type != "ping")
            throw new BridgeProtocolException($"A message of the type '{type}' came where none is expected.");
    }

    private async Task WelcomeAsync(JsonObject hello)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(_ended.Token, _stopping);
        try
        {
            _plugin = plugins.Find(hello);
            await slots.TakeAsync(either.Token);
        }
        catch (UserException e)
        {
            LogRefused(connection.ConnectionId, e.Message);
            Enter(CallPhase.Waiting, CallPhase.Idle);
            _writer.Post(new JsonObject { ["type"] = "refused", ["message"] = e.Message, ["action"] = e.Action });
            return;
        }
        catch (OperationCanceledException) when (_stopping.IsCancellationRequested)
        {
            // Nothing has begun: the engine can go to another plugin host.
            _writer.Post(new JsonObject { ["type"] = "stopping" });
            await CloseAsync();
            return;
        }

        Enter(CallPhase.Waiting, CallPhase.Welcomed);
        _writer.Post(new JsonObject { ["type"] = "welcome" });
    }

    private async Task CallAsync(string operation, JsonObject request)
    {
        var artifact = _plugin!.Artifact;
        using var scope = BeginCall(logger, operation, artifact.Name, $"{artifact.BuildNumber}", connection.ConnectionId);
        var line = new CallLine(_writer.Post);
        loggers.Begin(line.Post);
        JsonObject answer;
        try
        {
            answer = await InvokeAsync(operation, request, line);
            if (_ended.IsCancellationRequested)
                LogCancelled(connection.ConnectionId);
        }
        finally
        {
            slots.Return();
        }

        Enter(CallPhase.Running, CallPhase.Idle);
        Watch();
        line.End(answer);
        if (_stopping.IsCancellationRequested)
            await CloseAsync();
    }

    private async Task<JsonObject> InvokeAsync(string operation, JsonObject request, CallLine line)
    {
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(_ended.Token);
        var libraries = _libraries = new CallLibraries(line.Post, () => Interlocked.Increment(ref _libraryCalls), ended.Token);
        try
        {
            var response = await _plugin!.Runtime.InvokeAsync(operation, request, libraries, _ended.Token);
            response.Remove("returnValue", out var result);
            LogReturned(operation);
            return new JsonObject { ["type"] = "returned", ["result"] = result };
        }
        catch (Exception e)
        {
            LogFailed(e is UserException or OperationCanceledException ? LogLevel.Information : LogLevel.Error, e, operation);
            return FailureMessage.Of(operation, e, libraries);
        }
        finally
        {
            await ended.CancelAsync();
        }
    }

    // What is posted goes out first.
    private async Task CloseAsync()
    {
        _writer.Complete();
        await _writing;
        await _ended.CancelAsync();
    }

    private bool Enter(CallPhase from, CallPhase to)
    {
        lock (_changing)
        {
            if (_phase != from)
                return false;
            _phase = to;
            return true;
        }
    }

    // A call that has begun ends first.
    private void Stop()
    {
        lock (_changing)
        {
            if (_phase is CallPhase.Idle)
                _ended.Cancel();
        }
    }

    private void Watch() => _tooQuiet.CancelAfter(_phase is CallPhase.Idle ? options.IdleLimit : options.SilenceLimit);

    private async Task PingAsync()
    {
        using var timer = new PeriodicTimer(options.PingInterval);
        while (await timer.WaitForNextTickAsync(_ended.Token))
        {
            if (_phase is not CallPhase.Idle)
                _writer.Post(new JsonObject { ["type"] = "ping" });
        }
    }

    private static readonly Func<ILogger, string, string, string, string, IDisposable?> BeginCall =
        LoggerMessage.DefineScope<string, string, string, string>("{Operation} of {Plugin}, build {Build}, connection {Connection}");

    [LoggerMessage(1, LogLevel.Information, "The connection {Connection} from {Engine} is open.")]
    private partial void LogOpen(string connection, EndPoint? engine);

    [LoggerMessage(2, LogLevel.Warning, "The connection {Connection} broke: {Reason}")]
    private partial void LogBroken(string connection, string reason);

    [LoggerMessage(3, LogLevel.Warning, "The connection {Connection} ended during a call, which is cancelled.")]
    private partial void LogCancelled(string connection);

    [LoggerMessage(4, LogLevel.Warning, "The connection {Connection} is refused: {Reason}")]
    private partial void LogRefused(string connection, string reason);

    [LoggerMessage(5, LogLevel.Information, "{Operation} returned.")]
    private partial void LogReturned(string operation);

    [LoggerMessage(EventId = 6, Message = "{Operation} failed.")]
    private partial void LogFailed(LogLevel level, Exception exception, string operation);
}
