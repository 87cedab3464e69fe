using System.Net.Sockets;
using Delphix.Virtualization.Packaging.Processes;

namespace Delphix.Virtualization.EndToEnd.Support;

/// <summary>A tree with one item of every kind that a file system of Linux can hold.</summary>
internal static class TreeZoo
{
    private const string Items = """
        umask 022; cd -- "$1"
        mkdir -p empty dir/deep sticky 'odd "names" $(touch pwned)'; printf one > dir/one; printf two > dir/deep/two; : > nothing
        long=$(printf 'n%.0s' {1..255}); printf x > "$long"
        for name in ' blank' 'quote'"'" 'double"' $'new\nline' $'bell\a\e[31m' .hidden ./-rf '*' $'invalid\xff\xc3' 'back\\slash' ünï; do printf '%s' "$name" > "$name"; done
        deep=.; for i in {1..12}; do deep=$deep/$(printf 'd%.0s' {1..200}); done; mkdir -p "$deep"; printf bottom > "$deep/file"
        ln -s dir/one relative; ln -s /absolute/missing dangling; ln -s dir to-directory; ln -s "$1/dir/one" into-the-source; ln -s $'new\nline' 'odd "names" $(touch pwned)/link'
        ln dir/one dir/deep/same; ln dir/one linked; ln relative linked-symlink; ln nothing linked-nothing
        truncate -s 8M sparse; printf middle | dd of=sparse bs=1 seek=4000000 conv=notrunc status=none
        mkfifo -m 640 fifo; mknod block b 7 250; mknod character c 1 3; chmod 604 character
        chown 4321:1234 dir/deep/two; chown -h 4321:1234 dangling; chown 65533:65532 empty
        chmod 4751 dir/one; chmod 1777 sticky; chmod 2750 dir; chmod 000 dir/deep/two
        touch -h -d '2001-02-03 04:05:06.123456789 UTC' relative dangling
        touch -d '1999-12-31 23:59:59.987654321 UTC' nothing fifo; touch -d '1960-01-01 UTC' .hidden; touch -d '2038-01-20 00:00:00.000000001 UTC' dir/deep dir
        """;

    // See acl(5): a version, then tag, permissions and id of each entry.
    private static readonly byte[] Acl = Convert.FromHexString(
        "02000000" + "01000600FFFFFFFF" + "02000400E1100000" + "04000400FFFFFFFF" + "10000400FFFFFFFF" + "20000000FFFFFFFF");

    public static async Task MakeAsync(string root)
    {
        await Tool.RunAsync("bash", ["-euc", Items, "bash", root], CancellationToken.None);
        using (var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified))
            socket.Bind(new UnixDomainSocketEndPoint(Path.Combine(root, "socket")));
        ExtendedAttributes.Set(Path.Combine(root, "dir", "one"), "user.note", "a\0b"u8.ToArray());
        ExtendedAttributes.Set(Path.Combine(root, "dir"), "user.note", [0, 1, 2]);
        ExtendedAttributes.Set(Path.Combine(root, "dangling"), "trusted.note", "link"u8.ToArray());
        ExtendedAttributes.Set(Path.Combine(root, "ünï"), "system.posix_acl_access", Acl);
        ExtendedAttributes.Set(Path.Combine(root, "empty"), "system.posix_acl_default", Acl);
    }

    /// <summary>Changes that only show in what an ordinary copy forgets.</summary>
    public static async Task ChangeAsync(string root)
    {
        await Tool.RunAsync("bash", ["-euc", """
            cd -- "$1"; rm linked; cp -p dir/one linked; chmod 711 sticky; chown 1:2 nothing; rm fifo; printf file > fifo; rm block; mknod block b 7 251
            touch -h -d '2002-02-03 04:05:06.000000002 UTC' relative; ln -f dir/deep/two dir/deep/three; printf 'same size' > same; printf more >> sparse
            rmdir empty; ln -s nowhere empty; rm -r 'odd "names" $(touch pwned)'; mv $'new\nline' $'other\nline'
            """, "bash", root], CancellationToken.None);
        ExtendedAttributes.Set(Path.Combine(root, "dir"), "user.note", [3]);
        ExtendedAttributes.Set(Path.Combine(root, ".hidden"), "system.posix_acl_access", Acl);
    }
}
