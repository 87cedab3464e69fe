using DirectoryPlugin.Tests.Support;

namespace DirectoryPlugin.Tests.Scripts;

public sealed class RerootSymlinksTests : IDisposable
{
    // In its inode, as it has less than 60 bytes; once it is re-rooted, it takes a block.
    private const string LongTarget = "/src/a-target-that-gets-longer-as-it-is-re-rooted";

    private readonly Dataset _dataset = Dataset.Mounted();

    public void Dispose() => _dataset.Dispose();

    [StorageTheory]
    [InlineData("/srv/source", "{mount}")]
    [InlineData("/srv/source/", "{mount}/")]
    [InlineData("/srv/source/sub/file", "{mount}/sub/file")]
    [InlineData("/srv/source/missing", "{mount}/missing")]
    [InlineData("/srv/source//x", "{mount}/x")]
    [InlineData("/srv/source/./x", "{mount}/x")]
    [InlineData("/srv/source/.", "{mount}/")]
    [InlineData("//srv/.//./source/x", "{mount}/x")]
    [InlineData("/srv/source/a/../b", "{mount}/b")]
    [InlineData("/srv/source/a/..", "{mount}/")]
    [InlineData("/srv/source/a/../../source/x", "{mount}/x")]
    [InlineData("/../srv/../srv/source/a/b/.../..c/../../../../../source/.x", "{mount}/.x")]
    [InlineData("/1/2/3/4/5/6/7/8/9/0/1/2/3/4/5/6/../../../../../../../../../../../../../../../../srv/source/x", "{mount}/x")]
    [InlineData("/1/2/3/4/5/6/7/8/9/0/1/2/3/4/5/6/7/../../../../../../../../../../../../../../../../../srv/source/x", null)]
    [InlineData("/srv/source/../x", null)]
    [InlineData("/srv/source/..", null)]
    [InlineData("/srv/source/a/../../other", null)]
    [InlineData("/srv/source/./../source2/x", null)]
    [InlineData("/srv//source/..//x/.", null)]
    [InlineData("/srv/../source/x", null)]
    [InlineData("{mount}/./x", null)]
    [InlineData("./srv/../srv/source/x", null)]
    [InlineData("/srv/source/new\nline\n", "{mount}/new\nline\n")]
    [InlineData("/srv/source/*?[a]\\", "{mount}/*?[a]\\")]
    [InlineData("/srv/source2", null)]
    [InlineData("/srv/source2/file", null)]
    [InlineData("/srv/sourc", null)]
    [InlineData("/srv", null)]
    [InlineData("/other/srv/source/file", null)]
    [InlineData("srv/source/file", null)]
    [InlineData("../source/file", null)]
    public async Task Link_into_the_source_is_re_rooted_and_no_other(string target, string? expected)
    {
        target = target.Replace("{mount}", _dataset.Mount, StringComparison.Ordinal);
        File.CreateSymbolicLink(Path.Combine(_dataset.Mount, "link"), target);

        (await ConfigureAsync("/srv/source")).Should().Be(expected is null ? 0 : 1);

        (await TargetAsync("link")).Should().Be((expected ?? target).Replace("{mount}", _dataset.Mount, StringComparison.Ordinal));
    }

    [StorageTheory]
    [InlineData("/a*b", "/a*b/x", "/aXb/x")]
    [InlineData("/a?b", "/a?b/x", "/aXb/x")]
    [InlineData("/a[X]b", "/a[X]b/x", "/aXb/x")]
    [InlineData("/a\\b", "/a\\b/x", "/ab/x")]
    [InlineData("/a&b", "/a&b/x", "/aXb/x")]
    [InlineData("/new\nline", "/new\nline/x", "/new/x")]
    [InlineData("/ends\n", "/ends\n/x", "/ends/x")]
    [InlineData("/$(x) 'y' \"z\"", "/$(x) 'y' \"z\"/x", "/ y z/x")]
    [InlineData("/{a,b}", "/{a,b}/x", "/a/x")]
    [InlineData("/ünï", "/ünï/x", "/uni/x")]
    public async Task Source_path_of_any_characters_stands_for_itself(string source, string inside, string outside)
    {
        File.CreateSymbolicLink(Path.Combine(_dataset.Mount, "inside"), inside);
        File.CreateSymbolicLink(Path.Combine(_dataset.Mount, "outside"), outside);

        (await ConfigureAsync(source)).Should().Be(1);

        (await TargetAsync("inside")).Should().Be(_dataset.Mount + "/x");
        (await TargetAsync("outside")).Should().Be(outside);
    }

    [StorageFact]
    public async Task Links_of_any_name_in_any_folder_are_re_rooted()
    {
        var longest = new string('n', 255);
        await _dataset.BashAsync("""
            cd mount; mkdir -p 'a b' $'d\xff\n'
            for link in -f --checkpoint-action=exec=x 'back\nslash' '*' 'a b/"q" $(x)' $'d\xff\n/new\nline\n' $'d\xff\n/\xfe' "$1" link link.dlpx-new; do ln -s -- $'/src/t\xfd' "$link"; done
            """, longest);

        (await ConfigureAsync("/src")).Should().Be(10);

        (await _dataset.BashAsync("find mount/ -type l -printf '%l\\n' | LC_ALL=C sort -u | od -An -c | tr -d ' \\n'")).Should()
            .EndWith("t375\\n");
        (await _dataset.BashAsync("find mount/ -mindepth 1 -printf x")).Should()
            .HaveLength(2 + 10, "nothing is left beside the folders and the links");
    }

    [StorageFact]
    public async Task Mount_path_of_any_characters_stands_for_itself()
    {
        var odd = _dataset.Combine("a&b\\1,\nünï");
        await _dataset.BashAsync(
            $"ln -s /src/x mount/link; {(TestMachine.CanMount ? "mkdir \"$1\"; mount --move mount \"$1\"" : "mv mount \"$1\"")}", odd);

        try
        {
            var result = await _dataset.RunAsync("configure", [.. Asking("/src"), ("DLPX_MOUNT_PATH", odd)]);

            (result.ExitCode, result.Stdout).Should().Be((0, "rerootedSymlinks=1\n"), result.Stderr);
            (await _dataset.BashAsync("readlink -n -- \"$1/link\"", odd)).Should().Be(odd + "/x");
        }
        finally
        {
            await _dataset.BashAsync(TestMachine.CanMount ? "umount -- \"$1\"" : "mv -- \"$1\" mount", odd);
        }
    }

    [StorageFact]
    public async Task Names_of_one_link_stay_one()
    {
        await _dataset.BashAsync("cd mount; mkdir d; ln -s /src/x link; ln link d/other; ln link third");

        (await ConfigureAsync("/src")).Should().Be(3);

        (await _dataset.BashAsync("stat --format='%h %i' mount/link mount/d/other mount/third | uniq | wc -l; stat --format=%h mount/link"))
            .Should().Be("1\n3\n");
        (await TargetAsync("third")).Should().Be(_dataset.Mount + "/x");
    }

    [StorageFact]
    public async Task Re_rooting_changes_no_times_of_links_and_folders()
    {
        await _dataset.BashAsync("""
            cd mount; mkdir d; ln -s /src/x d/link; ln -s /src/y top
            touch -h -d '2001-02-03 04:05:06.123456789 UTC' d/link; touch -h -d '1969-12-31 23:59:59.000000001 UTC' top
            touch -d '2038-01-20 00:00:00.987654321 UTC' d; touch -d '1999-09-09 09:09:09.999999999 UTC' .
            """);
        const string Times = "find mount/ -printf '%P %y %Ts.%TS\\n' | LC_ALL=C sort";
        var before = await _dataset.BashAsync(Times);

        (await ConfigureAsync("/src")).Should().Be(2);

        (await _dataset.BashAsync(Times)).Should().Be(before);
    }

    [RootFact]
    public async Task Re_rooting_keeps_the_attributes_of_links()
    {
        await _dataset.BashAsync("mkdir mount/d; ln -s /src/x mount/link; ln -s /src/x mount/d/link; ln mount/d/link mount/d/other");
        ExtendedAttribute.Set(_dataset.Combine("mount", "link"), "trusted.x", [1, 0, 255]);
        ExtendedAttribute.Set(_dataset.Combine("mount", "d", "link"), "security.x", "y"u8.ToArray());

        (await ConfigureAsync("/src")).Should().Be(3);

        ExtendedAttribute.Find(_dataset.Combine("mount", "link"), "trusted.x").Should().Equal(1, 0, 255);
        ExtendedAttribute.Find(_dataset.Combine("mount", "d", "link"), "security.x").Should().Equal("y"u8.ToArray());
        ExtendedAttribute.Find(_dataset.Combine("mount", "d", "other"), "security.x").Should().Equal("y"u8.ToArray());
    }

    [RootTheory("mkfs.ext2")]
    [InlineData("link", "link")]
    [InlineData("a b/c/it's", "a b/c/it's")]
    public async Task Link_that_gets_too_long_is_named_and_all_links_stay(string link, string named)
    {
        // A block of 1 KiB holds a symlink of 1,023 bytes.
        await MakeDiskAsync("ext2");
        await _dataset.BashAsync("mkdir -p \"mount/$(dirname \"$1\")\"; ln -s \"/s/$(printf %01020d 1)\" \"mount/$1\"", link);
        var before = await TreeText.OfAsync(_dataset.Mount);

        var failure = await FailureAsync();

        failure.Message.Should().StartWith($"The symlink '{named}' below {_dataset.Mount} would be longer than the storage permits");
        failure.Action.Should().Contain("shorter mount location").And.Contain("rerootSymlinks to false");
        (await TreeText.OfAsync(_dataset.Mount)).Should().Be(before);
    }

    [StorageFact]
    public async Task Link_that_gets_longer_than_any_may_be_is_named()
    {
        await _dataset.BashAsync(
            "mkdir mount/d; long=/s$(printf '/%0200d' $(seq 20)); ln -s \"$long/$(printf %070d 1)\" mount/d/link; ln -s /s/x "
                + "mount/d/short");

        (await FailureAsync()).Message.Should().StartWith($"The symlink 'd/link' below {_dataset.Mount} would be longer");
    }

    [RootTheory("mkfs.ext2", "chattr")]
    [InlineData("d", "d/link")]
    [InlineData("d/e", "d/e/link")]
    [InlineData(".", ".")]
    public async Task Immutable_folder_is_reported_with_its_link_and_the_way_out(string folder, string named)
    {
        await MakeDiskAsync("ext2");
        await _dataset.BashAsync("mkdir -p \"mount/$1\"; ln -s /s/x \"mount/$1/link\"; chattr +i \"mount/$1\"", folder);
        var before = await TreeText.OfAsync(_dataset.Mount);

        var failure = await FailureAsync();

        failure.Message.Should().Contain($"'{named}' below {_dataset.Mount}");
        failure.Action.Should().Contain("chattr -i");
        (await TreeText.OfAsync(_dataset.Mount)).Should().Be(before);
    }

    [RootFact]
    public async Task Re_rooting_changes_no_owners()
    {
        await _dataset.BashAsync("ln -s /src/x mount/link; chown -h 1234:4321 mount/link");

        (await ConfigureAsync("/src")).Should().Be(1);

        (await _dataset.BashAsync("stat --format=%u:%g mount/link mount")).Should().Be("1234:4321\n0:0\n");
    }

    [RootFact("mkfs.ext2")]
    public async Task Full_storage_is_reported_and_keeps_the_links_that_it_has()
    {
        foreach (var free in (int[])[0, 20])
        {
            var before = await FillAsync(free);

            var result = await _dataset.RunAsync("configure", Asking("/src"));

            result.Stdout.Should().Contain("failure=symlinks-not-rerooted\n");
            // The folder that there is no room for stays as it is.
            (await ItemsAsync(_dataset.Mount)).Should().Equal(Items(before), "{0} KiB are not enough", free);
            (await _dataset.BashAsync("readlink mount/d/* | sort | uniq -c")).Trim().Should().Be($"100 {LongTarget}");
        }
    }

    [RootFact("mkfs.ext2")]
    public async Task Storage_with_room_for_the_links_but_not_for_those_of_the_trial_beside_them_is_enough()
    {
        var before = await FillAsync(140);

        (await ConfigureAsync("/src")).Should().Be(101);

        var length = _dataset.Mount.Length - "/src".Length + LongTarget.Length;
        (await TreeText.OfAsync(_dataset.Mount)).Should()
            .Be(before.Replace($" {LongTarget.Length} /src/", $" {length} {_dataset.Mount}/", StringComparison.Ordinal));
    }

    [RootFact]
    public async Task Folder_that_its_owner_may_not_write_to_is_reported_and_nothing_of_the_trial_stays()
    {
        await _dataset.BashAsync("mkdir mount/d; ln -s /src/x mount/d/link; chmod 555 mount/d");
        await _dataset.GiveToNobodyAsync();
        var before = await TreeText.OfAsync(_dataset.Mount);

        (await Shell.RunScriptAsync("configure", _dataset.Variables(Asking("/src")), asNobody: true)).Stdout.Should()
            .EndWith($"failure=symlinks-not-rerooted\nfolder={_dataset.Combine("mount", "d")}\n");

        (await TreeText.OfAsync(_dataset.Mount)).Should().Be(before);
    }

    [StorageFact]
    public async Task Trial_that_was_killed_is_removed()
    {
        await _dataset.BashAsync(
            "mkdir -p \"mount/.dlpx-$1/srv\"; ln -s /src/x \"mount/.dlpx-$1/srv/link\"; ln -s /src/x mount/link", Dataset.Guid);

        (await ConfigureAsync("/src")).Should().Be(1);

        (await TreeText.NamesAsync(_dataset.Mount)).Should().Equal("link");
    }

    [StorageFact]
    public async Task Trial_that_cannot_be_removed_is_named()
    {
        await _dataset.BashAsync("mkdir \"mount/.dlpx-$1\"; ln -s /src/x mount/link", Dataset.Guid);
        _dataset.AddProgram("rm", "#!/usr/bin/env bash\n[[ $* != *.dlpx-* ]] || exit 1\nexec \"$(type -aP rm | sed -n 2p)\" \"$@\"\n");

        (await _dataset.RunAsync("configure", Asking("/src"))).ShouldFail("trial-not-removed", ("folder", $".dlpx-{Dataset.Guid}"));
    }

    [StorageFact]
    public async Task Re_rooting_again_changes_nothing()
    {
        await _dataset.BashAsync("ln -s /src/x mount/link");
        await ConfigureAsync("/src");

        (await ConfigureAsync("/src")).Should().Be(0);
    }

    [StorageFact]
    public async Task Mount_path_below_the_source_path_is_re_rooted_once_only()
    {
        await _dataset.BashAsync("ln -s \"$PWD/x\" mount/link; ln -s \"$PWD\" mount/root");

        (await ConfigureAsync(_dataset.Root)).Should().Be(2);
        (await ConfigureAsync(_dataset.Root)).Should().Be(0);

        (await TargetAsync("link")).Should().Be(_dataset.Mount + "/x");
        (await TargetAsync("root")).Should().Be(_dataset.Mount);
    }

    [StorageFact]
    public async Task Mount_path_above_the_source_path_is_re_rooted_too()
    {
        var source = _dataset.Mount + "/was/here";
        File.CreateSymbolicLink(Path.Combine(_dataset.Mount, "link"), source + "/x");

        (await ConfigureAsync(source)).Should().Be(1);

        (await TargetAsync("link")).Should().Be(_dataset.Mount + "/x");
    }

    // Where one lies in the other, or the mount path in one of them, the innermost counts, and nothing is changed twice.
    [StorageTheory]
    [InlineData("/srv/source", "/mnt/old")]
    [InlineData("/srv", "/srv/old")]
    [InlineData("/srv/old/source", "/srv/old")]
    [InlineData("{root}", "{root}/old")]
    [InlineData("{root}", "{mount}/old")]
    [InlineData("{mount}/source", "{root}")]
    public async Task Links_into_the_source_and_into_the_mount_path_before_are_re_rooted_by_one_walk(string source, string former)
    {
        source = Place(source);
        former = Place(former);
        await _dataset.BashAsync(
            "cd mount; mkdir d; ln -s \"$1/x\" source; ln -s \"$2/y\" d/former; ln -s \"$2\" top; ln -s \"$2/./d/../z\" d/odd; ln -s "
                + "\"$PWD/here\" here; ln -s /else/x else",
            source, former);

        for (var i = 0; i < 2; i++)
        {
            var result = await _dataset.RunAsync("configure", [.. Asking(source), ("FORMER_PATH", former)]);
            (result.ExitCode, result.Stdout).Should().Be((0, $"rerootedSymlinks={(i == 0 ? 4 : 0)}\n"), result.Stderr);
        }

        (await TargetAsync("source")).Should().Be(_dataset.Mount + "/x");
        (await TargetAsync("here")).Should().Be(_dataset.Mount + "/here");
        (await TargetAsync("else")).Should().Be("/else/x");
        (await TargetAsync("d/former"), await TargetAsync("top"), await TargetAsync("d/odd")).Should()
            .Be((_dataset.Mount + "/y", _dataset.Mount, _dataset.Mount + "/z"));

        string Place(string path) => path.Replace("{root}", _dataset.Root, StringComparison.Ordinal)
            .Replace("{mount}", _dataset.Mount, StringComparison.Ordinal);
    }

    [StorageTheory]
    [InlineData("")]
    [InlineData("/")]
    public async Task Links_stay_without_a_source_path(string source)
    {
        await _dataset.BashAsync("ln -s /src/x mount/link");

        (await ConfigureAsync(source)).Should().Be(0);

        (await TargetAsync("link")).Should().Be("/src/x");
    }

    [StorageFact("setpriv")]
    public async Task Links_in_a_folder_that_the_target_user_cannot_read_are_reported()
    {
        await _dataset.BashAsync("mkdir mount/secret; ln -s /src/x mount/secret/link; ln -s /src/x mount/link");
        await _dataset.GiveToNobodyAsync();
        await _dataset.BashAsync("chmod 000 mount/secret");

        var result = await Shell.RunScriptAsync("configure", _dataset.Variables(Asking("/src")), asNobody: true);

        (result.ExitCode, result.Stdout).Should().Be((0, "unreadFolders=true\nrerootedSymlinks=1\n"), result.Stderr);
    }

    [Fact]
    public async Task Storage_that_is_not_mounted_is_reported_and_links_stay()
    {
        using var unmounted = Dataset.Unmounted();
        await unmounted.BashAsync("ln -s /src/x mount/link");

        (await unmounted.RunAsync("configure", Asking("/src"))).ShouldFail("storage-not-mounted");

        (await unmounted.BashAsync("readlink mount/link")).Should().Be("/src/x\n");
    }

    // 101 names of 100 links on storage that has no more than this many KiB left. A new file each time: the kernel may hold the last one
    // for a moment, and would show what that held.
    private async Task<string> FillAsync(int free)
    {
        await _dataset.BashAsync("""
            umount mount; disk=$(mktemp disk.XXXXXX)
            truncate -s 4M "$disk"; mkfs.ext2 -q -b 1024 -m 0 "$disk"; mount -o loop "$disk" mount
            cd mount; mkdir d; for i in $(seq 100); do ln -s "$1" "d/$i"; done; ln d/1 top
            head -c "$2K" /dev/zero >room; cat /dev/zero >full 2>/dev/null || true; rm room; touch -d '1999-09-09 UTC' d .
            """, LongTarget, $"{free}");
        return await TreeText.OfAsync(_dataset.Mount);
    }

    // Name, type, mode, owners and time of each item, which re-rooting leaves.
    private static string[] Items(string tree) => [.. tree.Split('\n').Select(line => string.Join(' ', line.Split(' ').Take(4)))];

    private static async Task<string[]> ItemsAsync(string path) => Items(await TreeText.OfAsync(path));

    private Task<string> MakeDiskAsync(string type) =>
        _dataset.BashAsync(
            "umount mount; disk=$(mktemp disk.XXXXXX); truncate -s 8M \"$disk\"; \"mkfs.$1\" -q -b 1024 \"$disk\"; mount -o loop "
                + "\"$disk\" mount",
            type);

    private async Task<ScriptException> FailureAsync()
    {
        var variables = _dataset.Variables(Asking("/s"));
        var result = await Shell.RunScriptAsync("configure", variables);
        result.ExitCode.Should().Be(1, result.Stdout);
        // As the plugin has them.
        var given = variables.Where(variable => variable.Key.StartsWith("DLPX_", StringComparison.Ordinal))
            .ToDictionary(variable => variable.Key["DLPX_".Length..], variable => variable.Value);
        return (ScriptException)ScriptFailure.Explain("configure", result, given);
    }

    private static (string, string)[] Asking(string source) => [("DLPX_SOURCE_PATH", source)];

    private async Task<int> ConfigureAsync(string source)
    {
        var result = await _dataset.RunAsync("configure", Asking(source));
        result.ExitCode.Should().Be(0, result.Stderr);
        result.Stdout.Should().StartWith("rerootedSymlinks=").And.EndWith("\n");
        return int.Parse(result.Stdout.Split('=')[1], System.Globalization.CultureInfo.InvariantCulture);
    }

    // Not trimmed: a target may end with a line end.
    private Task<string> TargetAsync(string link) => _dataset.BashAsync("readlink -n -- \"mount/$1\"", link);
}
