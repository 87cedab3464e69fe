using System.Text.Json.Nodes;
using NJsonSchema.Validation;

namespace Delphix.Virtualization.Schemas;

/// <summary>Puts the validator's findings into words. Values are not quoted: they may be secret.</summary>
internal static class SchemaFault
{
    internal static string Describe(ValidationError error, JsonNode? value)
    {
        var path = error.Path is null or "" or "#" ? "the value" : error.Path.TrimStart('#', '/');
        var schema = error.Schema;
        return error.Kind switch
        {
            ValidationErrorKind.PropertyRequired => $"{path} is required",
            ValidationErrorKind.NoAdditionalPropertiesAllowed =>
                $"{path} is not a known property (known: {string.Join(", ", schema.Properties.Keys)})",
            ValidationErrorKind.StringExpected => $"{path} must be a string",
            ValidationErrorKind.BooleanExpected => $"{path} must be true or false",
            ValidationErrorKind.IntegerExpected => $"{path} must be a whole number",
            ValidationErrorKind.NumberExpected => $"{path} must be a number",
            ValidationErrorKind.ArrayExpected => $"{path} must be a list",
            ValidationErrorKind.ObjectExpected => $"{path} must be an object",
            ValidationErrorKind.NumberTooBig => $"{path} must be at most {schema.Maximum ?? schema.ExclusiveMaximum}",
            ValidationErrorKind.NumberTooSmall => $"{path} must be at least {schema.Minimum ?? schema.ExclusiveMinimum}",
            ValidationErrorKind.StringTooShort => $"{path} must have at least {schema.MinLength} character(s)",
            ValidationErrorKind.StringTooLong => $"{path} must have at most {schema.MaxLength} character(s)",
            ValidationErrorKind.NotInEnumeration => $"{path} must be one of: {string.Join(", ", schema.Enumeration)}",
            ValidationErrorKind.PatternMismatch when schema.Format == "unixpath" && IsRelative(value, path) => $"{path} must be an absolute path",
            ValidationErrorKind.PatternMismatch => $"{path} must match {schema.Pattern ?? schema.Format}",
            _ => $"{path}: {error.Kind}",
        };
    }

    private static bool IsRelative(JsonNode? value, string path) =>
        value is JsonObject item && item[path] is JsonValue text && text.TryGetValue<string>(out var written) && !written.StartsWith('/');
}
