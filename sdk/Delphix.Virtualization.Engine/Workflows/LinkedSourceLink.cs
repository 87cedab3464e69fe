using System.Text.Json.Nodes;
using Delphix.Virtualization.Engine.Catalog;
using Delphix.Virtualization.Engine.Jobs;
using Delphix.Virtualization.Schemas;

namespace Delphix.Virtualization.Engine.Workflows;

/// <summary>Linking: makes a dSource for a source config, enables it and syncs it for the first time.</summary>
/// <param name="name">The dSource's name.</param>
/// <param name="sourceConfig">The source config's name or reference.</param>
/// <param name="stagingEnvironment">The name or reference of the environment where storage is mounted.</param>
/// <param name="parameters">Values of the plugin's <c>linkedSourceDefinition</c>.</param>
public sealed class LinkedSourceLink(string name, string sourceConfig, string stagingEnvironment, JsonObject parameters) : Workflow
{
    /// <inheritdoc/>
    public override string Title => "Linked source link";

    internal override bool CreatesTarget => true;

    internal override async Task<CatalogObject> FindTargetAsync(EngineContext engine, CancellationToken cancellationToken)
    {
        var config = await engine.Catalog.FindAsync<SourceConfigObject>(sourceConfig, cancellationToken).ConfigureAwait(false);
        var staging = await engine.Catalog.FindAsync<EnvironmentObject>(stagingEnvironment, cancellationToken).ConfigureAwait(false);
        DatasetSteps.RequireLocal(staging, "staging");
        var context = await LinkedSourceContext.LoadAsync(engine, config.Reference, staging.Reference, cancellationToken).ConfigureAwait(false);
        var values = await ObjectParameters.CompleteAsync(context.Plugin, DefinitionKind.LinkedSource, parameters, "dSource", cancellationToken).ConfigureAwait(false);
        await DatasetNames.RequireFreeAsync(engine, name, cancellationToken).ConfigureAwait(false);
        return new LinkedSourceObject
        {
            Reference = await engine.Catalog.NextReferenceAsync<LinkedSourceObject>(cancellationToken).ConfigureAwait(false),
            Name = name,
            CreatedAt = engine.Clock.GetUtcNow(),
            Parameters = values,
            DatasetGuid = Guid.NewGuid().ToString(),
            SourceConfig = config.Reference,
            Repository = config.Repository,
            Environment = staging.Reference,
            Volume = "",
            State = DatasetState.Creating,
        };
    }

    internal override async Task RunAsync(EngineContext engine, CatalogObject target, JobExecution job, CancellationToken cancellationToken)
    {
        var steps = new DatasetSteps(engine, job, cancellationToken);
        var created = (LinkedSourceObject)target;
        var context = await LinkedSourceContext.LoadAsync(engine, created, cancellationToken).ConfigureAwait(false);
        await DatasetNames.ReserveAsync(engine, steps, created, cancellationToken).ConfigureAwait(false);
        var dataset = created with { Volume = await steps.CreateVolumeAsync().ConfigureAwait(false) };
        dataset = await LinkedSourceEnable.EnableAsync(steps, context, dataset, job).ConfigureAwait(false);
        dataset = await LinkedSourceSync.SyncAsync(steps, context, dataset, resync: true, job).ConfigureAwait(false);
        await steps.ReplaceAsync(created, dataset with { State = DatasetState.Enabled }).ConfigureAwait(false);
    }
}
