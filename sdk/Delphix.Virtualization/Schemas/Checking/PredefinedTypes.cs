namespace Delphix.Virtualization.Schemas;

/// <summary>The platform's own types, which a schema may refer to: the objects with which users supply credentials.</summary>
internal static class PredefinedTypes
{
    /// <summary>How a reference to one begins. It is a name, not an address.</summary>
    internal const string Prefix = "https://delphix.com/platform/api#/definitions/";

    /// <summary>Credentials of any kind.</summary>
    internal const string Any = "credentialsSupplier";

    /// <summary>A password, or where one is.</summary>
    internal const string Password = "passwordCredentialsSupplier";

    /// <summary>A key pair, or where one is.</summary>
    internal const string Key = "keyCredentialsSupplier";

    /// <summary>Their names.</summary>
    internal static readonly IReadOnlyList<string> Names = [Any, Password, Key];

    /// <summary>Whether a <c>$ref</c> is to one.</summary>
    internal static bool IsReference(string reference) =>
        reference.StartsWith(Prefix, StringComparison.Ordinal) && Names.Contains(reference.Substring(Prefix.Length));
}
