using Delphix.Virtualization.EndToEnd.Support;

namespace Delphix.Virtualization.EndToEnd.Life;

/// <summary>
/// A life in which nobody is root: neither the engine, nor the user of the staging and target host, nor that of the source host.
/// </summary>
public sealed class OrdinaryUserTests
{
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

    // Ids are numbers without a sign.
    private const string AsRoot =
        """
        set -euo pipefail
        cd "$TMPDIR"
        chmod 755 .
        mkdir -p home source /run/sshd
        { cat /etc/passwd && echo "someone:x:3000000000:3000000000::$PWD/home:/bin/bash"; } >passwd
        mount --bind passwd /etc/passwd
        chown 3000000000:3000000000 home source
        sshd=$(type -P sshd || echo /usr/sbin/sshd)
        someone=(setpriv --reuid 3000000000 --regid 3000000000 --clear-groups --inh-caps=-all env HOME="$PWD/home")
        "${someone[@]}" ssh-keygen -q -t ed25519 -N "" -f home/host
        "${someone[@]}" ssh-keygen -q -t ed25519 -N "" -f home/key
        printf '%s\n' "Port $PORT" "ListenAddress 127.0.0.1" "HostKey $PWD/home/host" "AuthorizedKeysFile $PWD/home/key.pub" "PidFile none" \
            "StrictModes no" >sshd.conf
        "${someone[@]}" "$sshd" -D -f "$PWD/sshd.conf" -E "$PWD/home/sshd.log" &
        trap 'kill $!' EXIT
        for _ in {1..200}; do (: >"/dev/tcp/127.0.0.1/$PORT") 2>/dev/null && break; sleep 0.05; done
        "${someone[@]}" bash -c 'echo one >source/a && mkdir source/folder && chmod 700 source/folder'

        dvp plugin install artifact.json
        ! dvp environment add here --address localhost --user nobody-has-this-name
        dvp environment add here --address localhost --user someone
        dvp source-config add --environment here --param name=tree --param path="$PWD/source"
        dvp dsource link tree --source-config tree --staging-environment here --param sourceAddress=127.0.0.1 --param sshPort="$PORT" \
            --param username=someone --param identityFile="$PWD/home/key" --param acceptNewHostKey=true --param mountLocation="$PWD/staging"
        dvp vdb provision copy --from tree --environment here --param mountLocation="$PWD/copy"
        # Storage belongs to the environment user, who alone works in it.
        stat -c '%U %a' staging copy staging/folder copy/folder copy/a
        "${someone[@]}" touch copy/new staging/new
        find home/.local -path '*/scratch*' ! -user someone
        dvp vdb delete copy
        dvp dsource delete tree
        dvp environment remove here
        [[ ! -e copy && ! -e staging && ! -e home/.local/share/dvp/hosts ]]
        echo The life ended well.
        """;

    [EngineFact]
    public async Task Scripts_on_the_engines_machine_run_as_the_user_that_its_root_names()
    {
        using var dvp = new DvpProgram();
        await File.WriteAllTextAsync(Path.Combine(dvp.Temporary, "life.sh"), AsRoot);
        File.Copy(await BuiltPlugin.Reference.ArtifactAsync(), Path.Combine(dvp.Temporary, "artifact.json"));

        var (exitCode, output) = await dvp.RunAsync(
            $"PORT={DvpProgram.FreePort()} DVP_ENGINE_DIR=\"$TMPDIR/engine\" exec unshare --mount --propagation private bash "
                + $"\"$TMPDIR/life.sh\"");

        exitCode.Should().Be(0, output);
        output.Should().EndWith("The life ended well.").And.Contain("There is no user 'nobody-has-this-name' on the engine's own machine.");
        output.Should().Contain("someone 755\nsomeone 755\nsomeone 700\nsomeone 700\nsomeone 644\n");
        dvp.LeftRunning().Should().BeEmpty();
    }

    [EngineFact]
    public async Task Life_where_nobody_is_root_is_the_same_and_what_only_root_can_keep_is_warned_of()
    {
        using var dvp = new DvpProgram();
        await File.WriteAllTextAsync(Path.Combine(dvp.Temporary, "life.sh"), Life);
        await File.WriteAllTextAsync(Path.Combine(dvp.Temporary, "enter.sh"), OrdinaryUser.EnterScript);
        File.Copy(await BuiltPlugin.Reference.ArtifactAsync(), Path.Combine(dvp.Temporary, "artifact.json"));

        var (exitCode, output) = await dvp.RunAsync(
            $"PROGRAMS='{AppContext.BaseDirectory}' exec unshare --mount --uts --propagation private bash \"$TMPDIR/enter.sh\" "
                + $"PORT={DvpProgram.FreePort()} ARTIFACT=\"$TMPDIR/artifact.json\" bash life.sh");

        exitCode.Should().Be(0, output);
        output.Should().EndWith("The life ended well.");
        output.Should().Contain(
            "and the rights of folders that their own owner may not read, write and enter were not kept: someone on the staging host is "
                + "not root.");
        dvp.LeftRunning().Should().BeEmpty();
    }
}
