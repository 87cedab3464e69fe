using System.ComponentModel;
using System.Runtime.InteropServices;
using System.Text;

namespace Delphix.Virtualization.Testing;

/// <summary>The extended attributes of an item, ACLs among them, which .NET does not offer.</summary>
internal static class ExtendedAttributes
{
    private const int NotSupported = 95;

    // Given by the system to where a file lies, not by its owner.
    private const string Label = "security.selinux";

    /// <summary>All of the item itself, also when it is a symlink: "name=value in hexadecimal", ordered.</summary>
    public static string Read(byte[] path)
    {
        path = [.. path, 0];
        var length = Check(llistxattr(path, null, 0), path);
        if (length == 0)
            return "";
        var names = new byte[length];
        length = Check(llistxattr(path, names, names.Length), path);
        var attributes = Encoding.Latin1.GetString(names, 0, length).Split('\0', StringSplitOptions.RemoveEmptyEntries)
            .Where(name => name != Label);
        return string.Join(
            ' ', attributes.Order(StringComparer.Ordinal).Select(name => $"{name}={Convert.ToHexString(Value(path, name))}"));
    }

    /// <summary>Sets one, of the item itself.</summary>
    public static void Set(string path, string name, byte[] value) =>
        Check(
            lsetxattr(Encoding.UTF8.GetBytes(path + '\0'), Encoding.UTF8.GetBytes(name + '\0'), value, value.Length, 0),
            Encoding.UTF8.GetBytes(path));

    private static byte[] Value(byte[] path, string name)
    {
        var key = Encoding.Latin1.GetBytes(name + '\0');
        var value = new byte[Check(lgetxattr(path, key, null, 0), path)];
        return value[..Check(lgetxattr(path, key, value, value.Length), path)];
    }

    private static int Check(nint result, byte[] path)
    {
        if (result >= 0)
            return (int)result;
        var error = Marshal.GetLastPInvokeError();
        return error == NotSupported
            ? 0
            : throw new IOException($"{Encoding.UTF8.GetString(path)}: {Marshal.GetPInvokeErrorMessage(error)}", new Win32Exception(error));
    }

    [DllImport("libc", SetLastError = true)]
    private static extern nint llistxattr(byte[] path, byte[]? list, nint size);

    [DllImport("libc", SetLastError = true)]
    private static extern nint lgetxattr(byte[] path, byte[] name, byte[]? value, nint size);

    [DllImport("libc", SetLastError = true)]
    private static extern nint lsetxattr(byte[] path, byte[] name, byte[] value, nint size, int flags);
}
