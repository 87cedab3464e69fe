using Delphix.Virtualization.EndToEnd.Support;

namespace Delphix.Virtualization.EndToEnd.Life;

/// <summary>A life in which nobody is root: neither the engine, nor the user of the staging and target host, nor that of the source host.</summary>
public sealed class OrdinaryUserTests
{
    // A user whom only this script and its children know, on whichever machine the test runs.
    private const string AsSomeone =
        """
        set -euo pipefail
        cd "$TMPDIR"
        chmod 755 .
        mkdir bin dotnet home
        mount --bind "$PROGRAMS" bin
        mount --bind "$DOTNET_ROOT" dotnet
        { cat /etc/passwd && echo "someone:x:64123:64123::$PWD/home:/bin/bash"; } >passwd
        mount --bind passwd /etc/passwd
        mkdir -p /run/sshd
        sshd=$(type -P sshd || echo /usr/sbin/sshd)
        chown -R 64123:64123 home
        exec setpriv --reuid 64123 --regid 64123 --clear-groups --inh-caps=-all env -i SSHD="$sshd" ARTIFACT="$PWD/artifact.json" PORT="$PORT" \
            HOME="$PWD/home" TMPDIR="$PWD/home" PATH="$PWD/bin:$PATH" DOTNET_ROOT="$PWD/dotnet" DVP_ENGINE_DIR="$PWD/home/engine" bash life.sh
        """;

    private const string Life =
        """
        set -euo pipefail
        cd ~
        ssh-keygen -q -t ed25519 -N "" -f host && ssh-keygen -q -t ed25519 -N "" -f key && cp key.pub authorized
        printf '%s\n' "Port $PORT" "ListenAddress 127.0.0.1" "HostKey $HOME/host" "AuthorizedKeysFile $HOME/authorized" "PidFile none" "StrictModes no" >sshd.conf
        "$SSHD" -D -f "$HOME/sshd.conf" -E "$HOME/sshd.log" &
        trap 'kill $!' EXIT
        for _ in {1..200}; do (: >"/dev/tcp/127.0.0.1/$PORT") 2>/dev/null && break; sleep 0.05; done

        mkdir -p source/folder && cd source
        echo one >a && ln a b && ln -s "$PWD/a" absolute && echo two >folder/c && mkfifo pipe && chmod 640 a && mkdir closed && touch closed/d && chmod 500 closed
        cd ..
        login=(--param sourceAddress=127.0.0.1 --param sshPort="$PORT" --param username=someone --param identityFile="$HOME/key" --param acceptNewHostKey=true)
        same() { [[ -z $(rsync --archive --hard-links --acls --xattrs --dry-run --itemize-changes --delete "$1/" "$2/") ]] || { echo "$1 is not $2" && exit 1; }; }

        dvp plugin install "$ARTIFACT"
        dvp environment add source --address 127.0.0.1 --port "$PORT" --identity-file "$HOME/key" --accept-new-host-key
        dvp environment add here --address localhost
        dvp source-config add --environment source --param name=tree --param path="$HOME/source"
        dvp dsource link tree --source-config tree --staging-environment here "${login[@]}" --param mountLocation="$HOME/staging"
        same source staging
        rm source/b && echo more >>source/a && chmod 700 source/closed && rm source/closed/d && chmod 500 source/closed && touch source/new
        dvp dsource sync tree
        same source staging
        dvp dsource sync tree --resync
        same source staging

        dvp vdb provision copy --from tree@1 --environment here --param mountLocation="$HOME/copy" --param verifyTree:=true
        [[ $(readlink copy/absolute) == "$HOME/copy/a" && $(cat copy/a) == one ]]
        echo changed >copy/a
        dvp vdb snapshot copy
        dvp vdb refresh copy --to tree@2
        [[ $(cat copy/a) == $'one\nmore' ]]
        dvp vdb rollback copy --to @2
        [[ $(cat copy/a) == changed ]]
        cp --archive source before
        dvp vdb delete copy
        dvp dsource delete tree
        [[ ! -e copy && ! -e staging ]]
        same source before
        echo The life ended well.
        """;

    [EndToEndFact]
    public async Task Life_whereNobodyIsRoot_isTheSame_andWhatOnlyRootCanKeepIsWarnedOf()
    {
        using var dvp = new DvpProgram();
        await File.WriteAllTextAsync(Path.Combine(dvp.Temporary, "life.sh"), Life);
        await File.WriteAllTextAsync(Path.Combine(dvp.Temporary, "enter.sh"), AsSomeone);
        File.Copy(await BuiltPlugin.Reference.ArtifactAsync(), Path.Combine(dvp.Temporary, "artifact.json"));

        var (exitCode, output) = await dvp.RunAsync($"PROGRAMS='{AppContext.BaseDirectory}' PORT={DvpProgram.FreePort()} exec unshare --mount --uts --propagation private bash \"$TMPDIR/enter.sh\"");

        exitCode.Should().Be(0, output);
        output.Should().EndWith("The life ended well.");
        output.Should().Contain("Owners and device nodes were not kept: someone on the staging host is not root.");
        dvp.LeftRunning().Should().BeEmpty();
    }
}
