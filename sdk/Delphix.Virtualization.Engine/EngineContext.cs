using Delphix.Virtualization.Engine.Catalog;
using Delphix.Virtualization.Engine.Hosts;
using Delphix.Virtualization.Engine.Jobs;
using Delphix.Virtualization.Engine.Plugins;
using Delphix.Virtualization.Engine.Storage;

namespace Delphix.Virtualization.Engine;

/// <summary>What workflows work with.</summary>
internal sealed record EngineContext(
    EngineDirectory Directory,
    CatalogStore Catalog,
    JobStore Jobs,
    StoragePools Pools,
    HostConnections Hosts,
    PluginHost Plugins,
    TimeProvider Clock);
