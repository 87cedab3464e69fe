using System.Globalization;

namespace DirectoryPlugin.Sync;

/// <summary>What the staging host says about itself and about the storage, as <c>probe.sh</c> prints it.</summary>
internal sealed class StagingFacts(ScriptOutput probe)
{
    // A blank: the kernel escapes those of paths.
    private const char Remembered = '\t';

    private readonly long?[] _storage =
        [.. probe.Get("storage").Split('\n')[^1].Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(Number)];

    /// <summary>The host's rsync; null when it has none.</summary>
    internal RsyncVersion? Rsync { get; } = probe.Find("rsync") is { } text ? new RsyncVersion(text) : null;

    /// <summary>Whether there is an OpenSSH client.</summary>
    internal bool HasSsh => probe.Find("ssh") is not null;

    internal string User => probe.Get("user");

    internal string UserName => probe.Get("userName");

    /// <summary>A number that only this user of this host can read, made anew for each sync.</summary>
    internal string? Proof => probe.Find("proof");

    internal string Machine => probe.Get("machine");

    /// <summary>The namespaces of mounts and of the host name, and what the source path is on this host.</summary>
    internal Identity Identity { get; } = Identity.Parse(probe.Get("identity").Trim());

    internal IEnumerable<string> Addresses => probe.Find("addresses")?.Split(' ', StringSplitOptions.RemoveEmptyEntries) ?? [];

    /// <summary>What is left of the storage, in bytes; null when it does not count them.</summary>
    internal long? RoomBytes => _storage is [{ } room, _, > 0, _] ? room : null;

    /// <summary>What is left of the storage, in items; null when it does not count them.</summary>
    internal long? RoomItems => _storage is [_, { } room, _, > 0] ? room : null;

    /// <summary>What the last sync remembered; null when there is nothing, or it is damaged.</summary>
    internal SyncMemory? Synced => SyncMemory.TryParse(probe.Find("synced") ?? "");

    /// <summary>Where other file systems were mounted in the source directory when the last sync ended.</summary>
    internal IEnumerable<string> SourceMounts =>
        probe.Find("sourceMounts")?.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line.TrimStart(Remembered)) ?? [];

    /// <summary>
    /// The mount points in the form that <c>copy.sh</c> remembers. Each line has a prefix: the engine then hides the line in messages, but
    /// not the path alone.
    /// </summary>
    internal static string Remember(IEnumerable<string> mounts) => string.Join('\n', mounts.Select(mount => Remembered + mount));

    private static long? Number(string text) => long.TryParse(text, CultureInfo.InvariantCulture, out var number) ? number : null;
}
