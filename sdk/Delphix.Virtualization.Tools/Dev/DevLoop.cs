using System.Diagnostics;
using Delphix.Virtualization.Engine.Catalog;
using Delphix.Virtualization.Engine.Plugins;
using Delphix.Virtualization.Packaging;
using Delphix.Virtualization.Tools.Commands;
using Delphix.Virtualization.Tools.Output;

namespace Delphix.Virtualization.Tools.Dev;

/// <summary>
/// Builds a plugin whenever its sources change, for a debugger, and puts the build into the local engine in place of the one before, under
/// the same number.
/// </summary>
internal sealed class DevLoop(CommandContext context, string configPath) : IDisposable
{
    // What a project consists of besides its sources: after these changed, packages have to be looked for again.
    private static readonly string[] ProjectFiles = [".csproj", ".props", ".targets", ".config", ".json"];

    private readonly DirectoryInfo _work = Directory.CreateTempSubdirectory("dvp-dev-");
    private Artifact? _last;
    private bool _isRestored;

    /// <summary>Continues until it is interrupted, which is how its user ends it.</summary>
    internal async Task RunAsync()
    {
        try
        {
            await ReplaceAtEachSaveAsync();
        }
        catch (OperationCanceledException) when (context.CancellationToken.IsCancellationRequested)
        {
        }
    }

    public void Dispose() => _work.Delete(recursive: true);

    private async Task ReplaceAtEachSaveAsync()
    {
        var config = await PluginConfig.LoadAsync(configPath, context.CancellationToken);
        using var watcher = new SourceWatcher(
            [config.Directory, config.SourceDirectory, Path.GetDirectoryName(config.SchemaPath)!],
            (await context.EngineAsync()).Directory.Root);
        await ReplaceAsync("the start");
        while (true)
        {
            Say($"Waiting for changes in {config.Directory}; Ctrl-C ends this.");
            var changed = await watcher.WaitAsync(context.CancellationToken);
            if (changed.Any(path => ProjectFiles.Contains(Path.GetExtension(path)) && path != config.SchemaPath))
                _isRestored = false;
            await ReplaceAsync("the save");
        }
    }

    private async Task ReplaceAsync(string since)
    {
        var watch = Stopwatch.StartNew();
        try
        {
            var path = Path.Combine(_work.FullName, "artifact.json");
            var options = new BuildOptions { IsDebug = true, WorkDirectory = _work.FullName, IsRestored = _isRestored };
            var result = await ArtifactBuilder.BuildAsync(configPath, path, options, null, context.CancellationToken);
            _isRestored = true;
            foreach (var warning in result.Warnings)
                Say($"Warning: {warning}");
            var engine = await context.EngineAsync();
            var isThere = (await engine.ListAsync<PluginObject>(context.CancellationToken)).Any(plugin => plugin.HasId(result.Artifact.Id));
            await engine.RunAsync(isThere ? new PluginUpgrade(path) : new PluginInstall(path), null, context.CancellationToken);
            var changes = _last is null ? "" : $" Changed: {BuildChanges.Between(_last, result.Artifact)}.";
            _last = result.Artifact;
            var duration = HumanText.Duration(watch.Elapsed);
            Say($"Build {_last.BuildNumber} of '{_last.Name}' is in the engine, {duration} after {since}.{changes}");
        }
        catch (Exception e) when (e is UserException or IOException or UnauthorizedAccessException)
        {
            ErrorOutput.Show(ErrorReport.From(e, context.Verbosity > 0), context.Terminal, isJson: false);
            Say(_last is null ? "Nothing was put into the engine." : "The engine keeps the build that it has.");
        }
    }

    private void Say(string text) => context.Terminal.Output.WriteLine(Terminal.Printable(text));
}
