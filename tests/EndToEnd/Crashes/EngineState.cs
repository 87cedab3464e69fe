using System.Security.Cryptography;
using System.Text.RegularExpressions;
using Delphix.Virtualization.EndToEnd.Support;
using Delphix.Virtualization.Engine.Catalog;
using Delphix.Virtualization.Engine.Storage;
using Delphix.Virtualization.Packaging.Processes;

namespace Delphix.Virtualization.EndToEnd.Crashes;

/// <summary>
/// All that an engine keeps, one line for each thing: catalog, pool, mounts, scratch folders, and every item of every tree.
/// </summary>
internal sealed partial class EngineState
{
    private readonly IReadOnlyList<string> _lines;

    private EngineState(IEnumerable<string> lines) => _lines = [.. lines.Order(StringComparer.Ordinal)];

    /// <summary>Reads the state, without counters, logs, lists of compiled methods, and the records of jobs that have ended.</summary>
    /// <param name="world">The engine's.</param>
    /// <param name="leaveOut">A tree that may be anything; null for none.</param>
    public static async Task<EngineState> CaptureAsync(World world, string? leaveOut = null)
    {
        var engine = world.PathOf("engine");
        var lines = Directory.EnumerateFileSystemEntries(world.PathOf()).Concat(Files(engine)).ToList();
        lines.AddRange(MountTable.Read().AtOrBelow(world.PathOf()).Select(mount => $"{mount.MountPoint} mounted from {mount.Root}"));
        var mounted = Directory.Exists(world.PathOf("mnt")) ? Directory.EnumerateDirectories(world.PathOf("mnt")) : [];
        var exported = Directory.Exists(world.PathOf("export")) ? [world.PathOf("export")] : Array.Empty<string>();
        string[] roots = [world.Source, .. mounted, .. exported, .. world.Volumes()];
        var hidden = leaveOut is null ? null : MountTable.Read().At(leaveOut)?.Root;
        lines.AddRange(await ItemsAsync(
            roots.Where(root => root != leaveOut && (hidden is null || !root.EndsWith(hidden, StringComparison.Ordinal)))));
        return new EngineState(lines);
    }

    /// <summary>The lines that were added and removed between this state and another one.</summary>
    /// <param name="after">The other state.</param>
    /// <param name="withLocks">Whether locks of objects that are not there count. Without a record, nobody knows of one.</param>
    public IReadOnlyList<string> ChangeTo(EngineState after, bool withLocks = true) =>
    [
        .. _lines.Except(after._lines).Select(line => $"- {line}")
            .Concat(after._lines.Except(_lines)
                .Where(line => withLocks || !line.StartsWith("locks/", StringComparison.Ordinal)).Select(line => $"+ {line}")),
    ];

    /// <summary>The same, without what differs from one time to the next: numbers, ids, times, and how much a sync had to do.</summary>
    public IReadOnlyList<string> KindOfChangeTo(EngineState after) =>
        [.. ChangeTo(after).Select(line => Changing().Replace(line, "${kind}#")).Order(StringComparer.Ordinal)];

    private static IEnumerable<string> Files(string engine)
    {
        var all = new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = FileAttributes.ReparsePoint };
        foreach (var path in Directory.EnumerateFileSystemEntries(engine, "*", all))
        {
            var name = Path.GetRelativePath(engine, path);
            var isOfPlugin = name.StartsWith("hosts/", StringComparison.Ordinal) && File.Exists(path);
            if (isOfPlugin || Other().IsMatch(name) || IsLockInUse(engine, name))
                continue;
            var isDocument = name.StartsWith("catalog/", StringComparison.Ordinal) && File.Exists(path);
            yield return isDocument ? $"{name} {Regex.Replace(File.ReadAllText(path), @"\s+", " ")}" : name;
        }
    }

    // That of an object which is there, or of the engine.
    private static bool IsLockInUse(string engine, string name) =>
        name.StartsWith("locks/", StringComparison.Ordinal)
        && (CatalogType.TryOfReference(Path.GetFileName(name)) is not { } type
            || File.Exists(Path.Combine(engine, "catalog", type.Folder, Path.GetFileName(name) + ".json")));

    private static async Task<IReadOnlyList<string>> ItemsAsync(IEnumerable<string> roots)
    {
        var found = await Tool.RunAsync("find", [.. roots, "-printf", @"%p %y %m %U:%G %n %l time %T@\n"], CancellationToken.None);
        return [.. found.Text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(WithContent)];
    }

    private static string WithContent(string item)
    {
        var kind = Kind().Match(item);
        return kind.Groups["kind"].Value == "f"
            ? $"{item} {Convert.ToHexString(SHA256.HashData(File.ReadAllBytes(kind.Groups["path"].Value)))[..8]}"
            : item;
    }

    // Left out: counters, logs, records of jobs, the pool (read separately), and of plugins all but the folders of their builds.
    [GeneratedRegex("""
        ^(catalog/references|pool/references|pool/mnt|logs|compiled|last-good/jobs|jobs/JOB-[0-9]+\.json)(/|$)
        |^plugins/([^/]+|[^/]+/[^/]+/.*)$
        """, RegexOptions.IgnorePatternWhitespace)]
    private static partial Regex Other();

    [GeneratedRegex("^(?<path>.*?) (?<kind>[a-z]) [0-7]+ [0-9]+:")]
    private static partial Regex Kind();

    [GeneratedRegex("""
        (?<kind>)[0-9a-f]{8}(-?[0-9a-f]{4}){3}-?[0-9a-f]{12}
        |(?<kind>[A-Z_]+-|@|"(nextSnapshotNumber|transferred\w+|deletedItems)":[ ])[0-9]+
        |(?<kind>)[0-9-]{10}T[0-9:.]+
        |(?<kind>time[ ])[0-9.-]+
        """, RegexOptions.IgnorePatternWhitespace | RegexOptions.ExplicitCapture)]
    private static partial Regex Changing();
}
