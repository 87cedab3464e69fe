namespace Delphix.Virtualization.Schemas;

/// <summary>The values of <c>format</c> that are enforced, or have a meaning for the platform.</summary>
internal static class SchemaFormats
{
    internal const string UnixPath = "unixpath";
    internal const string Password = "password";
    internal const string Reference = "reference";

    /// <summary>Every one: the platform's, those of draft-07, and <c>uuid</c>, which later drafts have.</summary>
    internal static readonly IReadOnlyList<string> All =
    [
        UnixPath, Password, Reference, "date-time", "date", "time", "email", "idn-email", "hostname", "idn-hostname", "ipv4", "ipv6", "uri",
        "uri-reference", "iri", "iri-reference", "uri-template", "json-pointer", "relative-json-pointer", "regex", "uuid",
    ];
}
