using System.Text.Json.Nodes;
using Delphix.Virtualization.Engine.Catalog;
using Delphix.Virtualization.Packaging;
using Delphix.Virtualization.Runtime;
using Delphix.Virtualization.Schemas;

namespace Delphix.Virtualization.Engine.Plugins;

/// <summary>A plugin, loaded from the artifact that was installed.</summary>
internal sealed class InstalledPlugin(PluginObject plugin, Artifact artifact, LoadedPlugin loaded, PluginRuntime runtime, PluginLog log, Func<OperationScope, ILibs> libs, TimeProvider clock, IProgress<OperationCall>? calls) : IDisposable
{
    internal PluginObject Object => plugin;

    internal Artifact Artifact => artifact;

    internal PluginSchemas Schemas => runtime.Schemas;

    internal bool Implements(string operation) => runtime.Implements(operation);

    /// <summary>Calls an operation.</summary>
    /// <param name="operation">Its name.</param>
    /// <param name="request">The request message.</param>
    /// <param name="scope">What the call is about.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>The content of <c>returnValue</c>.</returns>
    internal async Task<JsonObject> CallAsync(string operation, JsonObject request, OperationScope scope, CancellationToken cancellationToken)
    {
        scope = scope with { Operation = operation };
        using var logging = log.Begin(scope);
        var started = clock.GetTimestamp();
        var succeeded = false;
        try
        {
            var response = await runtime.InvokeAsync(operation, request, libs(scope), cancellationToken).ConfigureAwait(false);
            succeeded = true;
            return response["returnValue"]!.AsObject();
        }
        catch (Exception e)
        {
            log.Failed(e);
            throw;
        }
        finally
        {
            calls?.Report(new OperationCall(operation, clock.GetElapsedTime(started), succeeded));
        }
    }

    public void Dispose()
    {
        loaded.Dispose();
        log.Dispose();
    }
}
