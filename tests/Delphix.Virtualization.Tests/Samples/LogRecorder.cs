using Microsoft.Extensions.Logging;

namespace Delphix.Virtualization.Tests.Samples;

/// <summary>Keeps log lines, each with its category. Sample operations that return nothing log what they were given.</summary>
internal sealed class LogRecorder
{
    internal List<string> Lines { get; } = [];

    internal ILoggerFactory ToFactory() => new Factory(Lines);

    private sealed class Factory(List<string> lines) : ILoggerFactory
    {
        public ILogger CreateLogger(string categoryName) => new Logger(categoryName, lines);

        public void AddProvider(ILoggerProvider provider) => throw new NotSupportedException();

        public void Dispose()
        {
        }
    }

    private sealed class Logger(string category, List<string> lines) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            lines.Add($"{category.Split('.', '+')[^1]}: {formatter(state, exception)}");
    }
}
