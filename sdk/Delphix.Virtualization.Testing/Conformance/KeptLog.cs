using Microsoft.Extensions.Logging;

namespace Delphix.Virtualization.Testing;

/// <summary>Keeps all that is logged.</summary>
internal sealed class KeptLog : ILoggerFactory, ILogger
{
    private readonly Lock _lock = new();
    private readonly List<string> _lines = [];

    internal bool Contains(string text)
    {
        lock (_lock)
            return _lines.Any(line => line.Contains(text, StringComparison.Ordinal));
    }

    public ILogger CreateLogger(string categoryName) => this;

    public void AddProvider(ILoggerProvider provider)
    {
    }

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(
        LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        lock (_lock)
            _lines.Add($"{formatter(state, exception)}\n{exception}");
    }

    public void Dispose()
    {
    }
}
