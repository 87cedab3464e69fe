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
    // .NET's own converter does more, which each process would have to compile.
    private sealed class EnumConverter<T> : JsonConverter<T>
        where T : struct, Enum
    {
        private static readonly T[] Values = Enum.GetValues<T>();
        private static readonly string[] Names =
            Array.ConvertAll(Values, value => JsonNamingPolicy.SnakeCaseUpper.ConvertName(value.ToString()));

        public override T Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            reader.TokenType == JsonTokenType.String
                && reader.GetString() is var text
                && Array.FindIndex(Names, name => name.Equals(text, StringComparison.OrdinalIgnoreCase)) is >= 0 and var index
                ? Values[index]
                : throw new JsonException();

        public override void Write(Utf8JsonWriter writer, T value, JsonSerializerOptions options) =>
            writer.WriteStringValue(Names[Array.IndexOf(Values, value)]);
    }
}
