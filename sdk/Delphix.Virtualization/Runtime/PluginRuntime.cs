using System.Text.Json.Nodes;
using Delphix.Virtualization.Operations;
using Delphix.Virtualization.Schemas;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Delphix.Virtualization.Runtime;

/// <summary>
/// The one way into a plugin, for any engine: binds a request in the platform's JSON message format to the plugin's method,
/// validates what goes in and what comes out, and maps what is thrown.
/// </summary>
public sealed class PluginRuntime
{
    private readonly Dictionary<string, BoundOperation> _operations;
    private readonly MigrationRunner _migrations;
    private readonly ILoggerFactory _loggerFactory;
    private readonly TimeProvider _clock;

    /// <summary>Binds a plugin's operations.</summary>
    /// <param name="plugin">The plugin.</param>
    /// <param name="strategy">How it ingests.</param>
    /// <param name="schemas">Its schemas.</param>
    /// <param name="loggerFactory">Where its log lines go; null: nowhere.</param>
    /// <param name="clock">What its operations get as <see cref="TimeProvider"/>; null: the system's clock.</param>
    /// <exception cref="PluginDefinitionException">
    /// The operations break the rules of the operation table; every fault is listed.
    /// </exception>
    public PluginRuntime(
        Plugin plugin, PluginStrategy strategy, PluginSchemas schemas, ILoggerFactory? loggerFactory = null, TimeProvider? clock = null)
    {
        ArgumentNullException.ThrowIfNull(plugin);
        ArgumentNullException.ThrowIfNull(schemas);
        Strategy = strategy;
        Schemas = schemas;
        _loggerFactory = loggerFactory ?? NullLoggerFactory.Instance;
        _clock = clock ?? TimeProvider.System;
        var binder = new OperationBinder(strategy, schemas);
        foreach (var (method, attribute) in plugin.Operations)
            binder.Add(method, attribute);
        _operations = binder.Complete(out var migrations);
        _migrations = new MigrationRunner(migrations);
    }

    /// <summary>How the plugin ingests.</summary>
    internal PluginStrategy Strategy { get; }

    /// <summary>The plugin's schemas.</summary>
    public PluginSchemas Schemas { get; }

    /// <summary>The ids of the plugin's data migrations in standard form, in the order in which they run.</summary>
    public IReadOnlyList<string> MigrationIds => _migrations.Ids;

    /// <summary>The ids of the data migrations for objects of a definition.</summary>
    internal IEnumerable<string> MigrationIdsOf(DefinitionKind kind) => _migrations.IdsOf(kind);

    /// <summary>The operations that the plugin has, in the order of the operation table; without data migrations.</summary>
    internal IEnumerable<PluginOperation> ImplementedOperations =>
        OperationTable.All.Where(row => row.AppliesTo(Strategy) && !row.IsMigration && Implements(row.Name));

    /// <summary>The required operations that the plugin lacks. Workflows that need them will fail.</summary>
    public IEnumerable<string> MissingOperations =>
        OperationTable.All.Where(row => row.IsRequired && row.AppliesTo(Strategy) && !Implements(row.Name)).Select(row => row.Name);

    /// <summary>Whether the plugin implements an operation.</summary>
    /// <param name="operation">The operation's name, for example <c>linked.preSnapshot</c>.</param>
    public bool Implements(string operation) => _operations.ContainsKey(operation);

    /// <summary>Calls an operation, or runs data migrations (<c>upgrade.*</c>).</summary>
    /// <param name="operation">The operation's name, for example <c>linked.preSnapshot</c>.</param>
    /// <param name="request">
    /// The request message, with the platform's names: <c>stagedSource.linkedSource.parameters</c>, <c>repository.parameters</c> and so on.
    /// For data migrations: <c>migrationIds</c>, a list, and <c>preUpgradeParameters</c>, an object of old values by reference.
    /// </param>
    /// <param name="libs">The platform libraries for this call.</param>
    /// <param name="cancellationToken">Handed to the operation.</param>
    /// <returns>The response message, <c>{ "returnValue": … }</c>.</returns>
    /// <exception cref="UserException">The operation tells its user of a problem.</exception>
    /// <exception cref="OperationNotDefinedException">The plugin does not implement the operation.</exception>
    /// <exception cref="SchemaViolationException">A value of the request or of the result breaks the schema.</exception>
    /// <exception cref="OperationFailedException">The operation threw something else.</exception>
    /// <exception cref="NonActionableLibraryException">A platform library failed in a way that no plugin can handle.</exception>
    /// <exception cref="LimitExceededException">
    /// The request, the result, or the text of an exception is larger than <see cref="PlatformLimits"/> allow.
    /// </exception>
    /// <exception cref="PluginRuntimeException">The request or the result is not of the documented form.</exception>
    /// <exception cref="OperationCanceledException"><paramref name="cancellationToken"/> was cancelled.</exception>
    public async Task<JsonObject> InvokeAsync(
        string operation, JsonObject request, ILibs libs, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(operation);
        ArgumentNullException.ThrowIfNull(request);
        ArgumentNullException.ThrowIfNull(libs);
        cancellationToken.ThrowIfCancellationRequested();
        PlatformLimits.CheckMessage(request, $"The request for {operation}");
        var returnValue = await CallAsync(operation, request, libs, cancellationToken).ConfigureAwait(false);
        PlatformLimits.CheckMessage(returnValue, $"The result of {operation}");
        return new JsonObject { ["returnValue"] = returnValue };
    }

    private async Task<JsonObject> CallAsync(string operation, JsonObject request, ILibs libs, CancellationToken cancellationToken)
    {
        var ending = new EndingLibs(libs);
        var call = RunAsync(operation, request, ending, cancellationToken);
        await ((Task)call).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        // Before what the call returned or threw: the plugin may have caught the error.
        ending.ThrowIfEnded();
        return await call.ConfigureAwait(false);
    }

    private async Task<JsonObject> RunAsync(string operation, JsonObject request, ILibs libs, CancellationToken cancellationToken)
    {
        if (OperationTable.Find(operation, Strategy) is { IsMigration: true })
            return await _migrations.RunAsync(
                operation,
                request,
                new OperationServices(new MigrationLibs(libs), _loggerFactory, _clock),
                cancellationToken).ConfigureAwait(false);
        if (!_operations.TryGetValue(operation, out var bound))
            throw new OperationNotDefinedException(operation);
        return await bound.InvokeAsync(
            request,
            new OperationServices(new CheckedLibs(libs, request), _loggerFactory, _clock),
            cancellationToken).ConfigureAwait(false);
    }
}
