using System.Text.Json.Nodes;
using Microsoft.Extensions.Logging;

namespace Delphix.Virtualization.Bridge.Host;

/// <summary>The loggers of plugins: each line goes to the engine whose call it belongs to, and to the log of the plugin host.</summary>
internal sealed class PluginLoggers(ILoggerFactory host) : ILoggerFactory
{
    private readonly AsyncLocal<Action<JsonObject>?> _post = new();

    /// <summary>From here on, what this flow of execution logs goes to an engine.</summary>
    /// <param name="post">Sends a message to it.</param>
    internal void Begin(Action<JsonObject> post) => _post.Value = post;

    public ILogger CreateLogger(string categoryName) => new PluginLogger(this, categoryName, host.CreateLogger(categoryName));

    public void AddProvider(ILoggerProvider provider) =>
        throw new NotSupportedException("The log of the plugin host is set up where it is started.");

    public void Dispose()
    {
    }

    private sealed class PluginLogger(PluginLoggers owner, string category, ILogger host) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => host.BeginScope(state);

        public bool IsEnabled(LogLevel logLevel) => logLevel != LogLevel.None;

        public void Log<TState>(
            LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            host.Log(logLevel, eventId, state, exception, formatter);
            if (owner._post.Value is not { } post)
                return;
            var message = formatter(state, exception);
            post(new JsonObject
            {
                ["type"] = "log",
                ["level"] = logLevel.ToString(),
                ["logger"] = category,
                ["message"] = exception is null ? message : $"{message}\n{exception}",
            });
        }
    }
}
