using Delphix.Virtualization.EndToEnd.Support;
using Delphix.Virtualization.Engine.Storage;

namespace Delphix.Virtualization.EndToEnd.Tutorial;

/// <summary>Follows the tutorials as a learner does: runs their commands, makes their edits, and compares what is printed.</summary>
public sealed class TutorialTests : IDisposable
{
    private static readonly TutorialTrack First = new()
    {
        Folder = Path.Combine("docs", "tutorial"),
        FirstPages = ["README.md"],
        Count = 8,
        LastOfTheSample = "5-provisioning.md",
        Plugin = "~/tutorial/first_plugin",
        Sample = Path.Combine("samples", "tutorial"),
        Files = ["src/PluginRunner.cs", "schema.json"],
    };

    private static readonly TutorialTrack Postgresql = new()
    {
        Folder = Path.Combine("docs", "tutorial", "postgresql"),
        Count = 8,
        LastOfTheSample = "8-questions.md",
        Plugin = "~/lab/plugin",
        Sample = Path.Combine("samples", "postgresql"),
        Files = [.. SampleFiles("src", "*.cs"), .. SampleFiles("scripts", "*.sh"), "schema.json", "released/1.0.0.json"],
    };

    private readonly Workshop _workshop = new();

    public void Dispose() => _workshop.Dispose();

    /// <summary>With shared storage and mounts, as root; with copies and symlinks, as anybody else in a class.</summary>
    [EngineTheory]
    [InlineData(true)]
    [InlineData(false)]
    public Task Tutorial_works_as_it_is_written(bool isRoot) => FollowAsync(First, isRoot);

    [PostgresqlTheory]
    [InlineData(true)]
    [InlineData(false)]
    public Task Tutorial_for_a_database_works_as_it_is_written(bool isRoot)
    {
        // As root, another user runs the servers, who has to pass through.
        var folder = _workshop.Directory;
        File.SetUnixFileMode(folder, File.GetUnixFileMode(folder) | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute);
        var programs = PostgresqlFactAttribute.Programs!;
        var version = Path.GetFileName(Path.GetDirectoryName(programs)!);
        var places = new Dictionary<string, string>
        {
            ["/var/tmp/pg-tutorial"] = _workshop.Combine("home/lab"),
            ["/usr/lib/postgresql/15/bin"] = programs,
            ["Version = \"15\""] = $"Version = \"{version}\"",
            ["version=15"] = $"version={version}",
            ["Version: 15"] = $"Version: {version}",
            ["  15  "] = $"  {version}  ",
            ["PostgreSQL 15."] = $"PostgreSQL {version}.",
            ["(PostgreSQL) 15."] = $"(PostgreSQL) {version}.",
        };
        return FollowAsync(Postgresql, isRoot, places, ["5501", "5502", "5503", "5504", "5505"]);
    }

    private async Task FollowAsync(
        TutorialTrack track, bool isRoot, Dictionary<string, string>? places = null, params IEnumerable<string> ports)
    {
        using (var shell = await TutorialShell.StartAsync(_workshop, isRoot, places, ports))
            await track.FollowAsync(shell);

        MountTable.Read().AtOrBelow(_workshop.Directory).Should().BeEmpty("the last page ends all that was begun");
    }

    private static IEnumerable<string> SampleFiles(string folder, string pattern) =>
        Directory.EnumerateFiles(Path.Combine(Repository.Root, "samples", "postgresql", folder), pattern)
            .Select(file => Path.Combine(folder, Path.GetFileName(file)));
}
