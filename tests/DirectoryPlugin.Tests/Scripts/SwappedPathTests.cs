using System.Globalization;
using DirectoryPlugin.Tests.Support;

namespace DirectoryPlugin.Tests.Scripts;

/// <summary>Root works in a tree whose user changes it meanwhile, to have other folders changed.</summary>
public sealed class SwappedPathTests : IDisposable
{
    private const int Rounds = 4;

    // Inside and outside alike: symlinks and a file at each of three depths. Beside each folder inside is a symlink to the one outside.
    private const string MakeTrees = """
        [[ -d outside ]] || {
            mkdir -p outside/t/a/b; touch outside/t/file; for i in {1..10}; do ln -s /src/x "outside/t/$i"; done
            tee outside/t/a/file outside/t/a/b/file </dev/null; cp -a outside/t/[0-9]* outside/t/a; cp -a outside/t/[0-9]* outside/t/a/b
            mkdir -m 700 outside/trial outside/trial/new; touch outside/trial/file; cp -a outside/t/1 outside/trial/new
        }
        rm -rf mount/* mount/.dlpx-*; cp -a outside/t mount
        for folder in t t/a t/a/b; do ln -s "$PWD/outside/$folder" "mount/$folder.way"; done
        ln -s "$PWD/outside/trial" mount/trap; chown -hR 65534:65534 mount
        """;

    private readonly Dataset _dataset = Dataset.Mounted();

    public void Dispose() => _dataset.Dispose();

    [RootFact]
    public Task Re_rooting_changes_nothing_outside_when_folders_are_swapped_for_symlinks() => ConfiguresAsync("");

    [RootFact]
    public Task Owners_are_set_nowhere_outside_when_folders_are_swapped_for_symlinks() => ConfiguresAsync("65534:65534");

    [RootTheory]
    [InlineData("stat", 2)]
    [InlineData("tar", 1)]
    [InlineData("tar", 2)]
    [InlineData("tar", 3)]
    [InlineData("ln", 1)]
    [InlineData("mv", 1)]
    [InlineData("mv", 2)]
    [InlineData("touch", 2)]
    [InlineData("touch", 3)]
    [InlineData("chown", 1)]
    [InlineData("rm", 1)]
    public async Task Nothing_outside_is_changed_when_folders_are_swapped_just_before(string program, int run)
    {
        await _dataset.BashAsync(MakeTrees + "; ln mount/t/a/b/1 mount/t/a/b/11");
        var before = await TreeText.OfAsync(_dataset.Combine("outside"));
        // From this run of the program on, each folder is a symlink to one outside.
        _dataset.AddProgram(program, $$"""
            #!/bin/bash
            PATH=${PATH#*:}
            root='{{_dataset.Root}}'
            # Programs of a pipeline start side by side, and each must get a number of its own: two that swap would move what lies outside.
            run=1
            until mkdir "$root/run.$run" 2>/dev/null; do ((run < 100 && ++run)) || exit; done
            [[ $run != {{run}} ]] || (
                cd "$root/mount"
                for folder in t/a/b t/a t; do mv "$folder" "$folder.kept" && mv "$folder.way" "$folder"; done
            ) </dev/null
            exec {{program}} "$@"
            """);

        await _dataset.RunAsync("configure", ("DLPX_SOURCE_PATH", "/src"), ("DLPX_OWNER", "65534:65534"));

        (await TreeText.OfAsync(_dataset.Combine("outside"))).Should().Be(before);
    }

    [RootFact("rsync")]
    public async Task Copying_changes_nothing_outside_when_folders_are_swapped_for_symlinks()
    {
        await _dataset.BashAsync("""
            mkdir -p outside/a/b source/a/b; ln -s "$PWD/outside/a" source/a.way; ln -s "$PWD/outside/a/b" source/b.way
            touch outside/a/b/mine; touch source/a/b/{1..300}; chown -hR 65534:65534 source
            """);
        var before = await TreeText.OfAsync(_dataset.Combine("outside"));
        var swaps = 0;
        for (var round = 0; round < Rounds; round++)
        {
            // Files are new in one round, and changed and deleted in the next.
            await _dataset.BashAsync(
                $"rm -rf mount/*; cp -a source/. mount; cd mount/a/b; "
                    + $"{(round % 2 == 0 ? "rm *" : "touch -d 2001-01-01 *; touch mine; chown 65534:65534 mine")}");
            using var swapper = new Swapper([(In("a/b"), In("b.way")), (In("a"), In("a.way"))]);

            // Whether it fails or not: the user alone is to blame.
            await _dataset.TrySyncAsync();

            swapper.Dispose();
            swaps += swapper.Swaps;
            (await TreeText.OfAsync(_dataset.Combine("outside"))).Should().Be(before, "round {0}", round);
        }

        swaps.Should().BeGreaterThan(Rounds * 100);
    }

    // In a mount of somebody else, symlinks would be followed.
    [RootFact("rsync")]
    public async Task What_others_mount_in_the_storage_gets_nothing_of_a_sync()
    {
        await _dataset.BashAsync(
            "mkdir -p source/d/e mount/d/e other/e; echo x > source/d/e/f; touch mount/d/e/gone other/e/gone; mount --bind other mount/d");
        try
        {
            await _dataset.SyncAsync();

            (await TreeText.NamesAsync(_dataset.Combine("other"))).Should().Equal("e", "e/gone");
        }
        finally
        {
            await _dataset.BashAsync("umount mount/d");
        }

        (await TreeText.NamesAsync(_dataset.Mount)).Should().Equal("d", "d/e", "d/e/f");
    }

    [RootFact("rsync")]
    public async Task File_that_a_user_puts_in_the_place_of_a_folder_is_not_copied_out_of_the_storage()
    {
        await _dataset.BashAsync("mkdir -p source/d mount/d; touch mount/d/gone");
        _dataset.AddProgram("rsync", """
            #!/usr/bin/env bash
            [[ ${!#} != *skeleton/ ]] || { mv d kept && truncate -s 100M d; }
            "$(type -aP rsync | sed -n 2p)" "$@" || exit
            [[ ${!#} != *skeleton/ ]] || du -ks "${!#}" | cut -f 1 >"$SIZE"
            """);

        // Whether it fails or not: the user alone is to blame.
        await _dataset.TrySyncAsync(("SIZE", _dataset.Combine("size")));

        int.Parse(await File.ReadAllTextAsync(_dataset.Combine("size")), CultureInfo.InvariantCulture).Should().BeLessThan(100);
    }

    [RootFact("rsync")]
    public async Task Symlink_that_a_user_puts_in_the_place_of_a_folder_brings_no_files_of_the_host_into_the_dataset()
    {
        await _dataset.BashAsync(
            "mkdir -p source/d mount/d outside; touch mount/d/secret; echo secret > outside/secret; ln -s \"$PWD/outside\" way");
        _dataset.AddProgram("rsync", """
            #!/usr/bin/env bash
            [[ ${!#} != *skeleton/ || ! -L $WAY ]] || { mv d kept && mv "$WAY" d; }
            exec "$(type -aP rsync | sed -n 2p)" "$@"
            """);

        (await _dataset.TrySyncAsync(("WAY", _dataset.Combine("way")))).Failure.Should().Be("");

        (await _dataset.BashAsync("grep -rl secret mount || true")).Should().BeEmpty();
        (await TreeText.OfAsync(_dataset.Mount)).Should().Be(await TreeText.OfAsync(_dataset.Source), "the next round follows");
    }

    [RootTheory]
    [InlineData("", 0)]
    [InlineData("/src", 1)]
    public async Task Trial_in_which_the_user_put_what_is_mounted_in_the_tree_is_spared(string source, int exitCode)
    {
        await _dataset.BashAsync(
            "mkdir -p mount/folder/disk; touch outside; echo x > source/file; mount --bind source mount/folder/disk; chown 65534:65534 "
                + "mount mount/folder; mv mount/folder \"mount/.dlpx-$1\"",
            Dataset.Guid);
        try
        {
            (await _dataset.RunAsync("configure", ("DLPX_SOURCE_PATH", source))).ExitCode.Should().Be(exitCode);

            (await _dataset.BashAsync("cat source/file")).Should().Be("x\n");
        }
        finally
        {
            await _dataset.BashAsync("umount \"mount/.dlpx-$1/disk\"", Dataset.Guid);
        }
    }

    [RootFact("setpriv")]
    public async Task Pipe_that_the_user_puts_where_links_are_re_rooted_is_not_waited_for()
    {
        await _dataset.BashAsync("ln -s /src/x mount/link; chown 65534:65534 mount");
        _dataset.AddProgram("mkdir", $$"""
            #!/bin/bash
            PATH=${PATH#*:}
            mkdir "$@"
            [[ $* != *.dlpx-* ]] || exec setpriv --reuid {{TestMachine.Nobody}} --clear-groups bash -c 'mv ".dlpx-$1" kept; mkfifo -m 700 ".dlpx-$1"' bash "$DLPX_GUID"
            """);

        var configured = _dataset.RunAsync("configure", ("DLPX_SOURCE_PATH", "/src"));
        var ended = await Task.WhenAny(configured, Task.Delay(TimeSpan.FromSeconds(20)));
        // Lets one that waits continue.
        await _dataset.BashAsync("timeout 1 bash -c ': <>\"mount/.dlpx-$1\"' bash \"$1\" || true", Dataset.Guid);

        ended.Should().Be(configured);
        (await configured).ShouldFail("symlinks-not-rerooted", ("folder", ""));
    }

    [RootTheory]
    [InlineData("umount")]
    [InlineData("rm")]
    public async Task Removal_unmounts_and_deletes_nothing_outside_when_the_scratch_path_is_swapped_just_before(string program)
    {
        await _dataset.BashAsync("""
            mkdir -p "scratch/$1/a/vdb" "outside/$1/a/vdb"; touch "outside/$1/a/file"
            mount --bind source "scratch/$1/a/vdb"; mount --bind source "outside/$1/a/vdb"
            """, Dataset.Guid);
        _dataset.AddProgram(program, $$"""
            #!/bin/bash
            PATH=${PATH#*:}
            (cd '{{_dataset.Root}}' && mv -n scratch scratch.kept && ln -s outside scratch)
            exec {{program}} "$@"
            """);

        var result = await _dataset.RunAsync("clean-up");

        result.ExitCode.Should().Be(0, result.Stderr);
        (
            await _dataset.BashAsync(
                "mountpoint \"outside/$1/a/vdb\" && umount \"outside/$1/a/vdb\" && ls \"outside/$1/a\"; ls scratch.kept; rm scratch; mv "
                    + "scratch.kept scratch",
                Dataset.Guid))
            .Should().Be($"outside/{Dataset.Guid}/a/vdb is a mountpoint\nfile\nvdb\n");
    }

    [RootFact]
    public async Task Mount_path_that_leads_to_another_mount_is_refused_and_that_stays()
    {
        await _dataset.BashAsync(
            "mkdir -p theirs/vdb users/own/vdb; touch mount/file; mount --bind mount theirs/vdb; rm -r users/own; ln -s ../theirs "
                + "users/own");
        try
        {
            foreach (var script in (string[])["configure", "flush", "size"])
                (await _dataset.RunAsync(script, ("DLPX_MOUNT_PATH", _dataset.Combine("users", "own", "vdb")), ("DLPX_OWNER", "1234:4321")))
                    .ShouldFail("mount-path-not-own");

            (await _dataset.BashAsync("stat --format=%u:%g mount/. mount/file")).Should().Be("0:0\n0:0\n");
        }
        finally
        {
            await _dataset.BashAsync("umount theirs/vdb");
        }
    }

    private async Task ConfiguresAsync(string owner)
    {
        string before = "";
        var swaps = 0;
        for (var round = 0; round < Rounds; round++)
        {
            await _dataset.BashAsync(MakeTrees);
            before = before.Length > 0 ? before : await TreeText.OfAsync(_dataset.Combine("outside"));
            // The inner ones first: they are reached through the outer ones.
            using var swapper = new Swapper(
                [.. ((string[])["t/a/b", "t/a", "t"]).Select(folder => (In(folder), In(folder + ".way"))), (
                    In(".dlpx-" + Dataset.Guid), In("trap"))]);

            // Whether it fails or not: the user alone is to blame.
            await _dataset.RunAsync("configure", ("DLPX_SOURCE_PATH", "/src"), ("DLPX_OWNER", owner));

            swapper.Dispose();
            swaps += swapper.Swaps;
            (await TreeText.OfAsync(_dataset.Combine("outside"))).Should().Be(before, "round {0}", round);
        }

        swaps.Should().BeGreaterThan(Rounds * 100);
    }

    private string In(string name) => _dataset.Combine("mount", name);
}
