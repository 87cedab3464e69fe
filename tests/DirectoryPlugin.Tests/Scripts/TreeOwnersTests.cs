using DirectoryPlugin.Tests.Support;

namespace DirectoryPlugin.Tests.Scripts;

public sealed class TreeOwnersTests : IDisposable
{
    private readonly Dataset _dataset = Dataset.Mounted();

    public void Dispose() => _dataset.Dispose();

    [RootFact]
    public Task Both_owners_are_set_on_every_item_and_on_nothing_that_links_lead_to() => SetsAsync("1234:4321", "1234:4321");

    [RootFact]
    public Task User_alone_leaves_the_groups() => SetsAsync("1234", "1234:6");

    [RootFact]
    public Task Group_alone_leaves_the_users() => SetsAsync(":4321", "5:4321");

    [RootFact]
    public Task Root_is_an_owner_like_any_other() => SetsAsync("0:0", "0:0");

    [RootFact]
    public Task No_owner_leaves_all() => SetsAsync("", "5:6");

    [StorageFact("setpriv")]
    public async Task Owners_that_may_not_be_set_are_reported()
    {
        await _dataset.BashAsync("touch mount/file");
        await _dataset.GiveToNobodyAsync();

        var result = await Shell.RunScriptAsync("configure", _dataset.Variables(Asking("1234")), asNobody: true);

        (result.ExitCode, result.Stdout).Should().Be((1, "rerootedSymlinks=0\nfailure=owners-not-set\n"));
    }

    private async Task SetsAsync(string asked, string expected)
    {
        await _dataset.BashAsync("mkdir mount/d; touch mount/d/file 'mount/-odd name' source/outside; ln -s ../../source mount/d/away; ln -s missing mount/dangling; chown -hR 5:6 mount");

        var result = await _dataset.RunAsync("configure", Asking(asked));

        (result.ExitCode, result.Stdout).Should().Be((0, "rerootedSymlinks=0\n"));
        var items = (await _dataset.BashAsync("cd mount; find . -printf '%U:%G\\n'")).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        items.Should().HaveCount(6).And.OnlyContain(owner => owner == expected);
        (await _dataset.BashAsync("stat --format=%u:%g source source/outside")).Should().Be("0:0\n0:0\n");
    }

    private static (string, string)[] Asking(string owner) => [("DLPX_SOURCE_PATH", ""), ("DLPX_OWNER", owner)];
}
