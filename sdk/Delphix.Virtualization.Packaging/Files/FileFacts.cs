using System.ComponentModel;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Delphix.Virtualization.Packaging.Files;

/// <summary>What the file system says of an item itself, not of what a symlink leads to.</summary>
/// <param name="Owner">The id of the user who owns it.</param>
/// <param name="Mode">Who may do what with it.</param>
/// <param name="IsFolder">Whether it is a directory.</param>
/// <param name="IsSymlink">Whether it is a symlink.</param>
/// <param name="Device">The number of the device that it is on.</param>
/// <param name="Inode">Its number on the device.</param>
/// <param name="MountId">The mount that shows it, as the mount table numbers it.</param>
/// <param name="IsOfWholeSecond">Whether its time has no fraction of a second. Few files have such a time, unless somebody set it.</param>
internal sealed partial record FileFacts(
    uint Owner, UnixFileMode Mode, bool IsFolder, bool IsSymlink, long Device, long Inode, long MountId, bool IsOfWholeSecond)
{
    /// <summary>What others than the owner may be allowed.</summary>
    internal const UnixFileMode ForOthers = (UnixFileMode)0b000_111_111;

    /// <summary>Writing by others than the owner.</summary>
    internal const UnixFileMode WriteByOthers = UnixFileMode.GroupWrite | UnixFileMode.OtherWrite;

    private const int CurrentDirectory = -100;
    private const int DoNotFollowSymlinks = 0x100;
    private const int TheFolderItself = 0x1000;
    private const uint BasicsAndMountId = 0x17ff;
    private const int NoSuchFile = 2;
    private const int NotAFolder = 20;
    private const int TypeMask = 0xF000;
    private const int Folder = 0x4000;
    private const int Symlink = 0xA000;
    private const int RegularFile = 0x8000;
    private const int AllModes = 0xFFF;

    /// <summary>The user that this process runs as.</summary>
    internal static uint CurrentUser { get; } = GetEffectiveUser();

    /// <summary>Whether it belongs to the user that this process runs as.</summary>
    internal bool IsOwn => Owner == CurrentUser;

    /// <summary>Whether it belongs to a user who may put something else in its place, or in that of what it holds.</summary>
    internal bool IsAnothers => !IsOwn && Owner != 0;

    /// <summary>Whether only an item's owner may rename it here, though others may add items.</summary>
    internal bool IsSticky => Mode.HasFlag(UnixFileMode.StickyBit);

    /// <summary>
    /// Whether others than its owner may rename what this directory holds. In a directory for all that is root's and sticky, as <c>/tmp</c>
    /// is, they may not.
    /// </summary>
    internal bool IsOpen => IsFolder && (Mode & WriteByOthers) != 0 && !(Owner == 0 && IsSticky);

    /// <summary>Whether both are facts of the same item.</summary>
    internal bool IsSameAs(FileFacts other) => (Device, Inode) == (other.Device, other.Inode);

    /// <summary>Reads the facts of an item; null when there is none.</summary>
    /// <exception cref="IOException">They cannot be read.</exception>
    internal static FileFacts? TryRead(string path) =>
        Read(Statx(CurrentDirectory, path, DoNotFollowSymlinks, BasicsAndMountId, out var facts), facts, path);

    /// <summary>Reads the facts of an item in a directory that is held open; null when there is none.</summary>
    /// <param name="folder">The directory.</param>
    /// <param name="name">The item's name; empty for the directory itself.</param>
    /// <exception cref="IOException">They cannot be read.</exception>
    internal static FileFacts? TryRead(SafeFileHandle folder, string name)
    {
        var flags = DoNotFollowSymlinks | (name.Length == 0 ? TheFolderItself : 0);
        return Read(Statx(folder, name, flags, BasicsAndMountId, out var facts), facts, name);
    }

    /// <summary>Whether a path leads to a pipe or a device, which may never say anything to who opens it.</summary>
    internal static bool IsPipeOrDevice(string path) =>
        Statx(CurrentDirectory, path, 0, BasicsAndMountId, out var facts) == 0 && (facts.Mode & TypeMask) is not (RegularFile or Folder);

    private static FileFacts? Read(int code, StatxBuffer facts, string path)
    {
        if (code != 0)
        {
            var error = Marshal.GetLastPInvokeError();
            return error is NoSuchFile or NotAFolder
                ? null
                : throw new IOException($"Cannot look at {path}: {new Win32Exception(error).Message}.");
        }

        var type = facts.Mode & TypeMask;
        return new FileFacts(
            facts.Owner,
            (UnixFileMode)(facts.Mode & AllModes),
            type == Folder,
            type == Symlink,
            ((long)facts.DeviceMajor << 32) | facts.DeviceMinor,
            (long)facts.Inode,
            (long)facts.MountId,
            facts.WrittenNanoseconds == 0);
    }

    [LibraryImport("libc", EntryPoint = "geteuid")]
    private static partial uint GetEffectiveUser();

    [LibraryImport("libc", EntryPoint = "statx", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Statx(int folder, string path, int flags, uint mask, out StatxBuffer buffer);

    [LibraryImport("libc", EntryPoint = "statx", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Statx(SafeFileHandle folder, string path, int flags, uint mask, out StatxBuffer buffer);

    // struct statx, which has the same layout on every processor.
    [StructLayout(LayoutKind.Explicit, Size = 256)]
    private struct StatxBuffer
    {
        [FieldOffset(20)]
        public uint Owner;

        [FieldOffset(28)]
        public ushort Mode;

        [FieldOffset(32)]
        public ulong Inode;

        [FieldOffset(120)]
        public uint WrittenNanoseconds;

        [FieldOffset(136)]
        public uint DeviceMajor;

        [FieldOffset(140)]
        public uint DeviceMinor;

        [FieldOffset(144)]
        public ulong MountId;
    }
}
