using System.ComponentModel;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Delphix.Virtualization.Engine.Storage;

/// <summary>
/// A bind mount that is complete, with its flags, before anyone can see it. It goes when it is disposed before it is put into place.
/// </summary>
/// <remarks>See open_tree(2), mount_setattr(2) and move_mount(2); Linux has the newest of them since 5.12.</remarks>
internal sealed partial class HeldMount : IDisposable
{
    private const nint OpenTree = 428;
    private const nint MoveMount = 429;
    private const nint MountSetAttributes = 442;
    private const nint EmptyPath = 0x1000;
    private const int Detach = 2;

    private readonly HeldFolder _root;

    private HeldMount(HeldFolder root) => _root = root;

    /// <summary>The number that the mount table knows it by.</summary>
    internal long Id => _root.Facts.MountId;

    /// <summary>Makes a mount of a directory.</summary>
    /// <param name="folder">The directory.</param>
    /// <param name="allowSuidAndDevices">Whether set-user-ID bits and device files count on it; otherwise neither does.</param>
    /// <exception cref="Win32Exception">The kernel does not make one.</exception>
    internal static HeldMount Of(HeldFolder folder, bool allowSuidAndDevices)
    {
        const ulong NoSetUserId = 2;
        const ulong NoDevices = 4;
        return Of(folder, allowSuidAndDevices
            ? new Attributes { Clear = NoSetUserId | NoDevices }
            : new Attributes { Set = NoSetUserId | NoDevices });
    }

    /// <summary>
    /// Makes a mount of a directory on which no symlink leads anywhere, for programs that read it by its <see cref="Link"/>.
    /// </summary>
    /// <param name="folder">The directory.</param>
    /// <returns>Null where the kernel cannot: no Linux before 5.14 can.</returns>
    internal static HeldMount? TryWithoutSymlinks(HeldFolder folder)
    {
        const ulong ReadOnly = 1;
        const ulong NoSymlinks = 0x200000;
        try
        {
            return Of(folder, new Attributes { Set = ReadOnly | NoSymlinks });
        }
        catch (Win32Exception)
        {
            return null;
        }
    }

    /// <summary>A path that leads to its root for this process and for programs that it starts, as long as it is held.</summary>
    internal string Link => _root.Link;

    private static HeldMount Of(HeldFolder folder, Attributes attributes)
    {
        const nint Clone = 1;
        const nint CloseOnExec = 0x80000;
        var opened = Call(OpenTree, folder.Handle.DangerousGetHandle(), "", Clone | CloseOnExec | EmptyPath);
        if (opened < 0)
            throw new Win32Exception();
        var root = new HeldFolder(new SafeFileHandle(opened, ownsHandle: true));
        if (Call(MountSetAttributes, opened, "", EmptyPath, in attributes, Marshal.SizeOf<Attributes>()) == 0)
            return new HeldMount(root);
        using (root)
            throw new Win32Exception();
    }

    /// <summary>Mounts it on a directory.</summary>
    /// <exception cref="Win32Exception">The kernel does not.</exception>
    internal void PutOn(HeldFolder folder)
    {
        const nint FromAndToDescriptors = 0x44;
        if (Call(MoveMount, _root.Handle.DangerousGetHandle(), "", folder.Handle.DangerousGetHandle(), "", FromAndToDescriptors) != 0)
            throw new Win32Exception();
    }

    /// <summary>Takes it away again, wherever it is.</summary>
    internal void TakeAway()
    {
        if (Unmount(_root.Link, Detach) != 0)
            throw new Win32Exception();
    }

    /// <summary>Unmounts what is mounted on a name in a directory. Waits up to a second for a mount that is busy.</summary>
    /// <param name="parent">The directory.</param>
    /// <param name="name">The name.</param>
    /// <param name="evenIfBusy">Whether to take the mount away from processes that use it; they keep what they have open.</param>
    /// <exception cref="Win32Exception">The kernel does not unmount it.</exception>
    internal static void Unmount(HeldFolder parent, string name, bool evenIfBusy)
    {
        const int NoFollow = 8;
        const int Busy = 16;
        const int Attempts = 100;
        // Between fork and exec, a child of this process holds copies of all its descriptors, so that a mount may be busy for a moment.
        for (var attempt = 1; Unmount($"{parent.Link}/{name}", NoFollow) != 0; attempt++)
        {
            var error = Marshal.GetLastPInvokeError();
            if (evenIfBusy && Unmount($"{parent.Link}/{name}", NoFollow | Detach) == 0)
                return;
            if (error != Busy || attempt == Attempts)
                throw new Win32Exception(error);
            Thread.Sleep(TimeSpan.FromMilliseconds(10));
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _root.Dispose();

    [LibraryImport("libc", EntryPoint = "syscall", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial nint Call(nint number, nint folder, string path, nint flags);

    [LibraryImport("libc", EntryPoint = "syscall", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial nint Call(nint number, nint folder, string path, nint flags, in Attributes attributes, nint size);

    [LibraryImport("libc", EntryPoint = "syscall", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial nint Call(nint number, nint from, string fromPath, nint to, string toPath, nint flags);

    [LibraryImport("libc", EntryPoint = "umount2", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Unmount(string path, int flags);

    private struct Attributes
    {
        public ulong Set;
        public ulong Clear;
        public ulong Propagation;
        public ulong UserNamespace;
    }
}
