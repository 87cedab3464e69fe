using System.Text.Json;
using System.Text.Json.Serialization;
using Delphix.Virtualization.Engine.Jobs;

namespace Delphix.Virtualization.Engine.Catalog;

/// <summary>
/// How objects and jobs are written. The compiler writes the code for that: to find it out anew in each process would take longer than most
/// commands.
/// </summary>
/// <remarks>
/// That code does not run the initializer of a property that a document lacks: the property would be null or zero, whatever the type says.
/// So all that every engine has written is required, and a document without it is damaged. Optional is what may be null, and what later
/// engines added, whose default is false or zero.
/// </remarks>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    WriteIndented = true,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    IgnoreReadOnlyProperties = true,
    Converters = [typeof(EnumConverter<DatasetState>), typeof(EnumConverter<JobState>)])]
[JsonSerializable(typeof(CatalogFormat))]
[JsonSerializable(typeof(EnvironmentObject))]
[JsonSerializable(typeof(Job))]
[JsonSerializable(typeof(LinkedSourceObject))]
[JsonSerializable(typeof(PluginObject))]
[JsonSerializable(typeof(RepositoryObject))]
[JsonSerializable(typeof(SnapshotObject))]
[JsonSerializable(typeof(SourceConfigObject))]
[JsonSerializable(typeof(VirtualSourceObject))]
internal sealed partial class CatalogJson : JsonSerializerContext
{
    private sealed class EnumConverter<T>() : JsonStringEnumConverter<T>(JsonNamingPolicy.SnakeCaseUpper, allowIntegerValues: false)
        where T : struct, Enum;
}
