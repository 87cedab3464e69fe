using System.Reflection;
using System.Text.Json.Nodes;
using Delphix.Virtualization.Operations;
using Delphix.Virtualization.Schemas;
using Microsoft.Extensions.DependencyInjection;

namespace Delphix.Virtualization.Runtime;

/// <summary>A row of the operation table, bound to the method that implements it.</summary>
internal sealed class BoundOperation
{
    private readonly PluginOperation _row;
    private readonly MethodInvoker _method;
    private readonly MethodResult _result;
    private readonly ObjectFactory? _factory;
    private readonly Func<RequestReader, CancellationToken, object?>[] _arguments;
    private readonly PluginSchemas _schemas;

    internal BoundOperation(PluginOperation row, MethodInfo method, PluginSchemas schemas)
    {
        _row = row;
        _schemas = schemas;
        _method = MethodInvoker.Create(method);
        _result = new MethodResult(method.ReturnType);
        _factory = method.IsStatic ? null : ActivatorUtilities.CreateFactory(method.DeclaringType!, []);
        _arguments = [.. method.GetParameters().Select(parameter => Argument(row, parameter))];
        Place = $"{method.DeclaringType!.Name}.{method.Name}";
    }

    internal string Name => _row.Name;

    /// <summary>The method's name with its class, for messages.</summary>
    internal string Place { get; }

    /// <summary>Calls the operation with the values of a request message.</summary>
    /// <returns>The content of the response's <c>returnValue</c>.</returns>
    internal async Task<JsonObject> InvokeAsync(JsonObject request, OperationServices services, CancellationToken cancellationToken)
    {
        var reader = new RequestReader(_row.Name, request, _schemas);
        var arguments = Array.ConvertAll(_arguments, argument => argument(reader, cancellationToken));
        var value = await CallAsync(arguments, services, cancellationToken).ConfigureAwait(false);
        return new ResponseWriter(_row, _schemas).Write(value);
    }

    /// <summary>Calls the operation as a data migration.</summary>
    internal async Task<JsonObject> MigrateAsync(JsonObject oldData, OperationServices services, CancellationToken cancellationToken)
    {
        var value = await CallAsync([oldData], services, cancellationToken).ConfigureAwait(false);
        return value as JsonObject ?? throw new PluginRuntimeException($"{_row.Name} ({Place}) returned null; it must return the migrated JsonObject.");
    }

    private async Task<object?> CallAsync(object?[] arguments, OperationServices services, CancellationToken cancellationToken)
    {
        try
        {
            var instance = _factory?.Invoke(services, null);
            return await _result.GetAsync(_method.Invoke(instance, arguments.AsSpan())).ConfigureAwait(false);
        }
        catch (Exception e) when (e is not (UserException or PluginRuntimeException) && !(e is OperationCanceledException && cancellationToken.IsCancellationRequested))
        {
            throw new OperationFailedException(_row.Name, e);
        }
    }

    private static Func<RequestReader, CancellationToken, object?> Argument(PluginOperation row, ParameterInfo parameter)
    {
        var type = parameter.ParameterType;
        if (type == typeof(CancellationToken))
            return static (_, cancellationToken) => cancellationToken;
        var known = row.Parameters.First(candidate => candidate.Name == parameter.Name);
        return (reader, _) => reader.Read(known, type);
    }
}
