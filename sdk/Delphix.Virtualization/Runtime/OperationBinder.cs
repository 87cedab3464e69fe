using System.Reflection;
using System.Runtime.CompilerServices;
using Delphix.Virtualization.Operations;
using Delphix.Virtualization.Schemas;

namespace Delphix.Virtualization.Runtime;

/// <summary>Binds methods to rows of the operation table and collects every fault on the way.</summary>
internal sealed class OperationBinder(PluginStrategy strategy, PluginSchemas schemas)
{
    private readonly Dictionary<string, Binding> _operations = [];
    private readonly SortedDictionary<MigrationId, Binding> _migrations = [];
    private readonly HashSet<Type> _constructed = [];
    private readonly List<string> _faults = [];

    internal void Add(MethodInfo method, OperationAttribute attribute)
    {
        var place = $"{BoundOperation.PlaceOf(method)} ({attribute.OperationName})";
        if (OperationTable.Find(attribute.OperationName, strategy) is not { } row)
        {
            _faults.Add($"{place}: a {strategy} plugin does not have this operation.");
            return;
        }

        if (!method.IsStatic && _constructed.Add(method.ReflectedType!))
            CheckConstructor(method.ReflectedType!);
        CheckMethod(method, place);
        CheckParameters(method, row, place);
        CheckResult(method, row, place);
        Register(method, row, attribute, place);
    }

    /// <summary>The operations by name and, apart from them, the migrations in their order.</summary>
    /// <exception cref="PluginDefinitionException">There were faults.</exception>
    internal Dictionary<string, BoundOperation> Complete(out SortedDictionary<MigrationId, BoundOperation> migrations)
    {
        if (_faults.Count > 0)
            throw new PluginDefinitionException(_faults);
        migrations = new(_migrations.ToDictionary(entry => entry.Key, entry => Bind(entry.Value)));
        return _operations.ToDictionary(entry => entry.Key, entry => Bind(entry.Value));
    }

    private BoundOperation Bind(Binding binding) => new(binding.Row, binding.Method, schemas);

    private void Register(MethodInfo method, PluginOperation row, OperationAttribute attribute, string place)
    {
        if (attribute is not MigrationAttribute migration)
        {
            if (!_operations.TryAdd(row.Name, new Binding(row, method)))
                _faults.Add(
                    $"{place}: the plugin has this operation twice; {BoundOperation.PlaceOf(_operations[row.Name].Method)} has it too.");
        }
        else if (!MigrationId.TryParse(migration.Id, out var id))
        {
            _faults.Add($"{place}: '{migration.Id}' is not a migration id. Use positive integers separated by dots, such as 2.0.1.");
        }
        else if (!_migrations.TryAdd(id, new Binding(row, method)))
        {
            _faults.Add(
                $"{place}: the migration id {id} is taken by {BoundOperation.PlaceOf(_migrations[id].Method)}. Ids are unique across all "
                    + "kinds of migrations.");
        }
    }

    private void CheckConstructor(Type type)
    {
        var constructors = type.GetConstructors();
        if (type.IsAbstract || constructors.Length != 1)
            _faults.Add($"{type.Name}: the class must have exactly one public constructor, and not be abstract.");
        else if (constructors[0].GetParameters()
            .FirstOrDefault(parameter => !OperationServices.CanProvide(parameter.ParameterType)) is { } unknown)
            _faults.Add(
                $"{type.Name}: the constructor asks for {OperationTypes.NameOf(unknown.ParameterType)} {unknown.Name}; it can have "
                    + $"{OperationServices.Offered}.");
    }

    private void CheckMethod(MethodInfo method, string place)
    {
        if (!method.IsPublic)
            _faults.Add($"{place}: the method must be public.");
        if (method.IsGenericMethodDefinition)
            _faults.Add($"{place}: the method must not be generic.");
        if (method.ReturnType == typeof(void) && method.IsDefined(typeof(AsyncStateMachineAttribute)))
            _faults.Add($"{place}: an async method must return Task or ValueTask; nobody can wait for async void.");
    }

    private void CheckParameters(MethodInfo method, PluginOperation row, string place)
    {
        var names = string.Join(", ", row.Parameters.Select(parameter => parameter.Name));
        var expected = $"Expected: {names} and, if wanted, CancellationToken cancellationToken.";
        var parameters = method.GetParameters();
        foreach (var parameter in parameters.Where(parameter => !BoundOperation.IsCancellationToken(parameter)))
        {
            if (row.Parameters.FirstOrDefault(known => known.Name == parameter.Name) is not { } known)
                _faults.Add($"{place}: there is no parameter '{parameter.Name}'. {expected}");
            else if (!OperationTypes.Fits(known.Kind, parameter.ParameterType))
                _faults.Add(
                    $"{place}: the parameter '{parameter.Name}' must be {OperationTypes.NameOf(known.Kind)}, not "
                        + $"{OperationTypes.NameOf(parameter.ParameterType)}.");
        }

        foreach (var missing in row.Parameters.Where(known => parameters.All(parameter => parameter.Name != known.Name)))
            _faults.Add($"{place}: the parameter '{missing.Name}' is missing. {expected}");
    }

    private void CheckResult(MethodInfo method, PluginOperation row, string place)
    {
        var type = MethodResult.Unwrap(method.ReturnType);
        if (!OperationTypes.Fits(row.Result, type))
            _faults.Add($"{place}: must return {OperationTypes.NameOf(row.Result)}, not {OperationTypes.NameOf(type)}.");
    }

    private sealed record Binding(PluginOperation Row, MethodInfo Method);
}
