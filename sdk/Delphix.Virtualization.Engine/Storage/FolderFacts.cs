namespace Delphix.Virtualization.Engine.Storage;

/// <summary>What a host says of an item of a directory.</summary>
/// <param name="Owner">The owner's user id.</param>
/// <param name="Mode">The type and the permissions, as <c>stat</c> gives them.</param>
/// <param name="Device">The device's number.</param>
/// <param name="Inode">The number on the device.</param>
/// <param name="MountId">The mount that shows the item, as the mount table numbers it.</param>
internal readonly record struct FolderFacts(uint Owner, int Mode, long Device, long Inode, long MountId)
{
    private const int TypeMask = 0xF000;
    private const int Folder = 0x4000;
    private const int Symlink = 0xA000;

    internal bool IsFolder => (Mode & TypeMask) == Folder;

    internal bool IsSymlink => (Mode & TypeMask) == Symlink;

    /// <summary>Whether only an item's owner may rename it here, though all may add items.</summary>
    internal bool IsSticky => (Mode & (int)UnixFileMode.StickyBit) != 0;

    internal bool IsSameAs(FolderFacts other) => (Device, Inode) == (other.Device, other.Inode);

    /// <summary>Whether the owner may put something else in the place of the directory, or of what it holds.</summary>
    /// <param name="user">The user that the engine runs as on the host.</param>
    internal bool BelongsToOther(uint user) => Owner != 0 && Owner != user;

    /// <summary>
    /// Why a path through this directory is not safe, as the <c>StrictModes</c> of sshd see it; null when it is. A directory for all, as
    /// <c>/tmp</c> is, must belong to root and be sticky.
    /// </summary>
    /// <param name="user">The user that the engine runs as on the host.</param>
    internal string? WhyUnsafe(uint user)
    {
        const UnixFileMode OthersWrite = UnixFileMode.GroupWrite | UnixFileMode.OtherWrite;
        if (BelongsToOther(user))
            return $"belongs to the user {Owner}";
        return (Mode & (int)OthersWrite) == 0 || (Owner == 0 && IsSticky) ? null : "can be written by others than its owner";
    }
}
