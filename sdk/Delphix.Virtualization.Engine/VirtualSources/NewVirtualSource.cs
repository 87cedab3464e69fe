using System.Text.Json.Nodes;
using Delphix.Virtualization.Engine.Catalog;
using Delphix.Virtualization.Engine.Environments;
using Delphix.Virtualization.Schemas;

namespace Delphix.Virtualization.Engine.VirtualSources;

/// <summary>What a user asks for when making a VDB.</summary>
/// <param name="Name">The VDB's name.</param>
/// <param name="Environment">The name or reference of the environment to mount it in.</param>
/// <param name="Repository">The name or reference of the repository there; null when there is but one.</param>
/// <param name="Parameters">Values of the plugin's <c>virtualSourceDefinition</c>.</param>
public sealed record NewVirtualSource(string Name, string Environment, string? Repository, JsonObject Parameters)
{
    /// <summary>Finds the repository that the VDB is to belong to.</summary>
    /// <param name="engine">The engine.</param>
    /// <param name="plugin">The reference of the plugin whose repository it must be; null for any.</param>
    /// <param name="cancellationToken">Ends it.</param>
    internal async Task<RepositoryObject> FindRepositoryAsync(EngineContext engine, string? plugin, CancellationToken cancellationToken)
    {
        var environment = await engine.Catalog.FindAsync<EnvironmentObject>(Environment, cancellationToken);
        MountPlaces.RequireLocal(environment, "target");
        return await RepositoryChoice.FindAsync(engine, environment, Repository, plugin, cancellationToken);
    }

    /// <summary>Checks all that was asked and makes up the VDB. Changes nothing.</summary>
    /// <param name="engine">The engine.</param>
    /// <param name="parentRepository">
    /// The repository of the dataset to provision from, whose plugin the VDB must share; null for an empty VDB.
    /// </param>
    /// <param name="cancellationToken">Ends it.</param>
    internal async Task<VirtualSourceObject> PrepareAsync(
        EngineContext engine, string? parentRepository, CancellationToken cancellationToken)
    {
        var parent = parentRepository is null ? null : await engine.Catalog.GetAsync<RepositoryObject>(parentRepository, cancellationToken);
        var repository = await FindRepositoryAsync(engine, parent?.Plugin, cancellationToken);
        var plugin = await engine.Plugins.GetAsync(repository.Plugin, cancellationToken);
        var values = await ObjectParameters.CompleteAsync(plugin, DefinitionKind.VirtualSource, Parameters, "VDB", cancellationToken);
        await DatasetNames.RequireFreeAsync(engine, Name, cancellationToken);
        return new VirtualSourceObject
        {
            Reference = await engine.Catalog.NextReferenceAsync<VirtualSourceObject>(cancellationToken),
            Name = Name,
            CreatedAt = engine.Clock.GetUtcNow(),
            Parameters = values,
            DatasetGuid = Guid.NewGuid().ToString(),
            Repository = repository.Reference,
            Environment = repository.Environment,
            Volume = "",
            State = DatasetState.Creating,
        };
    }
}
