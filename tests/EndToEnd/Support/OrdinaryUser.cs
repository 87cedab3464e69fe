namespace Delphix.Virtualization.EndToEnd.Support;

/// <summary>A user that is not root, whom only one script and its children know, on any machine that a test runs on.</summary>
internal static class OrdinaryUser
{
    /// <summary>
    /// A script for a mount namespace of its own, in the folder <c>$TMPDIR</c>, where everybody finds <c>dvp</c> of the folder
    /// <c>$PROGRAMS</c>. It runs its arguments as that user: variables, then a command. <c>$SSHD</c> is the path of sshd.
    /// </summary>
    public const string EnterScript =
        """
        set -euo pipefail
        cd "$TMPDIR"
        chmod 755 .
        mkdir -p bin dotnet home
        mount --bind "$PROGRAMS" bin
        mount --bind "$DOTNET_ROOT" dotnet
        { cat /etc/passwd && echo "someone:x:64123:64123::$PWD/home:/bin/bash"; } >passwd
        mount --bind passwd /etc/passwd
        mkdir -p /run/sshd
        sshd=$(type -P sshd || echo /usr/sbin/sshd)
        chown -R 64123:64123 home
        # The folder around it is another one here: what measures coverage has files there, which root may have made.
        exec 8<.
        mount -t tmpfs -o mode=1777 tmpfs "${TMPDIR%/*}"
        mkdir "$TMPDIR"
        mount --no-canonicalize --rbind /proc/self/fd/8 "$TMPDIR"
        cd "$TMPDIR"
        exec setpriv --reuid 64123 --regid 64123 --clear-groups --inh-caps=-all env -i SSHD="$sshd" HOME="$PWD/home" TMPDIR="$PWD/home" \
            PATH="$PWD/bin:$PATH" DOTNET_ROOT="$PWD/dotnet" DVP_ENGINE_DIR="$PWD/home/engine" "$@" 8<&-
        """;
}
