using Delphix.Virtualization;

namespace PostgresqlPlugin;

/// <summary>The plugin's entry point, which plugin_config.yml names.</summary>
public static class PluginRunner
{
    /// <summary>The plugin: takes in PostgreSQL clusters by pg_basebackup, and makes each copy a server of its own.</summary>
    public static Plugin Plugin { get; } = new Plugin()
        .AddOperations<HostDiscovery>()
        .AddOperations<Ingestion>()
        .AddOperations<Provisioning>()
        .AddOperations<VdbSnapshots>()
        .AddOperations<Running>()
        .AddOperations<Migrations>();
}
