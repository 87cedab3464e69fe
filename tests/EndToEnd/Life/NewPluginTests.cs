using Delphix.Virtualization.EndToEnd.Support;
using Delphix.Virtualization.Engine.Storage;
using Delphix.Virtualization.Operations;
using Delphix.Virtualization.Packaging;
using Delphix.Virtualization.Tools.Demo;
using Delphix.Virtualization.Tools.Init;

namespace Delphix.Virtualization.EndToEnd.Life;

public sealed class NewPluginTests : IDisposable
{
    private readonly DvpProgram _dvp = new();

    [EndToEndFact]
    public async Task New_plugin_goes_from_an_empty_folder_into_an_engine_as_its_readme_says()
    {
        var root = Directory.CreateDirectory(Path.Combine(_dvp.Temporary, "empty")).FullName;
        var environment = string.Concat(PackageFolder.Make(_dvp.Temporary).Select(variable => $"export {variable.Key}='{variable.Value}'\n"));
        var begun = await _dvp.RunAsync($"set -euo pipefail; cd '{root}'; dvp init -n mine -s STAGED -t UNIX");
        begun.ExitCode.Should().Be(0, begun.Output);
        var blocks = (await File.ReadAllTextAsync(Path.Combine(root, "README.md"))).Split("```bash\n").Skip(1).Select(block => block.Split("```")[0]).ToList();
        var upload = blocks[0].IndexOf("dvp engine serve", StringComparison.Ordinal);

        var (exitCode, output) = await _dvp.RunAsync(
            $"set -euo pipefail\n{environment}cd '{root}'\nexport DVP_ENGINE_DIR='{root}/engine'\n{blocks[0][..upload]}dvp plugin install artifact.json\n{Elsewhere(blocks[1])}");

        exitCode.Should().Be(0, output);
        output.Should().MatchRegex(@"Passed!.*Failed: +0, Passed: +\d\d").And.Contain("VDB 'copy' is provisioned from code@1").And.Contain("dSource 'code' is deleted.").And.NotContain("Warning");
        MountTable.Read().AtOrBelow(_dvp.Temporary).Should().BeEmpty();
    }

    [Fact]
    public async Task New_plugin_of_every_other_kind_builds_without_warning_and_passes_its_tests()
    {
        var plugins = (from strategy in Enum.GetValues<PluginStrategy>()
                       from host in Enum.GetValues<HostType>()
                       where (strategy, host) != (PluginStrategy.Staged, HostType.Unix)
                       select NewPlugin.Create($"{strategy} {host}", strategy, host)).ToList();
        foreach (var plugin in plugins)
            PluginFolder.Write(Root(plugin), PluginTemplate.Render(plugin));
        var projects = plugins.SelectMany(plugin => Directory.EnumerateFiles(Root(plugin), "*.csproj", SearchOption.AllDirectories));
        await File.WriteAllTextAsync(Path.Combine(_dvp.Temporary, "all.slnx"), $"<Solution>{string.Concat(projects.Select(project => $"<Project Path=\"{project}\" />"))}</Solution>");

        var tested = await new Tool
        {
            Program = "dotnet",
            Arguments = ["test", "all.slnx", "-c", "Release", "-nodeReuse:false"],
            WorkingDirectory = _dvp.Temporary,
            Environment = PackageFolder.Make(_dvp.Temporary),
            Accepts = _ => true,
        }.RunAsync(CancellationToken.None);

        tested.ExitCode.Should().Be(0, tested.Text + tested.Error);
        tested.Text.Should().NotContain("warning").And.MatchRegex(@"(Passed!.*Failed: +0, Passed: +\d\d[^!]*){3}");
        foreach (var plugin in plugins)
        {
            var project = await PluginProject.LoadAsync(Path.Combine(Root(plugin), "plugin_config.yml"));
            var code = Path.Combine(Root(plugin), "artifacts", "build", "bin", plugin.Identifier, "release");
            var archive = await CodeArchive.PackAsync(code, CancellationToken.None);
            (await ArtifactBuilder.DescribeAsync(project, code, archive, "artifact.json", CancellationToken.None)).Warnings.Should().BeEmpty();
        }
    }

    public void Dispose() => _dvp.Dispose();

    private string Root(NewPlugin plugin) => Path.Combine(_dvp.Temporary, plugin.Identifier);

    // Where nothing else of this machine is.
    private string Elsewhere(string block) => block.Replace("=/tmp/", $"={_dvp.Temporary}/", StringComparison.Ordinal);
}
