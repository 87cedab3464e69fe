using System.Text.Json.Nodes;
using Delphix.Virtualization.Engine.Catalog;
using Delphix.Virtualization.Engine.Plugins;

namespace Delphix.Virtualization.Engine.Workflows;

/// <summary>What belongs to a dSource, and the messages that tell the plugin of it.</summary>
internal sealed record LinkedSourceContext(
    SourceConfigObject SourceConfig, RepositoryObject Repository, EnvironmentObject Source, EnvironmentObject Staging, InstalledPlugin Plugin)
{
    internal static async Task<LinkedSourceContext> LoadAsync(EngineContext engine, string sourceConfig, string stagingEnvironment, CancellationToken cancellationToken)
    {
        var config = await engine.Catalog.GetAsync<SourceConfigObject>(sourceConfig, cancellationToken).ConfigureAwait(false);
        var repository = await engine.Catalog.GetAsync<RepositoryObject>(config.Repository, cancellationToken).ConfigureAwait(false);
        var source = await engine.Catalog.GetAsync<EnvironmentObject>(repository.Environment, cancellationToken).ConfigureAwait(false);
        var staging = await engine.Catalog.GetAsync<EnvironmentObject>(stagingEnvironment, cancellationToken).ConfigureAwait(false);
        var plugin = await engine.Plugins.GetAsync(repository.Plugin, cancellationToken).ConfigureAwait(false);
        return new LinkedSourceContext(config, repository, source, staging, plugin);
    }

    internal static Task<LinkedSourceContext> LoadAsync(EngineContext engine, LinkedSourceObject dataset, CancellationToken cancellationToken) =>
        LoadAsync(engine, dataset.SourceConfig, dataset.Environment, cancellationToken);

    /// <summary>The message for operations that take the repository only.</summary>
    internal JsonObject ForMountSpecification(LinkedSourceObject dataset)
    {
        var source = new JsonObject
        {
            ["linkedSource"] = new JsonObject { ["guid"] = dataset.DatasetGuid, ["parameters"] = dataset.Parameters.DeepClone() },
            ["sourceConnection"] = Messages.Connection(Source),
            ["stagedConnection"] = Messages.Connection(Staging),
        };
        if (dataset.Mounts is [var mount])
            source["stagedMount"] = Messages.Mount(mount, Staging);
        else if (dataset.Mounts.Count > 1)
            source["mounts"] = Messages.Mounts(dataset, Staging);
        return new JsonObject { ["stagedSource"] = source, ["repository"] = Messages.Parameters(Repository.Parameters) };
    }

    /// <summary>The message for operations that take the source config too.</summary>
    internal JsonObject Request(LinkedSourceObject dataset)
    {
        var request = ForMountSpecification(dataset);
        request["sourceConfig"] = Messages.Parameters(SourceConfig.Parameters);
        return request;
    }

    /// <summary>The message for operations of a sync.</summary>
    internal JsonObject ForSync(LinkedSourceObject dataset, JsonObject snapshotParameters)
    {
        var request = Request(dataset);
        request["snapshotParameters"] = Messages.Parameters(snapshotParameters);
        return request;
    }
}
