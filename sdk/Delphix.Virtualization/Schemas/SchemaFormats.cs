namespace Delphix.Virtualization.Schemas;

/// <summary>The values of <c>format</c> that are enforced, or have a meaning for the platform.</summary>
internal static class SchemaFormats
{
    internal const string UnixPath = "unixpath";
    internal const string Password = "password";
    internal const string Reference = "reference";

    /// <summary>Every one: the platform's, then those of draft-07.</summary>
    internal static readonly IReadOnlyList<string> All =
        [UnixPath, Password, Reference, "date-time", "date", "time", "email", "hostname", "ipv4", "ipv6", "uri"];
}
