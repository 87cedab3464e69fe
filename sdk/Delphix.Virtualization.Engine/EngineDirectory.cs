using System.Globalization;
using Delphix.Virtualization.Engine.Catalog;

namespace Delphix.Virtualization.Engine;

/// <summary>Where the engine keeps what it knows: one folder, which several processes may use at once.</summary>
/// <param name="root">The folder; it is made when something is first stored.</param>
public sealed class EngineDirectory(string root)
{
    /// <summary>The folder, absolute.</summary>
    public string Root { get; } = Path.TrimEndingDirectorySeparator(Path.GetFullPath(root));

    /// <summary>The default: <c>DVP_ENGINE_DIR</c>, else <c>dvp/engine</c> in the user's data folder.</summary>
    public static EngineDirectory Default => new(
        Environment.GetEnvironmentVariable("DVP_ENGINE_DIR") is { Length: > 0 } configured
            ? configured
            : Path.Combine(
                Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData, Environment.SpecialFolderOption.DoNotVerify),
                "dvp",
                "engine"));

    internal string Catalogs => Path.Combine(Root, "catalog");

    internal string Catalog(string type) => Path.Combine(Catalogs, type);

    /// <summary>The last good copies of a type's documents.</summary>
    internal string LastGood(string type) => Path.Combine(Root, "last-good", type);

    /// <summary>Where damaged documents go when they are replaced.</summary>
    internal string Damaged(string type) => Path.Combine(Root, "damaged", type);

    internal string Jobs => Path.Combine(Root, "jobs");

    internal string Logs(string pluginId) => Path.Combine(Root, "logs", pluginId);

    internal string Plugins => Path.Combine(Root, "plugins");

    internal string Plugin(string pluginId, string buildNumber, int revision = 0) =>
        Path.Combine(
            Plugins,
            pluginId,
            revision == 0 ? buildNumber : string.Create(CultureInfo.InvariantCulture, $"{buildNumber}-{revision}"));

    internal string Plugin(PluginObject plugin) => Plugin(plugin.PluginId, plugin.BuildNumber, plugin.Revision);

    internal string Pool => Path.Combine(Root, "pool");

    // Beside the data, so that a catalog that comes back from a backup does not bring older numbers with it.
    internal string PoolReferences => Path.Combine(Pool, "references");

    internal string Lock(string name) => Path.Combine(Root, "locks", name);

    /// <summary>What commands had .NET compile.</summary>
    internal string Compiled => Path.Combine(Root, "compiled");

    internal string Uploads => Path.Combine(Root, "uploads");

    internal string AdminPassword => Path.Combine(Root, "admin-password.json");

    internal string SecretKey => Path.Combine(Root, "secret.key");

    internal string KnownHosts => Path.Combine(Root, "known_hosts");

    internal string Scratch(string environmentReference) => Path.Combine(Root, "hosts", environmentReference, "scratch");

    internal string Binaries(string environmentReference) => Path.Combine(Root, "hosts", environmentReference, "bin");
}
