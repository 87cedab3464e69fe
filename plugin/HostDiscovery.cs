using Delphix.Virtualization;
using DirectoryPlugin.Sync;
using Microsoft.Extensions.Logging;

namespace DirectoryPlugin;

/// <summary>Finds out what a host offers: every Unix host can hold directory trees, and its owner lists those that may be linked.</summary>
public sealed class HostDiscovery(ILibs libs, ILogger<HostDiscovery> logger)
{
    /// <summary>The repository's name, the same on every host: a host has one.</summary>
    public const string RepositoryName = "Directory trees";

    /// <summary>Looks for the tools that a sync needs. A host without them can still hold VDBs.</summary>
    [Discovery.Repository]
    public async Task<IReadOnlyList<RepositoryDefinition>> FindRepositories(
        RemoteConnection sourceConnection, CancellationToken cancellationToken)
    {
        var found = await HostScript.RunAsync(libs, sourceConnection, "discover-repository", [], cancellationToken);
        var rsync = found.Find("rsync") is { } text ? new RsyncVersion(text) : null;
        var ssh = found.Find("ssh");
        var host = sourceConnection.Environment.Name;
        if (rsync is null)
            logger.LogWarning("{Host} has no rsync: it can be neither a source host nor a staging host.", host);
        else if (rsync.IsOlderThan(RsyncVersion.Oldest))
            logger.LogWarning(
                "{Host} has rsync {Version}, which is too old for a source host or a staging host: install {Oldest} or newer.",
                host, rsync.Name, RsyncVersion.Oldest);
        if (ssh is null)
            logger.LogWarning("{Host} has no OpenSSH client: it cannot be a staging host.", host);
        return
        [
            new RepositoryDefinition
            {
                Name = RepositoryName,
                OperatingSystem = found.Find("operatingSystem"),
                RsyncVersion = rsync?.Name,
                // Such as "OpenSSH_9.2p1 Debian-2+deb12u3, OpenSSL 3.0.13".
                SshVersion = ssh?.Split(' ', ',')[0].Replace("OpenSSH_", "", StringComparison.Ordinal),
            },
        ];
    }

    /// <summary>Reads the host's list of directories.</summary>
    [Discovery.SourceConfig]
    public async Task<IReadOnlyList<SourceConfigDefinition>> FindSourceConfigs(
        RemoteConnection sourceConnection, RepositoryDefinition repository, CancellationToken cancellationToken)
    {
        var found = await HostScript.RunAsync(libs, sourceConnection, "discover-source-configs", [], cancellationToken);
        var (host, list) = (sourceConnection.Environment.Name, found.Get("list"));
        if (found.Find("unread") is { } state)
            logger.LogInformation("{Host}: the list of directories {List} is {State}.", host, list, state);
        var offered = new DirectoryList(found.All("line").Zip(found.All("found")), found.Get("user"));
        foreach (var (line, reason) in offered.Skipped)
            logger.LogWarning("{Host}: '{Line}' of {List} is skipped: {Reason}.", host, line, list, reason);
        return offered.Directories;
    }
}
