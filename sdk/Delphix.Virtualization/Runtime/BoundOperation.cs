using System.Reflection;
using System.Text.Json.Nodes;
using Delphix.Virtualization.Operations;
using Delphix.Virtualization.Schemas;

namespace Delphix.Virtualization.Runtime;

/// <summary>A row of the operation table, bound to the method that implements it.</summary>
internal sealed class BoundOperation
{
    private readonly PluginOperation _row;
    private readonly MethodInvoker _method;
    private readonly MethodResult _result;
    private readonly ConstructorInvoker? _constructor;
    private readonly Type[] _services = [];
    private readonly Argument[] _arguments;
    private readonly PluginSchemas _schemas;
    private readonly string _place;

    internal BoundOperation(PluginOperation row, MethodInfo method, PluginSchemas schemas)
    {
        _row = row;
        _schemas = schemas;
        _method = MethodInvoker.Create(method);
        _result = new MethodResult(method.ReturnType);
        if (!method.IsStatic)
        {
            var constructor = method.ReflectedType!.GetConstructors().Single();
            _constructor = ConstructorInvoker.Create(constructor);
            _services = [.. constructor.GetParameters().Select(parameter => parameter.ParameterType)];
        }

        _arguments = [.. method.GetParameters().Select(parameter =>
            new Argument(row.Parameters.FirstOrDefault(known => known.Name == parameter.Name), parameter.ParameterType))];
        _place = PlaceOf(method);
    }

    internal string Name => _row.Name;

    /// <summary>
    /// A method's name with its class, for messages. The class is the one that was added, not a base that declares the method.
    /// </summary>
    internal static string PlaceOf(MethodInfo method) => $"{method.ReflectedType!.Name}.{method.Name}";

    /// <summary>Whether a parameter is the token that every operation may take.</summary>
    internal static bool IsCancellationToken(ParameterInfo parameter) =>
        parameter.Name == "cancellationToken" && parameter.ParameterType == typeof(CancellationToken);

    /// <summary>Calls the operation with the values of a request message.</summary>
    /// <returns>The content of the response's <c>returnValue</c>.</returns>
    internal async Task<JsonObject> InvokeAsync(JsonObject request, OperationServices services, CancellationToken cancellationToken)
    {
        var reader = new RequestReader(_row.Name, request, _schemas);
        var value = await CallAsync(reader.Read, services, cancellationToken).ConfigureAwait(false);
        return new ResponseWriter(_row, _schemas).Write(value);
    }

    /// <summary>Calls the operation as a data migration.</summary>
    internal async Task<JsonObject> MigrateAsync(JsonObject oldData, OperationServices services, CancellationToken cancellationToken)
    {
        var value = await CallAsync((_, _) => oldData, services, cancellationToken).ConfigureAwait(false);
        return value as JsonObject ?? throw new PluginRuntimeException(
            $"The plugin's operation {_row.Name} returned a wrong value: the result of {_place} is null, not "
                + $"{OperationTypes.NameOf(_row.Result)}.");
    }

    private async Task<object?> CallAsync(
        Func<OperationParameter, Type, object?> read, OperationServices services, CancellationToken cancellationToken)
    {
        var arguments = Array.ConvertAll(
            _arguments, argument => argument.Parameter is { } known ? read(known, argument.Type) : cancellationToken);
        try
        {
            var instance = _constructor?.Invoke(Array.ConvertAll<Type, object?>(_services, services.Provide).AsSpan());
            var value = await _result.GetAsync(_method.Invoke(instance, arguments.AsSpan())).ConfigureAwait(false);
            // A method written with yield runs while its list is read: still the plugin's code.
            return _row.Result is OperationResultKind.Repositories or OperationResultKind.SourceConfigs
                ? (value as IEnumerable<object?>)?.ToList()
                : value;
        }
        catch (UserException e) when (
            PlatformLimits.Checked(e, $"The text of an exception of {_row.Name}") is LimitExceededException tooLarge)
        {
            throw tooLarge;
        }
        catch (Exception e) when (e is not UserException && !(e is OperationCanceledException && cancellationToken.IsCancellationRequested))
        {
            throw PlatformLimits.Checked(new OperationFailedException(_row.Name, e), $"The text of an exception of {_row.Name}");
        }
    }

    /// <summary>What a parameter of the method is given.</summary>
    /// <param name="Parameter">The operation's parameter; null for the cancellation token.</param>
    /// <param name="Type">The C# type.</param>
    private sealed record Argument(OperationParameter? Parameter, Type Type);
}
