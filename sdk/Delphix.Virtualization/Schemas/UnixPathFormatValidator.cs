using Newtonsoft.Json.Linq;
using NJsonSchema.Validation;
using NJsonSchema.Validation.FormatValidators;

namespace Delphix.Virtualization.Schemas;

/// <summary>The platform's <c>format: unixpath</c>: an absolute path without a NUL.</summary>
internal sealed class UnixPathFormatValidator : IFormatValidator
{
    internal const string FormatName = "unixpath";

    /// <summary>NJsonSchema has no kind for formats of one's own.</summary>
    internal const ValidationErrorKind ErrorKind = ValidationErrorKind.Unknown;

    public string Format => FormatName;

    public ValidationErrorKind ValidationErrorKind => ErrorKind;

    public bool IsValid(string value, JTokenType tokenType) => IsPath(value);

    internal static bool IsPath(string value) => value.StartsWith('/') && !value.Contains('\0');
}
