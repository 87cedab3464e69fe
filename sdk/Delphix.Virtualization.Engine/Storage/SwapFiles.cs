namespace Delphix.Virtualization.Engine.Storage;

/// <summary>
/// The files that the machine swaps to, read from <c>/proc/swaps</c>. The kernel neither snapshots nor removes what holds one.
/// </summary>
internal static class SwapFiles
{
    /// <summary>Reads them as they are now.</summary>
    internal static IReadOnlyList<string> Read() => File.Exists("/proc/swaps") ? Parse(File.ReadAllText("/proc/swaps")) : [];

    /// <summary>Reads a text in the format of <c>/proc/swaps</c>: the path is escaped, and followed by blanks and the type.</summary>
    internal static IReadOnlyList<string> Parse(string text) =>
        [.. text.Split('\n').Skip(1).Select(line => line.Split((char[])[' ', '\t'], StringSplitOptions.RemoveEmptyEntries))
            .Where(fields => fields.Length > 1 && fields[1] == "file")
            .Select(fields => MountTable.Unescape(fields[0]))];
}
