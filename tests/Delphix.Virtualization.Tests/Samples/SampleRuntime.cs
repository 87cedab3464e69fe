using System.Text.Json.Nodes;
using Delphix.Virtualization.Operations;
using Delphix.Virtualization.Runtime;
using Moq;

namespace Delphix.Virtualization.Tests.Samples;

internal static class SampleRuntime
{
    internal static async Task<PluginRuntime> CreateAsync(Plugin plugin, PluginStrategy strategy = PluginStrategy.Staged, LogRecorder? log = null) =>
        new(plugin, strategy, await SampleSchemas.LoadAsync(), log?.ToFactory());

    internal static Task<PluginRuntime> CreateAsync<TOperations>(PluginStrategy strategy = PluginStrategy.Staged, LogRecorder? log = null)
        where TOperations : class => CreateAsync(new Plugin().AddOperations<TOperations>(), strategy, log);

    internal static Task<PluginRuntime> StagedAsync(LogRecorder? log = null) =>
        CreateAsync(new Plugin().AddOperations<SampleDiscovery>().AddOperations<StagedIngestion>().AddOperations<SampleProvisioning>(), PluginStrategy.Staged, log);

    internal static Task<PluginRuntime> DirectAsync(LogRecorder? log = null) =>
        CreateAsync(new Plugin().AddOperations<SampleDiscovery>().AddOperations<DirectIngestion>().AddOperations<SampleProvisioning>(), PluginStrategy.Direct, log);

    /// <summary>Calls an operation that needs no platform library.</summary>
    /// <returns>The response message's text.</returns>
    internal static async Task<string> AnswerAsync(this PluginRuntime runtime, string operation, JsonObject request, CancellationToken cancellationToken = default) =>
        (await runtime.InvokeAsync(operation, request, Mock.Of<ILibs>(), cancellationToken)).ToJsonString();
}
