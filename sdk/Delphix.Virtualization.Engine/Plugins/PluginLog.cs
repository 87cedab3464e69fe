using System.Globalization;
using Delphix.Virtualization.Engine.Files;
using Delphix.Virtualization.Packaging.Files;
using Delphix.Virtualization.Runtime;
using Microsoft.Extensions.Logging;

namespace Delphix.Virtualization.Engine.Plugins;

/// <summary>
/// A plugin's logs: <c>debug.log</c> has everything, <c>info.log</c> information and above, <c>error.log</c> warnings and errors. Each line
/// says which job, operation and object it is about, and no secret that the engine knows of. Warnings and progress of a job are shown to
/// its user too.
/// </summary>
internal sealed class PluginLog(string folder, TimeProvider clock) : ILoggerFactory
{
    /// <summary>The name of the log that has everything.</summary>
    internal const string Everything = "debug.log";

    private static readonly (string File, LogLevel From)[] Files =
        [(Everything, LogLevel.Trace), ("info.log", LogLevel.Information), ("error.log", LogLevel.Warning)];

    // As much as an exception may have, which is to be kept whole.
    internal const int MaxCharacters = (int)PlatformLimits.ExceptionBytes;

    private readonly AsyncLocal<OperationScope?> _scope = new();
    private readonly Lock _writing = new();

    internal IDisposable Begin(OperationScope scope)
    {
        var outer = _scope.Value;
        _scope.Value = scope;
        return new EndOfScope(() => _scope.Value = outer);
    }

    /// <summary>Keeps an exception that ends an operation, with all that its user is not shown.</summary>
    internal void Failed(Exception exception) =>
        Write(exception is UserException ? LogLevel.Debug : LogLevel.Error, nameof(PluginLog), exception.ToString());

    /// <summary>Keeps that a script ran.</summary>
    internal void Ran(ScriptCall call) => Write(LogLevel.Debug, nameof(ScriptCall), call.ToString());

    public ILogger CreateLogger(string categoryName) => new PluginLogger(this, categoryName);

    public void AddProvider(ILoggerProvider provider) =>
        throw new NotSupportedException("The engine keeps the logs of its plugins itself.");

    public void Dispose()
    {
    }

    private void Write(LogLevel level, string category, string message)
    {
        var scope = _scope.Value;
        message = Cut(scope?.Secrets.Hide(message) ?? message);
        var line = new PluginLogEntry(clock.GetUtcNow(), level, scope?.Job, scope?.Operation, scope?.Subject, category, message).ToString();
        lock (_writing)
        {
            PrivateFolder.Make(folder);
            foreach (var (file, _) in Files.Where(file => level >= file.From))
                RotatedFile.Write(Path.Combine(folder, file), line);
        }

        if (level >= LogLevel.Warning && category != nameof(PluginLog))
            scope?.Tell?.Invoke(message);
    }

    private static string Cut(string message)
    {
        if (message.Length <= MaxCharacters)
            return message;
        // The halves of a character outside the basic plane stay together.
        var end = char.IsHighSurrogate(message[MaxCharacters - 1]) ? MaxCharacters - 1 : MaxCharacters;
        return string.Create(
            CultureInfo.InvariantCulture, $"{message.AsSpan(0, end)} … [cut: the first {end:N0} of {message.Length:N0} characters]");
    }

    private sealed class PluginLogger(PluginLog log, string category) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel != LogLevel.None;

        public void Log<TState>(
            LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            var message = formatter(state, exception);
            log.Write(logLevel, category, exception is null ? message : $"{message}\n{exception}");
            if (state is OperationProgress progress && log._scope.Value is { Progress: { } tell } scope)
                tell(progress with { Detail = Cut(scope.Secrets.Hide(progress.Detail)) });
        }
    }

    private sealed class EndOfScope(Action end) : IDisposable
    {
        public void Dispose() => end();
    }
}
