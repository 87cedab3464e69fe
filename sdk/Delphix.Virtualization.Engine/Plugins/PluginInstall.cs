using Delphix.Virtualization.Engine.Catalog;
using Delphix.Virtualization.Engine.Jobs;
using Delphix.Virtualization.Packaging;
using Delphix.Virtualization.Packaging.Files;
using Delphix.Virtualization.Packaging.Processes;

namespace Delphix.Virtualization.Engine.Plugins;

/// <summary>Installs a plugin from the artifact that <c>dvp build</c> made.</summary>
/// <param name="artifactPath">The artifact file.</param>
public sealed class PluginInstall(string artifactPath) : Workflow
{
    /// <inheritdoc/>
    public override string Title => "Plugin install";

    internal override int? StepCount => 2;

    internal override async Task<CatalogObject> FindTargetAsync(EngineContext engine, CancellationToken cancellationToken)
    {
        var artifact = await Artifact.ReadAsync(artifactPath, cancellationToken);
        RequireRunnable(artifact);
        await RequireNewAsync(engine, artifact, cancellationToken);
        return new PluginObject
        {
            Reference = await engine.Catalog.NextReferenceAsync<PluginObject>(cancellationToken),
            Name = artifact.Name,
            CreatedAt = engine.Clock.GetUtcNow(),
            PluginId = artifact.Id,
            BuildNumber = artifact.BuildNumber.ToString(),
        };
    }

    internal override async Task RunAsync(WorkflowRun run, CatalogObject target)
    {
        var plugin = (PluginObject)target;
        var artifact = await Artifact.ReadAsync(artifactPath, run.CancellationToken);
        var folder = run.Engine.Directory.Plugin(plugin);
        using (await run.Catalog.LockAsync())
        {
            await RequireNewAsync(run.Engine, artifact, run.CancellationToken);
            await run.Catalog.AddAsync(plugin);
        }

        await run.Job.UndoByAsync(new CleanUp.RemoveFolder(folder));
        await run.Job.StepAsync("Unpack the artifact", () => UnpackAsync(artifactPath, artifact, folder, run.CancellationToken));
        // Loading it now shows faults to the one who installs it, not to the one who needs it.
        await run.Job.StepAsync(
            "Load the plugin", async () => (await run.Engine.Plugins.LoadAsync(plugin, run.CancellationToken)).RequireManifest());
    }

    /// <summary>Fills the folder of a build, from which <see cref="PluginHost"/> loads it. What an earlier job left there goes.</summary>
    internal static async Task UnpackAsync(string artifactPath, Artifact artifact, string folder, CancellationToken cancellationToken)
    {
        if (Directory.Exists(folder))
            Directory.Delete(folder, recursive: true);
        PrivateFolder.Make(folder);
        File.Copy(artifactPath, Path.Combine(folder, PluginHost.ArtifactFile));
        File.SetUnixFileMode(Path.Combine(folder, PluginHost.ArtifactFile), PrivateFile.Mode);
        await artifact.ExtractAsync(Path.Combine(folder, PluginHost.CodeFolder), cancellationToken);
        // The catalog, which survives a power cut, is going to name it.
        await Tool.RunAsync("sync", ["--file-system", "--", folder], cancellationToken);
    }

    /// <summary>The installed plugin that an artifact is a build of; null when there is none.</summary>
    internal static async Task<PluginObject?> FindInstalledAsync(
        EngineContext engine, Artifact artifact, CancellationToken cancellationToken) =>
        (await engine.Catalog.ListAsync<PluginObject>(cancellationToken)).FirstOrDefault(plugin => plugin.HasId(artifact.Id));

    /// <exception cref="UserException">
    /// The plugin is for hosts that the engine does not know or for a later engine, or its schemas are not valid.
    /// </exception>
    internal static void RequireRunnable(Artifact artifact)
    {
        if (artifact.HostType != HostType.Unix)
        {
            throw new UserException(
                $"The local engine cannot run '{artifact.Name}': it is a plugin for {artifact.HostType} hosts, and the engine knows Unix "
                    + "hosts only.",
                "Upload it to an engine that can.",
                "");
        }

        if (!ArtifactDocument.IsSupported(artifact.EngineApi))
        {
            throw new UserException(
                $"The local engine cannot run '{artifact.Name}': it was built for version {artifact.EngineApi} of the engine's API, and "
                    + $"this one has {ArtifactDocument.EngineApi}.",
                "Build it again with the dvp of this engine.",
                "");
        }

        // From the file that the user knows, before the engine's copy of it is read.
        artifact.ReadSchemas();
    }

    private static async Task RequireNewAsync(EngineContext engine, Artifact artifact, CancellationToken cancellationToken)
    {
        if (await FindInstalledAsync(engine, artifact, cancellationToken) is { } installed)
        {
            throw new UserException(
                $"The plugin '{installed.Name}' is installed already, in build {installed.BuildNumber}.",
                "Upgrade it to a later build: dvp plugin upgrade ARTIFACT",
                "");
        }
    }
}
