using System.Globalization;
using System.Text.RegularExpressions;
using Newtonsoft.Json.Linq;
using NJsonSchema.Validation;
using NJsonSchema.Validation.FormatValidators;

namespace Delphix.Virtualization.Schemas;

/// <summary>A <c>format</c> that NJsonSchema does not know, or is too lenient about.</summary>
/// <param name="format">Its name.</param>
/// <param name="isValid">Whether a text is of it.</param>
internal sealed partial class FormatValidator(string format, Func<string, bool> isValid) : IFormatValidator
{
    /// <summary>NJsonSchema has no kind for formats of one's own.</summary>
    internal const ValidationErrorKind ErrorKind = ValidationErrorKind.Unknown;

    /// <summary>The platform's <c>unixpath</c>, and what the RFCs of draft-07 say of dates with time and of URIs.</summary>
    internal static readonly IReadOnlyList<FormatValidator> All =
    [
        new(SchemaFormats.UnixPath, IsPath),
        new("date-time", text => DateTimePattern().IsMatch(text) && DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, out _)),
        new("uri", text => UriPattern().IsMatch(text)),
        new("iri", text => UriPattern().IsMatch(text)),
        new("uri-reference", IsOfOneWord),
        new("iri-reference", IsOfOneWord),
        new("uri-template", text => TemplatePattern().IsMatch(text)),
        new("idn-email", text => IdnEmailPattern().IsMatch(text)),
        new("idn-hostname", text => IdnHostnamePattern().IsMatch(text)),
        new("json-pointer", text => PointerPattern().IsMatch(text)),
        new("relative-json-pointer", text => RelativePointerPattern().IsMatch(text)),
        new("regex", IsRegex),
        new("uuid", text => Guid.TryParseExact(text, "D", out _)),
    ];

    public string Format => format;

    public ValidationErrorKind ValidationErrorKind => ErrorKind;

    public bool IsValid(string value, JTokenType tokenType) => isValid(value);

    /// <summary>Whether a text is of the format.</summary>
    internal bool IsValid(string value) => isValid(value);

    // Whether a text is an absolute path without a NUL.
    private static bool IsPath(string value) => value.StartsWith('/') && !value.Contains('\0');

    private static bool IsOfOneWord(string value) => !value.Any(c => char.IsWhiteSpace(c) || c == '\\');

    private static bool IsRegex(string value)
    {
        try
        {
            _ = new Regex(value);
            return true;
        }
        catch (ArgumentException)
        {
            return false;
        }
    }

    [GeneratedRegex(@"^([^{}\s]|\{[^{}\s]+\})*\z")]
    private static partial Regex TemplatePattern();

    [GeneratedRegex(@"^[^@\s]+@[^@\s]+\z")]
    private static partial Regex IdnEmailPattern();

    [GeneratedRegex(
        @"^[\p{L}\p{N}\p{M}]([\p{L}\p{N}\p{M}-]*[\p{L}\p{N}\p{M}])?([.\u3002][\p{L}\p{N}\p{M}]([\p{L}\p{N}\p{M}-]*[\p{L}\p{N}\p{M}])?)*\z",
        RegexOptions.NonBacktracking)]
    private static partial Regex IdnHostnamePattern();

    [GeneratedRegex("^(/([^~/]|~[01])*)*\\z")]
    private static partial Regex PointerPattern();

    [GeneratedRegex("^(0|[1-9][0-9]*)(#|(/([^~/]|~[01])*)*)\\z")]
    private static partial Regex RelativePointerPattern();

    [GeneratedRegex(@"^[0-9]{4}-[0-9]{2}-[0-9]{2}[Tt][0-9]{2}:[0-9]{2}:[0-9]{2}(\.[0-9]+)?([Zz]|[+-][0-9]{2}:[0-9]{2})\z")]
    private static partial Regex DateTimePattern();

    [GeneratedRegex(@"^[A-Za-z][A-Za-z0-9+.-]*:\S*\z")]
    private static partial Regex UriPattern();
}
