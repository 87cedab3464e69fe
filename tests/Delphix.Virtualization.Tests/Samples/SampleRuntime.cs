using System.Text.Json.Nodes;
using Delphix.Virtualization.Operations;
using Delphix.Virtualization.Runtime;
using Microsoft.Extensions.Logging.Testing;
using Moq;

namespace Delphix.Virtualization.Tests.Samples;

internal static class SampleRuntime
{
    internal static PluginRuntime Create(Plugin plugin, PluginStrategy strategy = PluginStrategy.Staged, FakeLogCollector? log = null) =>
        new(plugin, strategy, SampleSchemas.Load(), log?.ToFactory());

    internal static PluginRuntime Create<TOperations>(PluginStrategy strategy = PluginStrategy.Staged, FakeLogCollector? log = null)
        where TOperations : class => Create(new Plugin().AddOperations<TOperations>(), strategy, log);

    internal static PluginRuntime Staged(FakeLogCollector? log = null) =>
        Create(
            new Plugin().AddOperations<SampleDiscovery>().AddOperations<StagedIngestion>().AddOperations<SampleProvisioning>(),
            PluginStrategy.Staged, log);

    internal static PluginRuntime Direct(FakeLogCollector? log = null) =>
        Create(
            new Plugin().AddOperations<SampleDiscovery>().AddOperations<DirectIngestion>().AddOperations<SampleProvisioning>(),
            PluginStrategy.Direct, log);

    /// <summary>Calls an operation that needs no platform library.</summary>
    /// <returns>The response message's text.</returns>
    internal static async Task<string> AnswerAsync(
        this PluginRuntime runtime, string operation, JsonObject request, CancellationToken cancellationToken = default) =>
        (await runtime.InvokeAsync(operation, request, Mock.Of<ILibs>(), cancellationToken)).ToJsonString();
}
