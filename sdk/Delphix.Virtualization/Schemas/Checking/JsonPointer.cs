namespace Delphix.Virtualization.Schemas;

/// <summary>
/// A JSON pointer (RFC 6901) in a URI fragment, as a <c>$ref</c> has it: percent-encoded, with <c>~1</c> for a slash and <c>~0</c> for a
/// tilde.
/// </summary>
internal static class JsonPointer
{
    /// <summary>Whether a reference leads into its own document.</summary>
    internal static bool IsLocal(string reference) => reference == "#" || reference.StartsWith("#/", StringComparison.Ordinal);

    /// <summary>The names and indexes on the way to what a local reference leads to.</summary>
    internal static IEnumerable<string> SegmentsOf(string reference) =>
        reference.Split('/').Skip(1).Select(segment => Uri.UnescapeDataString(segment).Replace("~1", "/").Replace("~0", "~"));
}
