using Delphix.Virtualization.Engine.Files;
using Delphix.Virtualization.Engine.Tests.Support;

namespace Delphix.Virtualization.Engine.Tests.Files;

public sealed class RotatedFileTests : IDisposable
{
    private readonly EngineFolder _folder = new();

    private string Log => _folder.PathOf("debug.log");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void FullLog_is_set_aside_and_the_oldest_goes()
    {
        for (var i = 1; i <= RotatedFile.Kept + 2; i++)
        {
            RotatedFile.Write(Log, $"line {i}");
            Fill(Log, RotatedFile.FullBytes);
        }

        RotatedFile.Write(Log, "newest");

        File.ReadAllText(Log).Should().Be("newest");
        Enumerable.Range(1, RotatedFile.Kept).Select(number => First($"{Log}.{number}"))
            .Should().Equal("line 7", "line 6", "line 5", "line 4", "line 3");
        Directory.EnumerateFiles(Path.GetDirectoryName(Log)!).Should().HaveCount(RotatedFile.Kept + 1);
    }

    [Fact]
    public async Task Lines_of_several_writers_at_once_are_all_there_when_the_log_is_set_aside()
    {
        RotatedFile.Write(Log, "\n");
        Fill(Log, RotatedFile.FullBytes - 20_000);

        await Task.WhenAll(Enumerable.Range(0, 4).Select(writer => Task.Run(() =>
        {
            for (var i = 0; i < 250; i++)
                RotatedFile.Write(Log, $"{new string('x', 98)} \n");
        })));

        File.Exists($"{Log}.2").Should().BeFalse();
        (Lines(Log) + Lines($"{Log}.1")).Should().Be(1000);
    }

    private static int Lines(string path) => File.ReadAllLines(path).Count(line => line.TrimStart('\0').Length == 99);

    private static string First(string path)
    {
        using var file = File.OpenRead(path);
        Span<byte> start = stackalloc byte["line 1".Length];
        file.ReadExactly(start);
        return System.Text.Encoding.ASCII.GetString(start);
    }

    // Sparse, so that it costs nothing.
    private static void Fill(string path, long size)
    {
        using var file = File.OpenWrite(path);
        file.SetLength(size);
    }
}
