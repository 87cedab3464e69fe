using Delphix.Virtualization.EndToEnd.Support;

namespace Delphix.Virtualization.EndToEnd.Life;

/// <summary>What an author looks at: what a plugin is, what it asks for, and what it did.</summary>
public sealed class AuthorToolsTests : IDisposable
{
    private readonly DvpProgram _dvp = new();

    public void Dispose() => _dvp.Dispose();

    [Fact]
    public async Task Plugins_of_this_repository_keep_the_rules_of_the_platform()
    {
        foreach (var plugin in (BuiltPlugin[])[BuiltPlugin.Reference, BuiltPlugin.Tutorial, BuiltPlugin.Configuration])
        {
            var (exitCode, output) = await _dvp.RunAsync($"dvp conformance '{await plugin.ArtifactAsync()}'");

            exitCode.Should().Be(0, output);
            output.Should().Contain($"keeps all {ConformanceRule.All.Count} rules.").And.NotContain("FAILED");
        }
    }

    [Fact]
    public async Task Plugin_that_is_installed_shows_its_operations_its_forms_and_each_script_that_it_ran()
    {
        var artifact = await BuiltPlugin.Reference.ArtifactAsync();

        var (exitCode, output) = await _dvp.RunAsync($"""
            set -e
            export DVP_ENGINE_DIR="$TMPDIR/engine"
            dvp plugin install '{artifact}'
            dvp environment add local --address localhost -vv
            dvp plugin show 'Directory Trees'
            dvp plugin show 'Directory Trees' --json | grep -c '"isRequired"'
            dvp log
            dvp log 'Directory Trees' --level debug
            """);

        exitCode.Should().Be(0, output);
        output.Should().Contain("Next, let it look at a host: dvp environment add local --address localhost")
            .And.MatchRegex(@"note +discover-repository\.sh in local: exit code 0 after \d+ ms")
            .And.Contain("\n  linked.preSnapshot\n")
            .And.Contain(
                "\n  sshPort              whole number   default 22      SSH port: TCP port of the SSH server on the source host\n")
            .And.MatchRegex("\n\\d+\n")
            .And.MatchRegex(@" Information +JOB-2  discovery.sourceConfig  local  local: the list of directories .* is missing\.")
            .And.MatchRegex(@" Debug +JOB-2  discovery\.repository  local  discover-repository\.sh in local: exit code 0 after \d+ ms");
    }

    [EngineFact]
    public async Task Worker_of_a_plugin_without_one_is_not_said_to_have_run()
    {
        var artifact = await BuiltPlugin.Configuration.ArtifactAsync();

        var (exitCode, output) = await _dvp.RunAsync($"""
            set -e
            export DVP_ENGINE_DIR="$TMPDIR/engine"
            mkdir "$TMPDIR/settings"
            dvp plugin install '{artifact}'
            dvp environment add local --address localhost
            dvp source-config add --environment local --param name=settings --param path="$TMPDIR/settings"
            dvp dsource link settings --source-config settings
            dvp dsource worker settings
            dvp dsource delete settings
            """);

        exitCode.Should().Be(0, output);
        output.Should().Contain("dSource 'settings' has no worker: its plugin does not implement linked.worker.")
            .And.NotContain("worker run");
    }
}
