using System.Text.Json.Nodes;
using Delphix.Virtualization.Engine.Catalog;
using Delphix.Virtualization.Engine.Plugins;

namespace Delphix.Virtualization.Engine.Workflows;

/// <summary>What belongs to a VDB, and the messages that tell the plugin of it.</summary>
internal sealed record VirtualSourceContext(RepositoryObject Repository, EnvironmentObject Target, InstalledPlugin Plugin)
{
    internal static async Task<VirtualSourceContext> LoadAsync(EngineContext engine, VirtualSourceObject dataset, CancellationToken cancellationToken)
    {
        var repository = await engine.Catalog.GetAsync<RepositoryObject>(dataset.Repository, cancellationToken);
        var target = await engine.Catalog.GetAsync<EnvironmentObject>(dataset.Environment, cancellationToken);
        var plugin = await engine.Plugins.GetAsync(repository.Plugin, cancellationToken);
        return new VirtualSourceContext(repository, target, plugin);
    }

    /// <summary>The message for operations that take the repository only.</summary>
    internal JsonObject ForRepository(VirtualSourceObject dataset) => new()
    {
        ["virtualSource"] = new JsonObject
        {
            ["guid"] = dataset.DatasetGuid,
            ["connection"] = Messages.Connection(Target),
            ["parameters"] = dataset.Parameters.DeepClone(),
            ["mounts"] = Messages.Mounts(dataset, Target),
        },
        ["repository"] = Messages.Parameters(Repository.Parameters),
    };

    /// <summary>The message for operations that take the VDB's source config too.</summary>
    internal JsonObject Request(VirtualSourceObject dataset)
    {
        var request = ForRepository(dataset);
        request["sourceConfig"] = Messages.Parameters(dataset.SourceConfigParameters);
        return request;
    }

    /// <summary>The message for configure.</summary>
    internal JsonObject ForConfigure(VirtualSourceObject dataset, SnapshotObject snapshot)
    {
        var request = ForRepository(dataset);
        request["snapshot"] = Messages.Parameters(snapshot.Parameters);
        return request;
    }

    /// <summary>The message for reconfigure.</summary>
    internal JsonObject ForReconfigure(VirtualSourceObject dataset, SnapshotObject snapshot)
    {
        var request = Request(dataset);
        request["snapshot"] = Messages.Parameters(snapshot.Parameters);
        return request;
    }
}
