using System.ComponentModel;
using System.Runtime.InteropServices;

namespace Delphix.Virtualization.Packaging.Files;

/// <summary>What the file system says of an item itself, not of what a symlink leads to.</summary>
/// <param name="Owner">The id of the user who owns it.</param>
/// <param name="Mode">Who may do what with it.</param>
/// <param name="IsFolder">Whether it is a directory.</param>
/// <param name="IsSymlink">Whether it is a symlink.</param>
internal sealed partial record FileFacts(uint Owner, UnixFileMode Mode, bool IsFolder, bool IsSymlink)
{
    /// <summary>What others than the owner may be allowed.</summary>
    internal const UnixFileMode ForOthers = (UnixFileMode)0b000_111_111;

    /// <summary>Writing by others than the owner.</summary>
    internal const UnixFileMode WriteByOthers = UnixFileMode.GroupWrite | UnixFileMode.OtherWrite;

    private const int CurrentDirectory = -100;
    private const int DoNotFollowSymlinks = 0x100;
    private const uint Basic = 0x7ff;
    private const int NoSuchFile = 2;
    private const int NotAFolder = 20;
    private const int TypeMask = 0xF000;
    private const int Folder = 0x4000;
    private const int Symlink = 0xA000;
    private const int AllModes = 0xFFF;

    /// <summary>The user that this process runs as.</summary>
    internal static uint CurrentUser { get; } = GetEffectiveUser();

    /// <summary>Whether it belongs to the user that this process runs as.</summary>
    internal bool IsOwn => Owner == CurrentUser;

    /// <summary>Reads the facts of an item; null when there is none.</summary>
    /// <exception cref="IOException">They cannot be read.</exception>
    internal static FileFacts? TryRead(string path)
    {
        if (Statx(CurrentDirectory, path, DoNotFollowSymlinks, Basic, out var facts) != 0)
        {
            var error = Marshal.GetLastPInvokeError();
            return error is NoSuchFile or NotAFolder
                ? null
                : throw new IOException($"Cannot look at {path}: {new Win32Exception(error).Message}.");
        }

        var type = facts.Mode & TypeMask;
        return new FileFacts(facts.Owner, (UnixFileMode)(facts.Mode & AllModes), type == Folder, type == Symlink);
    }

    [LibraryImport("libc", EntryPoint = "geteuid")]
    private static partial uint GetEffectiveUser();

    [LibraryImport("libc", EntryPoint = "statx", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Statx(int folder, string path, int flags, uint mask, out StatxBuffer buffer);

    // struct statx, which has the same layout on every processor.
    [StructLayout(LayoutKind.Explicit, Size = 256)]
    private struct StatxBuffer
    {
        [FieldOffset(20)]
        public uint Owner;

        [FieldOffset(28)]
        public ushort Mode;
    }
}
