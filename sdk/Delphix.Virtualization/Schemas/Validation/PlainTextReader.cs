using Newtonsoft.Json;
using Newtonsoft.Json.Serialization;
using NJsonSchema;

namespace Delphix.Virtualization.Schemas;

/// <summary>
/// Reads the values in a schema as they are written. By default NJsonSchema turns texts that look like dates into dates, so that an
/// <c>enum</c> would not contain its own texts.
/// </summary>
internal sealed class PlainTextReader : JsonConverter
{
    public override bool CanWrite => false;

    /// <summary>How NJsonSchema reads a schema, with each of its properties that may hold any values read by this class.</summary>
    internal static IContractResolver CreateContracts()
    {
        var contracts = JsonSchema.CreateJsonSerializerContractResolver(SchemaType.JsonSchema);
        foreach (var type in new[] { typeof(JsonSchema), typeof(JsonSchemaProperty) })
        {
            var properties = ((JsonObjectContract)contracts.ResolveContract(type)).Properties;
            foreach (var property in properties
                .Where(property => property.PropertyType == typeof(object) || property.PropertyType == typeof(ICollection<object>)))
                property.Converter = new PlainTextReader();
        }

        return contracts;
    }

    public override bool CanConvert(Type objectType) => true;

    public override object? ReadJson(JsonReader reader, Type objectType, object? existingValue, JsonSerializer serializer)
    {
        var before = reader.DateParseHandling;
        reader.DateParseHandling = DateParseHandling.None;
        try
        {
            return serializer.Deserialize(reader, objectType);
        }
        finally
        {
            reader.DateParseHandling = before;
        }
    }

    public override void WriteJson(JsonWriter writer, object? value, JsonSerializer serializer) => throw new NotSupportedException();
}
