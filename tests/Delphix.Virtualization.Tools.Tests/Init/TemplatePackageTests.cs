using System.Text;
using Delphix.Virtualization.Operations;
using Delphix.Virtualization.Packaging;
using Delphix.Virtualization.Packaging.Processes;
using Delphix.Virtualization.Testing;
using Delphix.Virtualization.Tools.Init;

namespace Delphix.Virtualization.Tools.Tests.Init;

public sealed class TemplatePackageTests : IDisposable
{
    private const string Name = "my \"Orders\" DB größer 2";

    private readonly TemporaryDirectory _directory = new();

    [Fact]
    public async Task Dotnet_new_makes_what_init_makes_of_every_kind()
    {
        await NewAsync("install", Package());
        var ids = new HashSet<Guid>();
        foreach (var strategy in Enum.GetValues<PluginStrategy>())
        {
            foreach (var host in Enum.GetValues<HostType>())
            {
                var root = _directory.Combine($"{strategy}{host}");

                await NewAsync("delphix-plugin", "-n", Name, "-s", Spelt(strategy), "-t", Spelt(host), "-o", root, "--no-update-check");

                var id = Guid.Parse((await PluginConfig.LoadAsync(Path.Combine(root, "plugin_config.yml"))).Id);
                ids.Add(id).Should().BeTrue("each plugin has an id of its own");
                PluginFolder.Write(root + "-init", PluginTemplate.Render(NewPlugin.Create(Name, strategy, host) with { Id = id }));
                Items(root).Should().Equal(Items(root + "-init"));
            }
        }
    }

    public void Dispose() => _directory.Dispose();

    // What the build made last; there may be older versions.
    private static string Package() => Directory.EnumerateFiles(
        Path.Combine(
            Repository.Root, "artifacts", "build", "package",
            Path.GetFileName(Path.TrimEndingDirectorySeparator(AppContext.BaseDirectory))),
        "Delphix.Virtualization.Templates.*.nupkg").MaxBy(File.GetLastWriteTimeUtc)!;

    private static string Spelt(Enum value) => value.ToString().ToUpperInvariant();

    // Each file's path, mode and bytes: Latin-1 has a letter for each.
    private static IEnumerable<string> Items(string root) => Directory.EnumerateFiles(root, "*", SearchOption.AllDirectories)
        .Select(path => $"{Path.GetRelativePath(root, path)} {File.GetUnixFileMode(path)}\n{File.ReadAllText(path, Encoding.Latin1)}")
        .Order(StringComparer.Ordinal);

    // Installed templates go into the folder too, not to the user's own.
    private Task<ToolResult> NewAsync(params string[] arguments) =>
        new Tool
        {
            Program = "dotnet",
            Arguments = ["new", .. arguments, "--debug:custom-hive", _directory.Combine("hive")],
            WorkingDirectory = _directory.Path,
        }.RunAsync(CancellationToken.None);
}
