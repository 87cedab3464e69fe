using System.Text.Json;
using System.Text.Json.Serialization;
using Delphix.Virtualization.Engine.Jobs;

namespace Delphix.Virtualization.Engine.Catalog;

/// <summary>
/// How objects and jobs are written. The compiler writes the code for that: to find it out anew in each process would take longer than most
/// commands.
/// </summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    WriteIndented = true,
    RespectNullableAnnotations = true,
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
