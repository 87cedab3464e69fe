using NJsonSchema.Validation;

namespace Delphix.Virtualization.Schemas;

/// <summary>Says in words how a value violates its schema. Values are not quoted: they may be secret.</summary>
internal static class ViolationText
{
    internal static IEnumerable<string> Describe(ValidationError error) =>
        error is ChildSchemaValidationError
        {
            Kind: ValidationErrorKind.ArrayItemNotValid
                or ValidationErrorKind.AdditionalItemNotValid
                or ValidationErrorKind.AdditionalPropertiesNotValid,
        } parent
            ? parent.Errors.Values.SelectMany(children => children).SelectMany(Describe)
            : [Text(error)];

    private static string Text(ValidationError error)
    {
        var path = error.Path?.TrimStart('#', '/') is { Length: > 0 } named ? named : "the value";
        var schema = error.Schema;
        return error.Kind switch
        {
            _ when error is LackingRuleError lacking => $"{path} {lacking.Text}",
            ValidationErrorKind.PropertyRequired => $"{path} is required",
            ValidationErrorKind.NoAdditionalPropertiesAllowed =>
                $"{path} is not a known property (known: {string.Join(", ", schema.Properties.Keys)})",
            ValidationErrorKind.StringExpected => $"{path} must be a string",
            ValidationErrorKind.BooleanExpected => $"{path} must be true or false",
            ValidationErrorKind.IntegerExpected => $"{path} must be a whole number (up to 64 bits)",
            ValidationErrorKind.NumberExpected => $"{path} must be a number",
            ValidationErrorKind.ArrayExpected => $"{path} must be a list",
            ValidationErrorKind.ObjectExpected => $"{path} must be an object",
            ValidationErrorKind.NoTypeValidates =>
                $"{path} must be of type {schema.Type.ToString().ToLowerInvariant().Replace(", ", " or ", StringComparison.Ordinal)}",
            ValidationErrorKind.NumberTooBig => Bound(path, "less than", "at most", schema.ExclusiveMaximum, schema.Maximum),
            ValidationErrorKind.NumberTooSmall => Bound(path, "greater than", "at least", schema.ExclusiveMinimum, schema.Minimum),
            ValidationErrorKind.NumberNotMultipleOf => $"{path} must be a multiple of {schema.MultipleOf}",
            ValidationErrorKind.StringTooShort => $"{path} must have at least {schema.MinLength} character(s)",
            ValidationErrorKind.StringTooLong => $"{path} must have at most {schema.MaxLength} character(s)",
            ValidationErrorKind.TooFewItems => $"{path} must have at least {schema.MinItems} item(s)",
            ValidationErrorKind.TooManyItems => $"{path} must have at most {schema.MaxItems} item(s)",
            ValidationErrorKind.ItemsNotUnique => $"{path} must not have an item twice",
            ValidationErrorKind.TooManyItemsInTuple => $"{path} is one item too many",
            ValidationErrorKind.NotInEnumeration =>
                $"{path} must be one of: "
                + string.Join(", ", schema.Enumeration.Select(value => value as string ?? LackingRules.TextOf(value))),
            ValidationErrorKind.PatternMismatch => $"{path} must match {schema.Pattern}",
            FormatValidator.ErrorKind when schema.Format == SchemaFormats.UnixPath =>
                $"{path} must be an absolute path without NUL characters",
            ValidationErrorKind.NotOneOf when schema.Title is { } expected => $"{path} must be {expected}",
            ValidationErrorKind.NotAnyOf or ValidationErrorKind.NotOneOf or ValidationErrorKind.NotAllOf =>
                $"{path} has none of the forms that the schema allows",
            ValidationErrorKind.TooFewProperties => $"{path} must have at least {schema.MinProperties} properties",
            ValidationErrorKind.TooManyProperties => $"{path} must have at most {schema.MaxProperties} properties",
            ValidationErrorKind.ExcludedSchemaValidates => $"{path} has a form that the schema excludes",
            ValidationErrorKind.NullExpected => $"{path} must be null",
            _ when schema.Format is { } format => $"{path} must be a valid {format}",
            _ => $"{path}: {error.Kind}",
        };
    }

    private static string Bound(string path, string exclusively, string inclusively, decimal? exclusive, decimal? inclusive) =>
        inclusive is null ? $"{path} must be {exclusively} {exclusive}" : $"{path} must be {inclusively} {inclusive}";
}
