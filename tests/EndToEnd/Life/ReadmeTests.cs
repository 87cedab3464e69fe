using Delphix.Virtualization.EndToEnd.Support;
using Delphix.Virtualization.EndToEnd.Tutorial;
using Delphix.Virtualization.Engine.Storage;

namespace Delphix.Virtualization.EndToEnd.Life;

/// <summary>Runs all blocks of the README but the one with <c>make test</c>.</summary>
public sealed class ReadmeTests : IDisposable
{
    private static readonly string Readme = File.ReadAllText(Path.Combine(Repository.Root, "README.md"));

    private readonly DvpProgram _dvp = new();
    private readonly Workshop _workshop = new();

    [EngineFact]
    public async Task Life_by_hand_works_as_the_readme_says()
    {
        var block = Blocks("bash")[0];
        const string Setting = "PATH=\"$PWD/artifacts/bin:$PATH\" TRY=$(mktemp -d) PORT=2222";
        block.Should().Contain(Setting);

        var (exitCode, output) = await _dvp.RunAsync(
            "set -euo pipefail\n" + block.Replace(Setting, $"TRY=$(mktemp -d) PORT={DvpProgram.FreePort()}", StringComparison.Ordinal));

        exitCode.Should().Be(0, output);
        output.Should().Contain("files@2").And.Contain("is rolled back to copy@1").And.Contain("Plugin 'Directory Trees' is removed.");
        MountTable.Read().AtOrBelow(_dvp.Temporary).Should().BeEmpty();
    }

    [EngineFact]
    public async Task Demo_shows_what_the_readme_shows()
    {
        using var shell = await TutorialShell.StartAsync(_workshop, isRoot: true);
        await shell.RunAsync($"cd '{Repository.Root}'");

        await TutorialTrack.FollowAsync(shell, "README.md", Console(Blocks("console").Single(block => block.StartsWith("$ make demo\n"))));
    }

    [EngineFact]
    public async Task Own_plugin_and_its_upload_work_as_the_readme_says()
    {
        using var shell = await TutorialShell.StartAsync(_workshop, isRoot: true, places: null, ["8282"]);
        await TutorialTrack.FollowAsync(shell, "README.md", Console(Blocks("console").Single(block => block.StartsWith("$ mkdir mine"))));
        var (serve, upload) = (Blocks("bash")[1].Split('#')[0].Trim(), Blocks("bash")[2]);
        (serve, upload).Should().Be(("dvp engine serve", upload)).And.NotBe((serve, ""));

        await shell.RunAsync(
            $"export DVP_ENGINE_DIR=~/engine; {{ {serve} --urls http://127.0.0.1:8282 & echo $! >~/pid; }} >~/log 2>&1; "
                + "export DVP_PASSWORD=$(timeout 60 sed -n 's/^The password of admin is \\([^ ]*\\) .*/\\1/p;q' <(tail -n +1 -f ~/log))");
        var (exitCode, output) = await shell.RunAsync($"(set -e; {upload})");
        await shell.RunAsync("kill $(cat ~/pid)");

        exitCode.Should().Be(0, output);
        output.Should().Contain("'mine'");
    }

    public void Dispose()
    {
        _dvp.Dispose();
        _workshop.Dispose();
    }

    private static IReadOnlyList<string> Blocks(string kind) =>
        [.. Readme.Split($"```{kind}\n").Skip(1).Select(rest => rest.Split("```")[0])];

    private static string Console(string block) => $"```console\n{block}```\n";
}
