using System.Buffers.Binary;
using System.ComponentModel;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Delphix.Virtualization.Engine.Storage;

/// <summary>
/// What the kernel tells of the subvolumes of a btrfs. The program <c>btrfs</c> tells nothing at all once any of them lies deeper than the
/// longest path, which each user who may write in a dataset can do.
/// </summary>
/// <remarks>See ioctl(2) and linux/btrfs.h. Searching takes root.</remarks>
internal sealed partial class BtrfsCalls : IDisposable
{
    private const ulong RootInode = (ulong)SubvolumeTree.RootInode;
    private const uint DestroyByName = 0x5000940f;
    private const uint SearchTree = 0xd0009411;
    private const uint LookUpInode = 0xd0009412;
    private const uint StartCommit = 0x80089418;
    private const uint WaitForCommit = 0x40089416;
    private const int ArgumentBytes = 4096;
    private const int SearchKeyBytes = 104;
    private const int ItemHeaderBytes = 32;
    private const ulong TreeOfRoots = 1;
    private const uint InodeReference = 12;
    private const uint NameInFolder = 96;
    private const byte Subvolume = 132;
    private const uint RootBackReference = 144;
    private const int NotThere = 2;

    private readonly SafeFileHandle _folder;

    private BtrfsCalls(SafeFileHandle folder) => _folder = folder;

    /// <summary>A subvolume by its number, with that of the subvolume that it lies in, and where in that.</summary>
    /// <param name="Id">Its number.</param>
    /// <param name="Parent">The number of the subvolume that it lies in.</param>
    /// <param name="Folder">The inode of the folder that it lies in.</param>
    /// <param name="Name">Its name there.</param>
    internal sealed record Entry(ulong Id, ulong Parent, ulong Folder, byte[] Name);

    /// <summary>Opens a folder of a btrfs.</summary>
    /// <exception cref="IOException">It is not there.</exception>
    internal static BtrfsCalls Open(HeldFolder folder)
    {
        const int CloseOnExec = 0x80000;
        // A handle that was opened with O_PATH takes no ioctl, so the folder is opened again. The dot follows the link, which is a symlink.
        var opened = Open(folder.Link + "/.", CloseOnExec);
        return opened.IsInvalid ? throw Failure("open a folder") : new BtrfsCalls(opened);
    }

    /// <summary>The number of the subvolume that the folder lies in.</summary>
    internal ulong ReadId()
    {
        var argument = new byte[ArgumentBytes];
        BinaryPrimitives.WriteUInt64LittleEndian(argument.AsSpan(8), RootInode);
        return Call(LookUpInode, argument) == 0
            ? BinaryPrimitives.ReadUInt64LittleEndian(argument)
            : throw Failure("look up a subvolume");
    }

    /// <summary>All subvolumes of the file system that lie in another one.</summary>
    internal IEnumerable<Entry> List() =>
        from item in Search(TreeOfRoots, RootInode, ulong.MaxValue - RootInode)
        where item.Type == RootBackReference
        select new Entry(
            item.Id,
            item.Offset,
            BinaryPrimitives.ReadUInt64LittleEndian(item.Data),
            item.Data.AsSpan(18, BinaryPrimitives.ReadUInt16LittleEndian(item.Data.AsSpan(16))).ToArray());

    /// <summary>Ends what changes are under way.</summary>
    /// <returns>The number of the last of them: all that is changed from now on has a higher one.</returns>
    internal ulong Commit()
    {
        var argument = new byte[sizeof(ulong)];
        return Call(StartCommit, argument) == 0 && Call(WaitForCommit, argument) == 0
            ? BinaryPrimitives.ReadUInt64LittleEndian(argument)
            : throw Failure("commit changes");
    }

    /// <summary>
    /// The names that subvolumes got in a subvolume since a change, also those which a snapshot took along without the subvolumes. What has
    /// not changed since is not looked at, however many files there are.
    /// </summary>
    /// <param name="subvolume">The number of the subvolume to look in.</param>
    /// <param name="change">The number of the change.</param>
    internal IEnumerable<(ulong Folder, byte[] Name)> ListNamesSince(ulong subvolume, ulong change) =>
        from item in Search(subvolume, RootInode, ulong.MaxValue - RootInode, change + 1)
        where item.Type == NameInFolder
            && item.Data[8] == Subvolume
            && BinaryPrimitives.ReadUInt64LittleEndian(item.Data.AsSpan(17)) > change
        select (item.Id, item.Data.AsSpan(30, BinaryPrimitives.ReadUInt16LittleEndian(item.Data.AsSpan(27))).ToArray());

    /// <summary>The names of the folders on the way from a subvolume's root to a folder in it; null when it is gone.</summary>
    internal IReadOnlyList<byte[]>? TryFindWay(ulong subvolume, ulong folder)
    {
        var names = new LinkedList<byte[]>();
        while (folder != RootInode)
        {
            var item = Search(subvolume, folder, folder).FirstOrDefault(item => item.Type == InodeReference);
            if (item is null)
                return null;
            names.AddFirst(item.Data.AsSpan(10, BinaryPrimitives.ReadUInt16LittleEndian(item.Data.AsSpan(8))).ToArray());
            folder = item.Offset;
        }

        return [.. names];
    }

    /// <summary>Deletes a subvolume that lies in the folder. One that is not there is no error.</summary>
    internal void Delete(byte[] name)
    {
        var argument = new byte[ArgumentBytes];
        name.CopyTo(argument, 8);
        if (Call(DestroyByName, argument) != 0 && Marshal.GetLastPInvokeError() != NotThere)
            throw Failure("delete a subvolume");
    }

    /// <inheritdoc/>
    public void Dispose() => _folder.Dispose();

    // All items of a tree whose numbers are in a range, in the order of their keys; those that have not changed for long may be left out.
    private IEnumerable<Item> Search(ulong tree, ulong first, ulong last, ulong firstChange = 0)
    {
        var (id, type, offset) = (first, 0u, 0ul);
        while (true)
        {
            var argument = new byte[ArgumentBytes];
            ulong[] key = [tree, id, last, offset, ulong.MaxValue, firstChange, ulong.MaxValue];
            for (var i = 0; i < key.Length; i++)
                BinaryPrimitives.WriteUInt64LittleEndian(argument.AsSpan(8 * i), key[i]);
            BinaryPrimitives.WriteUInt32LittleEndian(argument.AsSpan(56), type);
            BinaryPrimitives.WriteUInt32LittleEndian(argument.AsSpan(60), uint.MaxValue);
            BinaryPrimitives.WriteUInt32LittleEndian(argument.AsSpan(64), uint.MaxValue);
            if (Call(SearchTree, argument) != 0)
            {
                // The subvolume was deleted meanwhile.
                if (Marshal.GetLastPInvokeError() == NotThere)
                    yield break;
                throw Failure("search a btrfs");
            }

            var count = BinaryPrimitives.ReadUInt32LittleEndian(argument.AsSpan(64));
            if (count == 0)
                yield break;
            var at = SearchKeyBytes;
            for (; count > 0; count--)
            {
                var item = Read(argument.AsSpan(at));
                yield return item;
                at += ItemHeaderBytes + item.Data.Length;
                (id, type, offset) = (item.Id, item.Type, item.Offset);
            }

            // The key that follows the last one.
            if (offset < ulong.MaxValue)
                offset++;
            else if (type < byte.MaxValue)
                (type, offset) = (type + 1, 0);
            else if (id++ < last)
                (type, offset) = (0, 0);
            else
                yield break;
        }
    }

    private static Item Read(ReadOnlySpan<byte> from) => new(
        BinaryPrimitives.ReadUInt64LittleEndian(from[8..]),
        BinaryPrimitives.ReadUInt32LittleEndian(from[24..]),
        BinaryPrimitives.ReadUInt64LittleEndian(from[16..]),
        from.Slice(ItemHeaderBytes, (int)BinaryPrimitives.ReadUInt32LittleEndian(from[28..])).ToArray());

    private static IOException Failure(string what)
    {
        var error = Marshal.GetLastPInvokeError();
        return new($"Cannot {what}: {Marshal.GetPInvokeErrorMessage(error)}.", new Win32Exception(error));
    }

    private int Call(uint request, byte[] argument) => Call(_folder, request, argument);

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial SafeFileHandle Open(string path, int flags);

    [LibraryImport("libc", EntryPoint = "ioctl", SetLastError = true)]
    private static partial int Call(SafeFileHandle folder, nuint request, [In, Out] byte[] argument);

    private sealed record Item(ulong Id, uint Type, ulong Offset, byte[] Data);
}
