using System.ComponentModel;
using System.Runtime.InteropServices;
using System.Text;

namespace DirectoryPlugin.Tests.Support;

/// <summary>Extended attributes, for which not every machine has programs.</summary>
internal static class ExtendedAttribute
{
    /// <summary>Of the item itself, also when it is a symlink.</summary>
    public static void Set(string path, string name, byte[] value)
    {
        if (lsetxattr(Encoding.UTF8.GetBytes(path + '\0'), Encoding.UTF8.GetBytes(name + '\0'), value, value.Length, 0) != 0)
            throw new Win32Exception(Marshal.GetLastPInvokeError());
    }

    /// <summary>Null when there is none.</summary>
    public static byte[]? Find(string path, string name)
    {
        var value = new byte[256];
        var length = lgetxattr(Encoding.UTF8.GetBytes(path + '\0'), Encoding.UTF8.GetBytes(name + '\0'), value, value.Length);
        return length < 0 ? null : value[..(int)length];
    }

    /// <summary>An ACL that lets one user read, beside the owner, the group and others.</summary>
    public static void SetReader(string path, int user)
    {
        // See acl(5): a version, then tag, permissions and id of each entry.
        using var acl = new MemoryStream();
        using var writer = new BinaryWriter(acl);
        writer.Write(2);
        ReadOnlySpan<(short, short, int)> entries = [(1, 6, -1), (2, 4, user), (4, 4, -1), (16, 4, -1), (32, 4, -1)];
        foreach (var (tag, permissions, id) in entries)
        {
            writer.Write(tag);
            writer.Write(permissions);
            writer.Write(id);
        }

        Set(path, "system.posix_acl_access", acl.ToArray());
    }

    [DllImport("libc", SetLastError = true)]
    private static extern nint lgetxattr(byte[] path, byte[] name, byte[] value, nint size);

    [DllImport("libc", SetLastError = true)]
    private static extern int lsetxattr(byte[] path, byte[] name, byte[] value, nint size, int flags);
}
