using System.Text.Json.Nodes;
using Delphix.Virtualization.Operations;
using Delphix.Virtualization.Packaging;
using Delphix.Virtualization.Runtime;
using Delphix.Virtualization.Schemas;

namespace Delphix.Virtualization.Testing;

/// <summary>
/// Checks any plugin against the rules of the platform: calls its operations with values made from its schemas, on hosts that do not
/// answer, fail, hang, or get hostile text. It runs no script and reaches no host.
/// </summary>
/// <param name="plugin">The plugin.</param>
/// <param name="strategy">How it ingests.</param>
/// <param name="schemas">Its schemas.</param>
/// <example>
/// <code>
/// var faults = await new ConformanceSuite(PluginRunner.Plugin, PluginStrategy.Staged, schemas).RunAsync();
/// faults.Should().BeEmpty();
/// </code>
/// </example>
public sealed class ConformanceSuite(Plugin plugin, PluginStrategy strategy, PluginSchemas schemas)
{
    // At most so many calls of an operation are made to fail, one after the other.
    private const int MostCalls = 10;

    private static readonly RunResult Silence = new(0, "", "");

    // What engines call before they mount, or of a dataset that is disabled.
    private static readonly HashSet<string> WithoutMounts =
    [
        "linked.mountSpecification", "linked.status", "virtual.mountSpecification", "virtual.status", "virtual.cleanup",
    ];

    private readonly SampleRequests _samples = new(schemas, strategy);

    /// <summary>How long an operation may take that has nothing to wait for.</summary>
    internal TimeSpan Patience { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Checks the plugin in an artifact, with the code that is in it.</summary>
    /// <param name="artifact">The artifact.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>The rules that are broken; empty for none.</returns>
    /// <exception cref="UserException">The artifact's code cannot be loaded.</exception>
    public static async Task<IReadOnlyList<ConformanceFault>> CheckAsync(
        Artifact artifact, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(artifact);
        using var folder = new TemporaryDirectory();
        var code = folder.Combine("code");
        await artifact.ExtractAsync(code, cancellationToken);
        var loaded = PluginLoader.Load(code, artifact.EntryPoint);
        return await new ConformanceSuite(loaded, artifact.Strategy, artifact.ReadSchemas()).RunAsync(cancellationToken);
    }

    /// <summary>Checks the plugin.</summary>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>The rules that are broken, each once for an operation; empty for none.</returns>
    public async Task<IReadOnlyList<ConformanceFault>> RunAsync(CancellationToken cancellationToken = default)
    {
        var runtime = new PluginRuntime(plugin, strategy, schemas);
        List<ConformanceFault> faults =
        [
            .. runtime.MissingOperations.Select(operation => new ConformanceFault(ConformanceRule.Complete, operation, "It is missing.")),
        ];
        // No workflow has this order. An operation that needs what another one left in memory fails here.
        var alone = new Dictionary<string, Outcome>();
        foreach (var operation in runtime.ImplementedOperations.Reverse())
            alone[operation.Name] = await CallSilentAsync(operation, cancellationToken);
        foreach (var operation in runtime.ImplementedOperations)
        {
            var found = new List<ConformanceFault>();
            await CheckOperationAsync(operation, alone[operation.Name], found, cancellationToken);
            faults.AddRange(found.DistinctBy(fault => fault.Rule));
        }

        return faults;
    }

    private async Task CheckOperationAsync(
        PluginOperation operation, Outcome alone, List<ConformanceFault> faults, CancellationToken cancellationToken)
    {
        var silent = await CallSilentAsync(operation, cancellationToken);
        if (alone.Error is not null && silent.Returned is not null)
            Add(ConformanceRule.Stateless, $"Called in reverse order it failed: {alone.Error.Message} In order it returned.");
        // After a host was asked, its empty answer may be what no plugin has to expect.
        var isAlone = silent.HostCalls == 0;
        if (silent.IsInternal && isAlone)
            Add(ConformanceRule.UserError, $"With valid values it failed by {silent.InternalError}, before it asked a host.");
        if (silent.Error is PluginRuntimeException and not OperationFailedException && isAlone)
            Add(ConformanceRule.ValidResult, $"With valid values: {silent.Error.Message}");

        await CheckPolicyAsync(operation, silent, Add, cancellationToken);
        await CheckOptionalValuesAsync(operation, silent, Add, cancellationToken);
        await CheckUnmountedAsync(operation, silent, Add, cancellationToken);
        await CheckDroppedHostAsync(operation, silent.HostCalls, Add, cancellationToken);
        var again = await CallSilentAsync(operation, cancellationToken);
        if ((alone.Returned ?? silent.Returned) is not null && again.Error is not null)
            Add(ConformanceRule.Repeatable, $"It returned, and when it was called again it failed: {again.Error.Message}");
        else if (operation.Result == OperationResultKind.MountSpecification && !JsonNode.DeepEquals(silent.Returned, again.Returned))
            Add(
                ConformanceRule.StableMounts,
                $"It said {silent.Returned?.ToJsonString()}, and then {again.Returned?.ToJsonString() ?? "nothing"}.");
        for (var number = 1; number <= Math.Clamp(silent.HostCalls, 1, MostCalls); number++)
            await CheckCancellingAsync(operation, number, Add, cancellationToken);
        await CheckHostileValuesAsync(operation, Add, cancellationToken);

        void Add(ConformanceRule rule, string evidence) => faults.Add(new ConformanceFault(rule, operation.Name, evidence));
    }

    private async Task CheckPolicyAsync(
        PluginOperation operation, Outcome silent, Action<ConformanceRule, string> add, CancellationToken cancellationToken)
    {
        if (operation.Parameters.FirstOrDefault(row => row.Kind == OperationParameterKind.OptionalSnapshotParameters) is not { } parameter)
            return;
        var request = _samples.Request(
            operation.Name, message => message[parameter.MessageName] = new JsonObject { ["parameters"] = null });
        if (await NewErrorAsync(operation, silent, request, cancellationToken) is { } error)
            add(ConformanceRule.PolicySync, $"Without snapshot parameters it failed by {error}.");
    }

    private async Task CheckUnmountedAsync(
        PluginOperation operation, Outcome silent, Action<ConformanceRule, string> add, CancellationToken cancellationToken)
    {
        if (!WithoutMounts.Contains(operation.Name))
            return;
        var request = _samples.Request(operation.Name, Unmount);
        if (await NewErrorAsync(operation, silent, request, cancellationToken) is { } error)
            add(ConformanceRule.Unmounted, $"While nothing was mounted it failed by {error}.");
    }

    private static void Unmount(JsonObject request)
    {
        if (request["virtualSource"] is JsonObject virtualSource)
            virtualSource["mounts"] = new JsonArray();
        if (request["stagedSource"] is JsonObject stagedSource)
            stagedSource.Remove("stagedMount");
    }

    private async Task CheckOptionalValuesAsync(
        PluginOperation operation, Outcome silent, Action<ConformanceRule, string> add, CancellationToken cancellationToken)
    {
        var request = _samples.Request(operation.Name);
        foreach (var (values, kind) in ParametersIn(request, operation))
        {
            var required = schemas[kind]["required"] as JsonArray ?? [];
            foreach (var name in values.Select(pair => pair.Key).Except(required.Select(name => $"{name}")).ToList())
                values.Remove(name);
        }

        if (await NewErrorAsync(operation, silent, request, cancellationToken) is { } error)
            add(ConformanceRule.OptionalValues, $"Without the values that are not required it failed by {error}.");
    }

    // The internal error of a request that lacks something, where the whole one had none, or had it only after more scripts.
    private async Task<string?> NewErrorAsync(
        PluginOperation operation, Outcome whole, JsonObject request, CancellationToken cancellationToken)
    {
        var outcome = await CallAsync(operation, request, Silent, cancellationToken);
        return outcome.IsInternal && (!whole.IsInternal || outcome.HostCalls < whole.HostCalls) ? outcome.InternalError : null;
    }

    // A host may be lost at each script. A plugin may ignore that a later script failed. It may not ignore the first.
    private async Task CheckDroppedHostAsync(
        PluginOperation operation, int calls, Action<ConformanceRule, string> add, CancellationToken cancellationToken)
    {
        for (var reached = 0; reached < Math.Min(calls, MostCalls); reached++)
        {
            var outcome = await CallAsync(
                operation,
                _samples.Request(operation.Name),
                (number, token) => number <= reached
                    ? Silent(number, token)
                    : throw new LibraryException(LibraryError.ConnectionFailed, "The host cannot be reached."),
                cancellationToken);
            if (outcome.IsInternal)
                add(ConformanceRule.UserError, $"When its host was lost at script {reached + 1} it failed by {outcome.InternalError}.");
            if (reached == 0 && outcome is { HostCalls: > 0, Returned: not null })
                CheckUnreachable(operation, outcome, add);
        }
    }

    private static void CheckUnreachable(PluginOperation operation, Outcome outcome, Action<ConformanceRule, string> add)
    {
        if (operation.Result == OperationResultKind.Status && outcome.Returned!["status"]?.GetValue<string>() == "ACTIVE")
            add(ConformanceRule.HonestStatus, "Its host could not be reached, and it said ACTIVE.");
        else if (operation.Result is OperationResultKind.Nothing or OperationResultKind.SourceConfig or OperationResultKind.Snapshot)
            add(ConformanceRule.FailureSeen, "Its host could not be reached, and it returned as if all were done.");
    }

    // While one of its scripts runs: the first one, or a later one.
    private async Task CheckCancellingAsync(
        PluginOperation operation, int number, Action<ConformanceRule, string> add, CancellationToken cancellationToken)
    {
        using var cancelling = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        using var ended = new CancellationTokenSource();
        var running = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        // A host that hangs: the call ends when the plugin's own token is cancelled, or when the suite gives up.
        var libs = new ProbeLibs(async (call, token) =>
        {
            if (call < number)
                return Silence;
            running.TrySetResult();
            using var either = CancellationTokenSource.CreateLinkedTokenSource(token, ended.Token);
            await Task.Delay(Timeout.InfiniteTimeSpan, either.Token);
            return Silence;
        });
        var call = new PluginRuntime(plugin, strategy, schemas)
            .InvokeAsync(operation.Name, _samples.Request(operation.Name), libs, cancelling.Token);
        await Task.WhenAny(call, running.Task).WaitAsync(cancellationToken);
        await cancelling.CancelAsync();
        await Task.WhenAny(call, Task.Delay(Patience, cancellationToken));
        if (running.Task.IsCompleted && !call.IsCompleted)
            add(ConformanceRule.Cancels, $"It was cancelled while a script ran, and continued for {Patience.TotalSeconds:0} seconds.");
        await ended.CancelAsync();
        await ((Task)call).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        // A later script may be one that the plugin can do without.
        if (number == 1 && running.Task.IsCompleted && call.IsCompletedSuccessfully)
            add(ConformanceRule.Cancels, "It was cancelled while a script ran, and returned as if it were done.");
    }

    private async Task CheckHostileValuesAsync(
        PluginOperation operation, Action<ConformanceRule, string> add, CancellationToken cancellationToken)
    {
        var request = _samples.Request(operation.Name);
        foreach (var (values, kind) in ParametersIn(request, operation))
            HostileValues.Into(values, schemas[kind]);
        using var log = new KeptLog();
        var outcome = await CallAsync(operation, request, (_, _) => Task.FromResult(new RunResult(1, "", "no")), cancellationToken, log);
        if (outcome.Error is PluginRuntimeException and not OperationFailedException)
            return;
        if (outcome.IsInScript(HostileValues.Command))
            add(ConformanceRule.NoPasting, "Text of a user was in a script.");
        var shown = $"{outcome.Error?.Message}\n{(outcome.Error as UserException)?.Action}\n{(outcome.Error as UserException)?.Output}";
        if (log.Contains(HostileValues.Secret)
            || shown.Contains(HostileValues.Secret, StringComparison.Ordinal)
            || outcome.IsInScript(HostileValues.Secret))
            add(ConformanceRule.NoSecrets, "A password was in its log, in a message or in a script.");
    }

    // The values in a request that users gave, with the definitions that they are of.
    private static IEnumerable<(JsonObject Values, DefinitionKind Kind)> ParametersIn(JsonObject request, PluginOperation operation) =>
        from parameter in operation.Parameters
        let values = ParametersIn(request[parameter.MessageName] as JsonObject, parameter.Kind)
        where values is not null
        select values.Value;

    private static (JsonObject Values, DefinitionKind Kind)? ParametersIn(JsonObject? message, OperationParameterKind kind)
    {
        var (holder, definition) = kind switch
        {
            OperationParameterKind.Repository => (message, DefinitionKind.Repository),
            OperationParameterKind.SourceConfig => (message, DefinitionKind.SourceConfig),
            OperationParameterKind.DirectSource or OperationParameterKind.StagedSource =>
                (message?["linkedSource"] as JsonObject, DefinitionKind.LinkedSource),
            OperationParameterKind.VirtualSource => (message, DefinitionKind.VirtualSource),
            _ => (null, default),
        };
        return holder?["parameters"] is JsonObject values ? (values, definition) : null;
    }

    private static Task<RunResult> Silent(int number, CancellationToken cancellationToken) => Task.FromResult(Silence);

    private Task<Outcome> CallSilentAsync(PluginOperation operation, CancellationToken cancellationToken) =>
        CallAsync(operation, _samples.Request(operation.Name), Silent, cancellationToken);

    private async Task<Outcome> CallAsync(
        PluginOperation operation,
        JsonObject request,
        Func<int, CancellationToken, Task<RunResult>> answer,
        CancellationToken cancellationToken,
        KeptLog? log = null)
    {
        var libs = new ProbeLibs(answer);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(Patience);
        try
        {
            var runtime = new PluginRuntime(plugin, strategy, schemas, log);
            var call = runtime.InvokeAsync(operation.Name, (JsonObject)request.DeepClone(), libs, limit.Token);
            var response = await call.WaitAsync(limit.Token);
            return new Outcome(response["returnValue"] as JsonObject ?? [], null, libs);
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested)
        {
            return new Outcome(null, e, libs);
        }
    }

    private sealed record Outcome(JsonObject? Returned, Exception? Error, ProbeLibs Libs)
    {
        internal int HostCalls => Libs.HostCalls;

        /// <summary>Whether it failed by something that no user can do anything about.</summary>
        internal bool IsInternal =>
            Error is OperationFailedException { InnerException: not (LibraryException or ScriptException or OperationCanceledException) };

        internal string? InternalError => Error?.InnerException?.GetType().Name;

        internal bool IsInScript(string text) => Libs.Calls.Any(call => call.Command.Contains(text, StringComparison.Ordinal));
    }
}
