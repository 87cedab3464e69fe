using System.ComponentModel;
using System.Runtime.InteropServices;
using System.Text;
using Delphix.Virtualization.Packaging.Files;
using Microsoft.Win32.SafeHandles;

namespace Delphix.Virtualization.Engine.Storage;

/// <summary>A directory that is held open. What is done by way of it reaches this very directory, whatever becomes of its path.</summary>
internal sealed partial class HeldFolder : IDisposable
{
    // The same on all processors, unlike O_DIRECTORY and O_NOFOLLOW.
    private const ulong PathOnly = 0x200000;
    private const ulong CloseOnExec = 0x80000;
    private const ulong NoSymlinks = 4;
    private const nint OpenAt2 = 437;
    private const UnixFileMode ForAllToRead = (UnixFileMode)0x1ED;
    private const int CurrentFolder = -100;
    private const int EmptyPath = 0x1000;
    private const int NotThere = 2;

    internal HeldFolder(SafeFileHandle handle) => Handle = handle;

    /// <summary>A descriptor of the directory.</summary>
    internal SafeFileHandle Handle { get; }

    /// <summary>A path that leads to this directory for this process and for programs that it starts, as long as it is held.</summary>
    internal string Link => $"/proc/{Environment.ProcessId}/fd/{Handle.DangerousGetHandle()}";

    /// <summary>What the directory is now.</summary>
    internal FileFacts Facts => FileFacts.TryRead(Handle, "")!;

    /// <summary>Holds a directory whose path nobody else can change; symlinks may lead to it.</summary>
    /// <exception cref="IOException">It is not there.</exception>
    internal static HeldFolder Open(string path) =>
        TryOpen(CurrentFolder, Encoding.UTF8.GetBytes(path), followSymlinks: true, out var error) ?? throw Failure("open", path, error);

    /// <summary>Whether a text can be the name of an item, rather than a path that leads elsewhere.</summary>
    internal static bool IsName(string text) => text is not ("" or "." or "..") && !text.Contains('/');

    /// <summary>Holds a directory in this one; null when there is none of that name, or it is something else.</summary>
    internal HeldFolder? TryOpen(string name)
    {
        if (!IsName(name))
            throw new ArgumentException($"'{name}' is not the name of an item.", nameof(name));
        return TryOpen(Encoding.UTF8.GetBytes(name));
    }

    /// <summary>Does the same with a name that the kernel gave, which may be any bytes.</summary>
    internal HeldFolder? TryOpen(byte[] name)
    {
        const int NotADirectory = 20;
        const int Symlink = 40;
        return TryOpen(Handle.DangerousGetHandle(), name, followSymlinks: false, out var error)
            ?? (error is NotThere or NotADirectory or Symlink ? null : throw Failure("open", Encoding.UTF8.GetString(name), error));
    }

    /// <summary>Holds a directory in this one, which is made if there is none.</summary>
    /// <exception cref="IOException">Something else has the name.</exception>
    internal HeldFolder OpenOrMake(string name)
    {
        if (TryOpen(name) is { } there)
            return there;
        Make(name);
        return TryOpen(name) ?? throw new IOException($"'{name}' is not a directory, or a symlink to one.");
    }

    /// <summary>Makes a directory in this one.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="mode">Who may use it; the umask may take rights away.</param>
    /// <exception cref="IOException">Something has the name already.</exception>
    internal void Make(string name, UnixFileMode mode = ForAllToRead)
    {
        if (MkdirAt(Handle, name, (int)mode) != 0)
            throw Failure("make", name, Marshal.GetLastPInvokeError());
    }

    /// <summary>What an item in this directory is, itself and not what a symlink leads to; null when there is none.</summary>
    internal FileFacts? Look(string name) => FileFacts.TryRead(Handle, name);

    /// <summary>Removes a directory in this one, unless it holds something or something is mounted on it.</summary>
    internal void RemoveIfEmpty(string name)
    {
        const int RemoveFolder = 0x200;
        _ = UnlinkAt(Handle, name, RemoveFolder);
    }

    /// <summary>Moves an item of this directory to another one, where it takes the place of an empty directory of its name.</summary>
    /// <returns>False when something else is there.</returns>
    internal bool TryMove(string name, HeldFolder folder)
    {
        const int Busy = 16;
        const int Exists = 17;
        const int NotADirectory = 20;
        const int NotEmpty = 39;
        if (RenameAt(Handle, name, folder.Handle, name) == 0)
            return true;
        var error = Marshal.GetLastPInvokeError();
        return error is Busy or Exists or NotADirectory or NotEmpty ? false : throw Failure("move", name, error);
    }

    /// <summary>Gives the directory to a user and a group.</summary>
    internal void Own(int user, int group)
    {
        if (FchownAt(Handle, "", user, group, EmptyPath) != 0)
            throw Failure("change the owner of", "a directory", Marshal.GetLastPInvokeError());
    }

    /// <inheritdoc/>
    public void Dispose() => Handle.Dispose();

    private static HeldFolder? TryOpen(nint folder, byte[] path, bool followSymlinks, out int error)
    {
        var how = new OpenHow { Flags = PathOnly | CloseOnExec, Resolve = followSymlinks ? 0 : NoSymlinks };
        // The slash lets nothing but a directory be opened.
        var opened = Open(OpenAt2, folder, [.. path, (byte)'/', 0], in how, Marshal.SizeOf<OpenHow>());
        error = opened < 0 ? Marshal.GetLastPInvokeError() : 0;
        return opened < 0 ? null : new HeldFolder(new SafeFileHandle(opened, ownsHandle: true));
    }

    private static IOException Failure(string verb, string subject, int error) =>
        new($"Cannot {verb} '{subject}': {Marshal.GetPInvokeErrorMessage(error)}.", new Win32Exception(error));

    [LibraryImport("libc", EntryPoint = "syscall", SetLastError = true)]
    private static partial nint Open(nint number, nint folder, byte[] path, in OpenHow how, nint size);

    [LibraryImport("libc", EntryPoint = "mkdirat", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int MkdirAt(SafeFileHandle folder, string name, int mode);

    [LibraryImport("libc", EntryPoint = "unlinkat", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int UnlinkAt(SafeFileHandle folder, string name, int flags);

    [LibraryImport("libc", EntryPoint = "renameat", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int RenameAt(SafeFileHandle folder, string name, SafeFileHandle newFolder, string newName);

    [LibraryImport("libc", EntryPoint = "fchownat", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int FchownAt(SafeFileHandle folder, string name, int user, int group, int flags);

    private struct OpenHow
    {
        public ulong Flags;
        public ulong Mode;
        public ulong Resolve;
    }
}
