namespace Delphix.Virtualization.Tools.Demo;

/// <summary>What an item of a tree is.</summary>
internal enum TreeEntryType
{
    File,
    Directory,
    Symlink,
    Fifo,
    Socket,
    BlockDevice,
    CharacterDevice,
}
