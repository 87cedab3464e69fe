using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Testing;

namespace Delphix.Virtualization.Tests.Samples;

/// <summary>What operations have logged. Sample operations that return nothing log what they were given.</summary>
internal static class LogLines
{
    extension(FakeLogCollector log)
    {
        /// <summary>Each line, with the last name of its category.</summary>
        internal IEnumerable<string> Lines =>
            log.GetSnapshot().Select(line => $"{line.Category!.Split('.', '+')[^1]}: {line.Message}");

        internal ILoggerFactory ToFactory() => new LoggerFactory([new FakeLoggerProvider(log)]);
    }
}
