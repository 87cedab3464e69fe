using System.Buffers.Binary;
using System.ComponentModel;
using System.Globalization;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Delphix.Virtualization.EndToEnd.Support;

/// <summary>
/// Reports each file of a folder that any process opens, and the folder itself. The kernel (see fanotify(7)) holds the process until
/// the listener has returned, so what the listener sees is as it is at that very instant.
/// </summary>
internal sealed class OpenWatch : IDisposable
{
    private const uint ContentClassClosedOnExec = 0x4 | 0x1;
    private const int ReadOnlyClosedOnExec = 0x80000;
    private const uint Add = 1;
    private const ulong OpenPermissionOfFolderAndChildren = 0x00010000 | 0x40000000 | 0x08000000;
    private const int CurrentDirectory = -100;
    private const int EventSize = 24;
    private const uint Allow = 1;

    private readonly string _folder;
    private readonly Action<int, string> _onOpen;
    private readonly SafeFileHandle _events;
    private readonly Thread _thread;
    private volatile bool _ends;

    /// <param name="folder">The folder.</param>
    /// <param name="onOpen">
    /// Called with the id of the process and the path. It must not open anything in the folder: nobody would let it.
    /// </param>
    public OpenWatch(string folder, Action<int, string> onOpen)
    {
        (_folder, _onOpen) = (folder, onOpen);
        _events = new SafeFileHandle(Check(fanotify_init(ContentClassClosedOnExec, ReadOnlyClosedOnExec)), ownsHandle: true);
        var path = System.Text.Encoding.UTF8.GetBytes(folder + '\0');
        Check(fanotify_mark((int)_events.DangerousGetHandle(), Add, OpenPermissionOfFolderAndChildren, CurrentDirectory, path));
        _thread = new Thread(Listen) { IsBackground = true, Name = nameof(OpenWatch) };
        _thread.Start();
    }

    /// <summary>What the listener failed with first; null when it did not.</summary>
    public Exception? Failure { get; private set; }

    public void Dispose()
    {
        _ends = true;
        // The listener waits for something to be opened. If it was something else, this waits until the kernel has nobody to ask any more.
        var opening = Task.Run(() => Directory.EnumerateFiles(_folder).Any());
        _thread.Join();
        _events.Dispose();
        opening.Wait();
    }

    private void Listen()
    {
        var buffer = new byte[4096];
        while (!_ends)
        {
            var length = RandomAccess.Read(_events, buffer, 0);
            for (var start = 0; start < length; start += EventSize)
            {
                var opened = BinaryPrimitives.ReadInt32LittleEndian(buffer.AsSpan(start + 16));
                Answer(opened, BinaryPrimitives.ReadInt32LittleEndian(buffer.AsSpan(start + 20)));
            }
        }
    }

    private void Answer(int opened, int processId)
    {
        try
        {
            if (!_ends && new FileInfo(string.Create(CultureInfo.InvariantCulture, $"/proc/self/fd/{opened}")).LinkTarget is { } path)
                _onOpen(processId, path);
        }
        catch (Exception e)
        {
            Failure ??= e;
        }
        finally
        {
            var response = new byte[8];
            BinaryPrimitives.WriteInt32LittleEndian(response, opened);
            BinaryPrimitives.WriteUInt32LittleEndian(response.AsSpan(4), Allow);
            RandomAccess.Write(_events, response, 0);
            new SafeFileHandle(opened, ownsHandle: true).Dispose();
        }
    }

    private static int Check(int result) => result >= 0 ? result : throw new Win32Exception(Marshal.GetLastPInvokeError());

    [DllImport("libc", SetLastError = true)]
    private static extern int fanotify_init(uint flags, uint eventFlags);

    [DllImport("libc", SetLastError = true)]
    private static extern int fanotify_mark(int events, uint flags, ulong mask, int directory, byte[] path);
}
