using System.Text.Json.Nodes;
using Delphix.Virtualization.Engine.Catalog;
using Delphix.Virtualization.Engine.Secrets;
using Delphix.Virtualization.Packaging;
using Delphix.Virtualization.Runtime;
using Delphix.Virtualization.Schemas;

namespace Delphix.Virtualization.Engine.Plugins;

/// <summary>A plugin, loaded from the artifact that was installed.</summary>
internal sealed class InstalledPlugin(PluginObject plugin, Artifact artifact, LoadedPlugin loaded, PluginRuntime runtime, PluginSecrets secrets, PluginLog log, Func<OperationScope, ILibs> libs, TimeProvider clock, IProgress<OperationCall>? calls) : IDisposable
{
    internal PluginObject Object => plugin;

    internal Artifact Artifact => artifact;

    internal PluginSchemas Schemas => runtime.Schemas;

    internal PluginSecrets Secrets => secrets;

    internal bool Implements(string operation) => runtime.Implements(operation);

    /// <summary>Calls an operation.</summary>
    /// <param name="operation">Its name.</param>
    /// <param name="request">The request message.</param>
    /// <param name="scope">What the call is about.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>The content of <c>returnValue</c>, with its secrets encrypted.</returns>
    internal async Task<JsonObject> CallAsync(string operation, JsonObject request, OperationScope scope, CancellationToken cancellationToken)
    {
        scope = scope with { Operation = operation, Request = request };
        using var logging = log.Begin(scope);
        var started = clock.GetTimestamp();
        var succeeded = false;
        try
        {
            var opened = await secrets.OpenRequestAsync(request, scope.Secrets, cancellationToken).ConfigureAwait(false);
            var response = await runtime.InvokeAsync(operation, opened, libs(scope), cancellationToken).ConfigureAwait(false);
            var returned = response["returnValue"]!.AsObject();
            await secrets.CloseResponseAsync(returned, cancellationToken).ConfigureAwait(false);
            succeeded = true;
            return returned;
        }
        catch (Exception e)
        {
            log.Failed(e);
            if (e is not OperationCanceledException && scope.Secrets.Hide(e) is var shown && shown != e)
                throw shown;
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
