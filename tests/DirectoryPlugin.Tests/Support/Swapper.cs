using System.Runtime.InteropServices;
using System.Text;

namespace DirectoryPlugin.Tests.Support;

/// <summary>A user without rights who exchanges folders of a tree for symlinks out of it, over and over, until it is disposed.</summary>
internal sealed class Swapper : IDisposable
{
    private const int Here = -100;
    private const uint Exchange = 2;

    private readonly Thread _thread;
    private volatile bool _ended;

    /// <param name="pairs">Pairs of paths that are exchanged. A pair with a missing path is skipped.</param>
    public Swapper(IEnumerable<(string, string)> pairs)
    {
        var names = pairs.Select(pair => (Bytes(pair.Item1), Bytes(pair.Item2))).ToArray();
        using var started = new ManualResetEventSlim();
        _thread = new Thread(() =>
        {
            // Of this thread alone.
            _ = setfsgid(TestMachine.Nobody);
            _ = setfsuid(TestMachine.Nobody);
            started.Set();
            while (!_ended)
            {
                foreach (var (one, other) in names)
                    Swaps += renameat2(Here, one, Here, other, Exchange) == 0 ? 1 : 0;
            }
        });
        _thread.Start();
        started.Wait();
    }

    /// <summary>How often something was exchanged.</summary>
    public int Swaps { get; private set; }

    public void Dispose()
    {
        _ended = true;
        _thread.Join();
    }

    private static byte[] Bytes(string path) => Encoding.UTF8.GetBytes(path + '\0');

    [DllImport("libc")]
    private static extern int setfsuid(int user);

    [DllImport("libc")]
    private static extern int setfsgid(int group);

    [DllImport("libc")]
    private static extern int renameat2(int oldFolder, byte[] oldPath, int newFolder, byte[] newPath, uint flags);
}
