using Delphix.Virtualization.EndToEnd.Support;
using Delphix.Virtualization.Engine.Storage;
using Delphix.Virtualization.Operations;
using Delphix.Virtualization.Packaging;
using Delphix.Virtualization.Tools.Init;

namespace Delphix.Virtualization.EndToEnd.Life;

public sealed class NewPluginTests(Workshop workshop) : IClassFixture<Workshop>
{
    [EngineFact]
    public async Task New_plugin_goes_from_an_empty_folder_into_an_engine_as_its_readme_says()
    {
        var root = Directory.CreateDirectory(workshop.Combine("empty")).FullName;
        var begun = await workshop.RunAsync($"cd '{root}'; dvp init -n mine -s STAGED -t UNIX");
        begun.ExitCode.Should().Be(0, begun.Output);
        await MountElsewhereAsync(Path.Combine(root, "src", "PluginRunner.cs"));
        var readme = await File.ReadAllTextAsync(Path.Combine(root, "README.md"));
        var blocks = string.Concat(readme.Split("```bash\n").Skip(1).Select(block => block.Split("```")[0]));

        var (exitCode, output) = await workshop.RunAsync(
            $"cd '{root}'\nexport DVP_ENGINE_DIR='{root}/engine'\n{Elsewhere(blocks)}kill %1\nwait %1");

        exitCode.Should().Be(0, output);
        output.Should().MatchRegex(@"Passed!.*Failed: +0, Passed: +\d")
            .And.Contain("Plugin 'mine', build 1, is installed at http://127.0.0.1:")
            .And.Contain("VDB 'copy' is provisioned from orders@1")
            .And.Contain("dSource 'orders' is deleted.")
            .And.NotContain("Warning");
        MountTable.Read().AtOrBelow(workshop.Directory).Should().BeEmpty();
    }

    [EngineFact]
    public async Task Plugin_under_development_is_replaced_in_the_engine_at_each_save_and_a_mistake_leaves_the_build_before()
    {
        var root = Directory.CreateDirectory(workshop.Combine("developed")).FullName;

        var (exitCode, output) = await workshop.RunAsync($$"""
            cd '{{root}}' && dvp init -n developed -s STAGED -t UNIX -q
            export DVP_ENGINE_DIR='{{root}}/engine'
            dvp dev >dev.log 2>&1 &
            # wait_for TEXT TIMES: until dvp has written it so often.
            wait_for() {
                for ((i = 0; i < 600; i++)); do (($(grep -c "$1" dev.log) < $2)) || return 0; sleep 0.1; done
                cat dev.log; kill %1; exit 1
            }
            wait_for 'Waiting for changes' 1
            echo 'internal static class Added { internal static int Value => 1; }' >>src/PluginRunner.cs
            wait_for 'Changed: the code.' 1
            echo 'this is no C#' >>src/PluginRunner.cs
            wait_for 'The engine keeps the build that it has.' 1
            sed -i '/this is no/d' src/PluginRunner.cs
            wait_for 'Changed: nothing.' 1
            dvp plugin list
            kill %1; wait %1; echo "code $?"; cat dev.log; ls -d "$TMPDIR"/dvp-*
            """);

        exitCode.Should().NotBe(1, output);
        output.Should().Contain("code 0").And.Contain(": CS1031: ").And.MatchRegex(
            @"Build 1 of 'developed' is in the engine, \d+(\.\d)? m?s after the save")
            .And.MatchRegex(@"developed +1 ").And.NotContain("dvp-dev-");
    }

    [Fact]
    public async Task New_plugin_of_every_other_kind_builds_without_warning_and_passes_its_tests()
    {
        var plugins = (from strategy in Enum.GetValues<PluginStrategy>()
                       from host in Enum.GetValues<HostType>()
                       where (strategy, host) != (PluginStrategy.Staged, HostType.Unix)
                       // What a string of C# must not be broken by.
                       select NewPlugin.Create($"{strategy} \"{host}\" \\ ö", strategy, host)).ToList();
        foreach (var plugin in plugins)
        {
            PluginFolder.Write(workshop.Combine(plugin.Identifier), PluginTemplate.Render(plugin));
            // What its author adds, without documentation.
            await File.WriteAllTextAsync(
                workshop.Combine($"{plugin.Identifier}/src/Added.cs"), $"namespace {plugin.Identifier};\n\npublic static class Added;\n");
        }

        var projects = from folder in plugins.Select(plugin => workshop.Combine(plugin.Identifier))
                       from project in Directory.EnumerateFiles(folder, "*.csproj", SearchOption.AllDirectories)
                       select $"<Project Path=\"{project}\" />";
        await File.WriteAllTextAsync(workshop.Combine("all.slnx"), $"<Solution>{string.Concat(projects)}</Solution>");
        var tests = plugins.Select(plugin => Path.Combine(Code(plugin.Identifier + ".Tests", plugin), plugin.Identifier + ".Tests.dll"));

        var (exitCode, output) = await workshop.RunAsync(
            $"cd '{workshop.Directory}'\ndotnet build all.slnx -c Release\ndotnet test {string.Join(' ', tests)}");

        exitCode.Should().Be(0, output);
        output.Should().Contain("0 Warning(s)").And.MatchRegex(@"(Passed!.*Failed: +0, Passed: +\d[^!]*){3}");
        foreach (var plugin in plugins)
        {
            var project = await PluginProject.LoadAsync(Path.Combine(workshop.Combine(plugin.Identifier), "plugin_config.yml"));
            var code = Code(plugin.Identifier, plugin);
            var archive = await CodeArchive.PackAsync(code, CancellationToken.None);
            var (_, warnings) = await ArtifactBuilder.DescribeAsync(project, code, archive, "artifact.json", CancellationToken.None);
            warnings.Should().BeEmpty();
        }
    }

    private string Code(string project, NewPlugin plugin) =>
        Path.Combine(workshop.Combine(plugin.Identifier), "artifacts", "build", "bin", project, "release");

    private async Task MountElsewhereAsync(string code)
    {
        var text = await File.ReadAllTextAsync(code);
        text.Should().Contain("$\"/tmp/");
        await File.WriteAllTextAsync(code, text.Replace("$\"/tmp/", $"$\"{workshop.Directory}/", StringComparison.Ordinal));
    }

    // Where nothing else of this machine is.
    private static string Elsewhere(string script)
    {
        script.Should().Contain("dvp engine serve &").And.Contain("/8282").And.Contain(":8282");
        var port = $"{DvpProgram.FreePort()}";
        return script.Replace("dvp engine serve", $"dvp engine serve --urls http://127.0.0.1:{port}", StringComparison.Ordinal)
            .Replace("8282", port, StringComparison.Ordinal);
    }
}
