using System.Reflection;
using System.Text.Json.Nodes;
using Delphix.Virtualization.Operations;
using Delphix.Virtualization.Schemas;

namespace Delphix.Virtualization.Runtime;

/// <summary>Which C# types stand for the parameters and results of the operation table, and how messages call them.</summary>
internal static class OperationTypes
{
    internal static bool Fits(OperationParameterKind kind, Type type) => kind switch
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

    internal static bool Fits(OperationResultKind kind, Type type) => kind switch
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

    internal static string NameOf(OperationParameterKind kind) => kind switch
    {
        OperationParameterKind.Connection => nameof(RemoteConnection),
        OperationParameterKind.DirectSource or OperationParameterKind.StagedSource or OperationParameterKind.VirtualSource =>
            kind.ToString(),
        OperationParameterKind.OptionalSnapshotParameters => "SnapshotParametersDefinition?",
        OperationParameterKind.OldData => nameof(JsonObject),
        _ => $"{kind}Definition",
    };

    internal static string NameOf(OperationResultKind kind) => kind switch
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

    /// <summary>A type as it is written in C#, <c>List&lt;String&gt;</c>, without its namespace.</summary>
    internal static string NameOf(Type type) => type.IsGenericType
        ? $"{type.Name.Split('`')[0]}<{string.Join(", ", type.GenericTypeArguments.Select(NameOf))}>"
        : type.Name;

    private static bool IsSource(Type type, Type generic, DefinitionKind definition) =>
        type.IsGenericType && type.GetGenericTypeDefinition() == generic && IsDefinition(type.GenericTypeArguments[0], definition);

    private static bool IsDefinition(Type type, DefinitionKind kind) =>
        type.GetCustomAttribute<SchemaDefinitionAttribute>()?.Name == PluginSchemas.NameOf(kind);

    private static bool IsListOf(Type type, DefinitionKind kind) =>
        type.GetInterfaces().Append(type).Any(candidate =>
            candidate.IsGenericType
                && candidate.GetGenericTypeDefinition() == typeof(IEnumerable<>)
                && IsDefinition(candidate.GenericTypeArguments[0], kind));
}
