using System.Reflection;
using System.Text.Json.Nodes;
using Delphix.Virtualization.Operations;
using Delphix.Virtualization.Schemas;

namespace Delphix.Virtualization.Runtime;

/// <summary>Binds methods to rows of the operation table and collects every fault on the way.</summary>
internal sealed class OperationBinder(PluginStrategy strategy, PluginSchemas schemas)
{
    private readonly Dictionary<string, BoundOperation> _operations = [];
    private readonly SortedDictionary<MigrationId, BoundOperation> _migrations = [];
    private readonly List<string> _faults = [];

    internal void Add(MethodInfo method, OperationAttribute attribute)
    {
        var place = $"{method.DeclaringType!.Name}.{method.Name} ({attribute.OperationName})";
        if (OperationTable.Find(attribute.OperationName, strategy) is not { } row)
        {
            _faults.Add($"{place}: a {strategy} plugin does not have this operation.");
            return;
        }

        var faultsBefore = _faults.Count;
        CheckConstructor(method, place);
        CheckParameters(method, row, place);
        CheckResult(method, row, place);
        if (_faults.Count == faultsBefore)
            Register(attribute, new BoundOperation(row, method, schemas), place);
    }

    /// <summary>The operations by name and, apart from them, the migrations in their order.</summary>
    /// <exception cref="PluginDefinitionException">There were faults.</exception>
    internal Dictionary<string, BoundOperation> Complete(out SortedDictionary<MigrationId, BoundOperation> migrations)
    {
        if (_faults.Count > 0)
            throw new PluginDefinitionException(_faults);
        migrations = _migrations;
        return _operations;
    }

    private void Register(OperationAttribute attribute, BoundOperation operation, string place)
    {
        if (attribute is not MigrationAttribute migration)
        {
            if (!_operations.TryAdd(attribute.OperationName, operation))
                _faults.Add($"{place}: the plugin has this operation twice; {_operations[attribute.OperationName].Place} has it too.");
        }
        else if (!MigrationId.TryParse(migration.Id, out var id))
        {
            _faults.Add($"{place}: '{migration.Id}' is not a migration id. Use positive integers separated by dots, such as 2.0.1.");
        }
        else if (!_migrations.TryAdd(id, operation))
        {
            _faults.Add($"{place}: the migration id {id} is taken by {_migrations[id].Place}. Ids are unique across all kinds of migrations.");
        }
    }

    private void CheckConstructor(MethodInfo method, string place)
    {
        if (method.IsStatic)
            return;
        var constructors = method.DeclaringType!.GetConstructors();
        if (constructors.Length != 1)
            _faults.Add($"{place}: the class must have exactly one public constructor.");
        else if (constructors[0].GetParameters().FirstOrDefault(parameter => !OperationServices.CanProvide(parameter.ParameterType)) is { } unknown)
            _faults.Add($"{place}: the constructor asks for {unknown.ParameterType.Name} {unknown.Name}; it can have {OperationServices.Offered}.");
    }

    private void CheckParameters(MethodInfo method, PluginOperation row, string place)
    {
        var expected = string.Join(", ", row.Parameters.Select(parameter => parameter.Name));
        var parameters = method.GetParameters();
        foreach (var parameter in parameters.Where(parameter => parameter.ParameterType != typeof(CancellationToken)))
        {
            if (row.Parameters.FirstOrDefault(known => known.Name == parameter.Name) is not { } known)
                _faults.Add($"{place}: there is no parameter '{parameter.Name}'. Expected: {expected}.");
            else if (!Fits(known.Kind, parameter.ParameterType))
                _faults.Add($"{place}: the parameter '{parameter.Name}' must be {TypeName(known.Kind)}, not {parameter.ParameterType.Name}.");
        }

        foreach (var missing in row.Parameters.Where(known => parameters.All(parameter => parameter.Name != known.Name)))
            _faults.Add($"{place}: the parameter '{missing.Name}' is missing. Expected: {expected}.");
    }

    private void CheckResult(MethodInfo method, PluginOperation row, string place)
    {
        var type = MethodResult.Unwrap(method.ReturnType);
        if (!Fits(row.Result, type))
            _faults.Add($"{place}: must return {TypeName(row.Result)}, not {type.Name}.");
    }

    private static bool Fits(OperationParameterKind kind, Type type) => kind switch
    {
        OperationParameterKind.Connection => type == typeof(RemoteConnection),
        OperationParameterKind.DirectSource => IsSource(type, typeof(DirectSource<>), DefinitionKind.LinkedSource),
        OperationParameterKind.StagedSource => IsSource(type, typeof(StagedSource<>), DefinitionKind.LinkedSource),
        OperationParameterKind.VirtualSource => IsSource(type, typeof(VirtualSource<>), DefinitionKind.VirtualSource),
        OperationParameterKind.Repository => IsDefinition(type, DefinitionKind.Repository),
        OperationParameterKind.SourceConfig => IsDefinition(type, DefinitionKind.SourceConfig),
        OperationParameterKind.Snapshot => IsDefinition(type, DefinitionKind.Snapshot),
        OperationParameterKind.OptionalSnapshotParameters => IsDefinition(type, DefinitionKind.SnapshotParameters),
        _ => type == typeof(JsonObject),
    };

    private static bool Fits(OperationResultKind kind, Type type) => kind switch
    {
        OperationResultKind.Nothing => type == typeof(void),
        OperationResultKind.Repositories => IsListOf(type, DefinitionKind.Repository),
        OperationResultKind.SourceConfigs => IsListOf(type, DefinitionKind.SourceConfig),
        OperationResultKind.SourceConfig => IsDefinition(type, DefinitionKind.SourceConfig),
        OperationResultKind.Snapshot => IsDefinition(type, DefinitionKind.Snapshot),
        OperationResultKind.MountSpecification => type == typeof(MountSpecification),
        OperationResultKind.Status => type == typeof(Status),
        OperationResultKind.Size => type == typeof(long),
        _ => type == typeof(JsonObject),
    };

    private static bool IsSource(Type type, Type generic, DefinitionKind definition) =>
        type.IsGenericType && type.GetGenericTypeDefinition() == generic && IsDefinition(type.GenericTypeArguments[0], definition);

    private static bool IsDefinition(Type type, DefinitionKind kind) =>
        type.GetCustomAttribute<SchemaDefinitionAttribute>()?.Name == PluginSchemas.NameOf(kind);

    private static bool IsListOf(Type type, DefinitionKind kind) =>
        type.GetInterfaces().Append(type).Any(candidate =>
            candidate.IsGenericType && candidate.GetGenericTypeDefinition() == typeof(IEnumerable<>) && IsDefinition(candidate.GenericTypeArguments[0], kind));

    private static string TypeName(OperationParameterKind kind) => kind switch
    {
        OperationParameterKind.Connection => nameof(RemoteConnection),
        OperationParameterKind.DirectSource or OperationParameterKind.StagedSource or OperationParameterKind.VirtualSource => kind.ToString(),
        OperationParameterKind.OptionalSnapshotParameters => "SnapshotParametersDefinition?",
        OperationParameterKind.OldData => nameof(JsonObject),
        _ => $"{kind}Definition",
    };

    private static string TypeName(OperationResultKind kind) => kind switch
    {
        OperationResultKind.Nothing => "nothing (void, Task or ValueTask)",
        OperationResultKind.Repositories => "a list of RepositoryDefinition",
        OperationResultKind.SourceConfigs => "a list of SourceConfigDefinition",
        OperationResultKind.SourceConfig => "a SourceConfigDefinition",
        OperationResultKind.Snapshot => "a SnapshotDefinition",
        OperationResultKind.MountSpecification => "a MountSpecification",
        OperationResultKind.Status => "a Status",
        OperationResultKind.Size => "the size in bytes (long)",
        _ => "a JsonObject",
    };
}
