using DirectoryPlugin.Tests.Support;

namespace DirectoryPlugin.Tests.Scripts;

/// <summary>The program that counts a tree, with each awk that the hosts of the documentation have.</summary>
public sealed class CountTests
{
    [ProgramFact("mawk")]
    public Task Mawk_counts() => CountsAsync("mawk");

    [ProgramFact("gawk")]
    public Task Gawk_counts() => CountsAsync("gawk", "--posix");

    private static async Task CountsAsync(params string[] awk)
    {
        // What is no directory is a file, and only that has bytes. The root does not count.
        (await CountAsync(awk, "d 4096\nf 5\nl 7\nd 4096\np 0\nf 0\n")).Should().Be("files=4\ndirectories=1\nbytes=12\n");
        (await CountAsync(awk, "d 4096\n")).Should().Be("files=0\ndirectories=0\nbytes=0\n");
        // Beyond 32 bits, and up to 53.
        var (half, most) = (1L << 31, 1L << 52);
        (await CountAsync(awk, $"d 0\nf 1\nf {half}\nf {most}\n")).Should().Be($"files=3\ndirectories=0\nbytes={most + half + 1}\n");
        // Of sparse files, no more than a number of the plugin can be.
        (await CountAsync(awk, $"d 0\nf {long.MaxValue}\nf {long.MaxValue}\nf 1\n")).Should()
            .Be($"files=3\ndirectories=0\nbytes={long.MaxValue - 1023}\n");
    }

    private static Task<string> CountAsync(string[] awk, string items) =>
        Shell.BashAsync("printf %s \"$1\" | \"${@:3}\" \"$2\"", [items, RepositoryFiles.Read("scripts", "lib", "count.awk"), .. awk]);
}
