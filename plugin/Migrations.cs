using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Delphix.Virtualization;

namespace DirectoryPlugin;

/// <summary>
/// Brings what release 1.0.0, the plugin of the public tutorial, stored into the format of 2.0.0. A released migration is never changed or removed.
/// </summary>
public sealed partial class Migrations
{
    /// <summary>The tutorial's repository got the name under which discovery finds it now, so that both are one.</summary>
    [Upgrade.Repository("2.0.1")]
    public static JsonObject RenameRepository(JsonObject oldRepository) => new() { ["name"] = HostDiscovery.RepositoryName };

    /// <summary>Paths are now written in one way only, as they tell one source config from another.</summary>
    [Upgrade.SourceConfig("2.0.2")]
    public static JsonObject NormalizePath(JsonObject oldSourceConfig)
    {
        var path = oldSourceConfig["path"]!.GetValue<string>();
        oldSourceConfig["path"] = Slashes().Replace("/" + path, "/") is ['/', .. { Length: > 0 }] normal ? normal.TrimEnd('/') : "/";
        return oldSourceConfig;
    }

    /// <summary>The port was fixed; the two permissions did not exist, so nobody gave them.</summary>
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

    /// <summary>Nothing was recorded of snapshots, and nothing is made up.</summary>
    [Upgrade.Snapshot("2.0.5")]
    public static JsonObject SayUnrecorded(JsonObject oldSnapshot) => new() { ["mode"] = "unrecorded" };

    [GeneratedRegex("/+")]
    private static partial Regex Slashes();
}
