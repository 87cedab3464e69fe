namespace Delphix.Virtualization.Schemas;

/// <summary>The platform's own types, which a schema may refer to: the objects with which users supply credentials.</summary>
internal static class PredefinedTypes
{
    /// <summary>How a reference to one begins. It is a name, not an address.</summary>
    internal const string Prefix = "https://delphix.com/platform/api#/definitions/";

    /// <summary>Their names.</summary>
    internal static readonly IReadOnlyList<string> Names = ["credentialsSupplier", "passwordCredentialsSupplier", "keyCredentialsSupplier"];

    /// <summary>Whether a <c>$ref</c> is to one.</summary>
    internal static bool IsReference(string reference) =>
        reference.StartsWith(Prefix, StringComparison.Ordinal) && Names.Contains(reference.Substring(Prefix.Length));
}
