using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Testing;

namespace DirectoryPlugin.Tests.Support;

/// <summary>What a plugin has logged.</summary>
internal static class LogLines
{
    extension(FakeLogger log)
    {
        public IEnumerable<(LogLevel Level, string Text)> Lines => log.Collector.GetSnapshot().Select(line => (line.Level, line.Message));

        public IEnumerable<string> Warnings => log.Lines.Where(line => line.Level == LogLevel.Warning).Select(line => line.Text);
    }
}
