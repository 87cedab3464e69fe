using DirectoryPlugin.Tests.Support;

namespace DirectoryPlugin.Tests.Scripts;

/// <summary>Root works in a tree whose user changes it meanwhile, to have other folders changed.</summary>
public sealed class SwappedPathTests : IDisposable
{
    private const int Rounds = 6;
    private const int Trees = 4;

    // Inside and outside alike: a symlink and a file at each of three depths. Beside each folder inside is a symlink to the one outside.
    private const string MakeTrees = """
        make() { for tree in $(seq "$2"); do for folder in t$tree t$tree/a t$tree/a/b; do mkdir -p "$1/$folder"; touch "$1/$folder/file"; for i in $(seq 10); do ln -s /src/x "$1/$folder/$i"; done; done; done; }
        rm -rf mount/* mount/.dlpx-*
        make mount "$1"; chown -hR 65534:65534 mount
        for tree in $(seq "$1"); do for folder in t$tree t$tree/a t$tree/a/b; do ln -s "$PWD/outside/$folder" "mount/$folder.way"; chown -h 65534:65534 "mount/$folder.way"; done; done
        ln -s "$PWD/outside/trial" mount/trap; chown -h 65534:65534 mount/trap
        [[ -d outside ]] || { make outside "$1"; mkdir -m 700 outside/trial outside/trial/new; touch outside/trial/file; ln -s /src/x outside/trial/new/1; }
        """;

    private readonly Dataset _dataset = Dataset.Mounted();

    public void Dispose() => _dataset.Dispose();

    [RootFact]
    public Task Re_rooting_changes_nothing_outside_when_folders_are_swapped_for_symlinks() => ConfiguresAsync("");

    [RootFact]
    public Task Owners_are_set_nowhere_outside_when_folders_are_swapped_for_symlinks() => ConfiguresAsync("65534:65534");

    [RootFact]
    public async Task Mount_path_that_leads_to_another_mount_is_refused_and_that_stays()
    {
        await _dataset.BashAsync("mkdir -p theirs/vdb users/own/vdb; touch mount/file; mount --bind mount theirs/vdb; rm -r users/own; ln -s ../theirs users/own");
        try
        {
            foreach (var script in (string[])["configure", "flush", "size"])
                (await _dataset.RunAsync(script, ("DLPX_MOUNT_PATH", _dataset.Combine("users", "own", "vdb")), ("DLPX_OWNER", "1234:4321"))).ShouldFail("mount-path-not-own");

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
            await _dataset.BashAsync(MakeTrees, $"{Trees}");
            before = before.Length > 0 ? before : await TreeText.OfAsync(_dataset.Combine("outside"));
            // The inner ones first: they are reached through the outer ones.
            string[] folders = [.. Enumerable.Range(1, Trees).SelectMany(tree => (string[])[$"t{tree}/a/b", $"t{tree}/a", $"t{tree}"])];
            using var swapper = new Swapper(
                [.. folders.Select(folder => (In(folder), In(folder + ".way"))), (In(".dlpx-" + Dataset.Guid), In("trap"))]);

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
