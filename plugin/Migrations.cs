using System.Text.Json.Nodes;
using Delphix.Virtualization;

namespace DirectoryPlugin;

/// <summary>
/// Converts what release 1.0.0, the plugin of the public tutorial, stored: the result has the format of 2.0.0.
/// A released migration is never changed or removed.
/// </summary>
public sealed class Migrations
{
    /// <summary>The tutorial's repository gets the name under which discovery finds it now, so that both are the same repository.</summary>
    [Upgrade.Repository("2.0.1")]
    public static JsonObject RenameRepository(JsonObject oldRepository) => new() { ["name"] = HostDiscovery.RepositoryName };

    /// <summary>
    /// A path is now written in one way only, because it identifies a source config. A name may no longer be empty.
    /// </summary>
    [Upgrade.SourceConfig("2.0.2")]
    public static JsonObject NormalizePath(JsonObject oldSourceConfig)
    {
        var path = "/" + string.Join('/', oldSourceConfig["path"]!.GetValue<string>().Split('/', StringSplitOptions.RemoveEmptyEntries));
        oldSourceConfig["path"] = path;
        if (oldSourceConfig["name"]!.GetValue<string>().Length == 0)
            oldSourceConfig["name"] = path;
        return oldSourceConfig;
    }

    /// <summary>Release 1.0.0 always used port 22. It did not have the two permissions, so they are not given.</summary>
    [Upgrade.LinkedSource("2.0.3")]
    public static JsonObject AddConnectionOptions(JsonObject oldLinkedSource)
    {
        oldLinkedSource["sshPort"] = 22;
        oldLinkedSource["acceptNewHostKey"] = false;
        oldLinkedSource["allowEmptySource"] = false;
        return oldLinkedSource;
    }

    /// <summary>VDBs that are in use keep their symlinks as they are.</summary>
    [Upgrade.VirtualSource("2.0.4")]
    public static JsonObject KeepSymlinks(JsonObject oldVirtualSource)
    {
        oldVirtualSource["rerootSymlinks"] = false;
        return oldVirtualSource;
    }

    /// <summary>Release 1.0.0 recorded nothing about a snapshot, and the snapshot says so.</summary>
    [Upgrade.Snapshot("2.0.5")]
    public static JsonObject SayUnrecorded(JsonObject oldSnapshot) => new() { ["mode"] = "unrecorded" };
}
