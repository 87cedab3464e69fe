using Delphix.Virtualization.Operations;
using Microsoft.CodeAnalysis;

namespace Delphix.Virtualization.Generators.Analyzers.Binding;

/// <summary>
/// Which C# types stand for the parameters and results of the operation table: the rules of the runtime's binding, on symbols.
/// </summary>
internal sealed class OperationTypes(SdkTypes sdk)
{
    private const string Repository = "repositoryDefinition";
    private const string SourceConfig = "sourceConfigDefinition";
    private const string LinkedSource = "linkedSourceDefinition";
    private const string VirtualSource = "virtualSourceDefinition";
    private const string Snapshot = "snapshotDefinition";
    private const string SnapshotParameters = "snapshotParametersDefinition";

    /// <summary>
    /// Whether a parameter of this kind can have the type. What the compiler itself cannot resolve yet is given the benefit of the doubt.
    /// </summary>
    public bool Fits(OperationParameterKind kind, ITypeSymbol type) => !IsKnown(type) || kind switch
    {
        OperationParameterKind.Connection => SdkTypes.Same(type, sdk.RemoteConnection),
        OperationParameterKind.DirectSource => IsSource(type, sdk.DirectSource, LinkedSource),
        OperationParameterKind.StagedSource => IsSource(type, sdk.StagedSource, LinkedSource),
        OperationParameterKind.VirtualSource => IsSource(type, sdk.VirtualSource, VirtualSource),
        OperationParameterKind.Repository => IsDefinition(type, Repository),
        OperationParameterKind.SourceConfig => IsDefinition(type, SourceConfig),
        OperationParameterKind.Snapshot => IsDefinition(type, Snapshot),
        OperationParameterKind.OptionalSnapshotParameters => IsDefinition(type, SnapshotParameters),
        _ => SdkTypes.Same(type, sdk.JsonObject),
    };

    /// <summary>Whether a result of this kind can have the type, which is not wrapped in a task.</summary>
    public bool Fits(OperationResultKind kind, ITypeSymbol type) => !IsKnown(type) || kind switch
    {
        OperationResultKind.Nothing => type.SpecialType == SpecialType.System_Void,
        OperationResultKind.Repositories => IsListOf(type, Repository),
        OperationResultKind.SourceConfigs => IsListOf(type, SourceConfig),
        OperationResultKind.SourceConfig => IsDefinition(type, SourceConfig),
        OperationResultKind.Snapshot => IsDefinition(type, Snapshot),
        OperationResultKind.MountSpecification => SdkTypes.Same(type, sdk.MountSpecification),
        OperationResultKind.Status => SdkTypes.Same(type, sdk.Status),
        OperationResultKind.Size => type.SpecialType == SpecialType.System_Int64,
        _ => SdkTypes.Same(type, sdk.JsonObject),
    };

    /// <summary>Whether the runtime can give a constructor a value of this type.</summary>
    public bool IsOffered(ITypeSymbol type) =>
        !IsKnown(type)
            || new[] { sdk.Libs, sdk.LoggerFactory, sdk.TimeProvider }.Any(offered => SdkTypes.Same(type, offered))
            || SdkTypes.IsMadeFrom(type, sdk.Logger);

    /// <summary>Whether this is Task or ValueTask, with or without a result.</summary>
    public bool IsTask(ITypeSymbol type) => sdk.Tasks.Any(task => SdkTypes.IsMadeFrom(type, task));

    /// <summary>What a parameter of this kind is written as in C#.</summary>
    public static string NameOf(OperationParameterKind kind) => kind switch
    {
        OperationParameterKind.Connection => "RemoteConnection",
        OperationParameterKind.DirectSource or OperationParameterKind.StagedSource or OperationParameterKind.VirtualSource =>
            kind.ToString(),
        OperationParameterKind.OptionalSnapshotParameters => "SnapshotParametersDefinition?",
        OperationParameterKind.OldData => "JsonObject",
        _ => $"{kind}Definition",
    };

    /// <summary>What messages call a result of this kind.</summary>
    public static string NameOf(OperationResultKind kind) => kind switch
    {
        OperationResultKind.Nothing => "nothing (void, Task or ValueTask)",
        OperationResultKind.Repositories or OperationResultKind.SourceConfigs => $"a list of {ItemOf(kind)}",
        OperationResultKind.Size => "the size in bytes (long)",
        _ => $"a {ItemOf(kind)}",
    };

    /// <summary>What a result of this kind is written as in C#; an item of it, when it is a list.</summary>
    public static string ItemOf(OperationResultKind kind) => kind switch
    {
        OperationResultKind.Nothing => "void",
        OperationResultKind.Repositories => "RepositoryDefinition",
        OperationResultKind.SourceConfigs or OperationResultKind.SourceConfig => "SourceConfigDefinition",
        OperationResultKind.Snapshot => "SnapshotDefinition",
        OperationResultKind.Size => "long",
        OperationResultKind.MigratedData => "JsonObject",
        _ => kind.ToString(),
    };

    /// <summary>A type as it is written in C#, without its namespace.</summary>
    public static string NameOf(ITypeSymbol type) => type.ToDisplayString(SymbolDisplayFormat.MinimallyQualifiedFormat);

    private static bool IsKnown(ITypeSymbol type) => type switch
    {
        IErrorTypeSymbol or ITypeParameterSymbol => false,
        IArrayTypeSymbol array => IsKnown(array.ElementType),
        INamedTypeSymbol named => named.TypeArguments.All(IsKnown),
        _ => true,
    };

    private bool IsSource(ITypeSymbol type, INamedTypeSymbol? generic, string definition) =>
        SdkTypes.IsMadeFrom(type, generic)
            && type is INamedTypeSymbol { TypeArguments: [var parameters] }
            && IsDefinition(parameters, definition);

    private bool IsDefinition(ITypeSymbol type, string definition) =>
        SdkTypes.WithBases(type as INamedTypeSymbol).SelectMany(candidate => candidate.GetAttributes())
            .FirstOrDefault(attribute => SdkTypes.Same(attribute.AttributeClass, sdk.SchemaDefinitionAttribute))
            is { ConstructorArguments: [var name] }
        && name.Value as string == definition;

    private bool IsListOf(ITypeSymbol type, string definition) =>
        type.AllInterfaces.Concat([type]).OfType<INamedTypeSymbol>().Any(candidate =>
            candidate.OriginalDefinition.SpecialType == SpecialType.System_Collections_Generic_IEnumerable_T
                && IsDefinition(candidate.TypeArguments[0], definition));
}
