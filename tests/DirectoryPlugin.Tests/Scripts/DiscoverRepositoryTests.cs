using DirectoryPlugin.Tests.Support;

namespace DirectoryPlugin.Tests.Scripts;

public sealed class DiscoverRepositoryTests
{
    private static readonly Dictionary<string, string> Nothing = [];

    [ProgramFact("rsync", "ssh")]
    public async Task This_machine_says_its_system_and_its_tools()
    {
        var result = await Shell.RunScriptAsync("discover-repository", Nothing);

        result.ExitCode.Should().Be(0, result.Stderr);
        result.Stdout.Should().MatchRegex("^operatingSystem=.+\nrsync=rsync +version [0-9.]+ .*\nssh=OpenSSH_[0-9.]+.*\n$");
        result.Stderr.Should().BeEmpty();
    }

    [Fact]
    public async Task By_hand_it_says_the_same() =>
        (await Shell.RunByHandAsync("discover-repository", Nothing)).Should()
            .Be(await Shell.RunScriptAsync("discover-repository", Nothing));

    [Theory]
    [InlineData("rsync", "rsync=")]
    [InlineData("ssh", "ssh=")]
    public async Task Missing_program_is_not_mentioned(string program, string line)
    {
        using var dataset = Dataset.Unmounted();

        var result = await dataset.RunAsync("discover-repository", ("PATH", await dataset.ProgramsWithoutAsync(program)));

        result.ExitCode.Should().Be(0, result.Stderr);
        result.Stdout.Should().StartWith("operatingSystem=").And.NotContain(line);
    }

    [Theory]
    [InlineData("openrsync: protocol version 29", 0)]
    [InlineData("rsync: cannot load libpopt", 127)]
    public async Task Rsync_of_another_make_and_a_broken_one_are_reported(string about, int code)
    {
        using var dataset = Dataset.Unmounted();
        dataset.AddProgram("rsync", $"#!/usr/bin/env bash\necho '{about}'\nexit {code}\n");

        (await dataset.RunAsync("discover-repository")).Stdout.Should().Contain($"\nrsync={about}\n");
    }
}
