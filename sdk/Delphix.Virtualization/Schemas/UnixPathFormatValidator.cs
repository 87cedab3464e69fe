using Newtonsoft.Json.Linq;
using NJsonSchema.Validation;
using NJsonSchema.Validation.FormatValidators;

namespace Delphix.Virtualization.Schemas;

/// <summary>The platform's <c>format: unixpath</c>: an absolute path without a NUL.</summary>
internal sealed class UnixPathFormatValidator : IFormatValidator
{
    public string Format => "unixpath";

    public ValidationErrorKind ValidationErrorKind => ValidationErrorKind.PatternMismatch;

    public bool IsValid(string value, JTokenType tokenType) => value.StartsWith('/') && !value.Contains('\0');
}
