namespace Delphix.Virtualization.Generators.Definitions;

/// <summary>A C# type as it is written in generated code.</summary>
/// <param name="Name">The type without a question mark.</param>
/// <param name="AllowsNull">Whether JSON null is a value of it.</param>
internal sealed record TypeReference(string Name, bool AllowsNull)
{
    /// <summary>Name of the type that holds any JSON: for whatever the schema leaves open.</summary>
    public const string AnyName = "JsonNode";

    /// <summary>
    /// Name of the type that holds a credentials supplier: for the platform's predefined types, which a plugin only hands back.
    /// </summary>
    public const string SupplierName = "JsonObject";

    /// <summary>The type that holds properties of any name.</summary>
    public const string RestName = "IDictionary<string, JsonElement>";

    /// <summary>Whether this is the type that holds any JSON.</summary>
    public bool IsAny => Name == AnyName;

    /// <summary>Whether this is the type that holds a credentials supplier.</summary>
    public bool IsSupplier => Name == SupplierName;

    /// <summary>Whether this is, or lists, a type of System.Text.Json.</summary>
    public bool IsJson => Name.Contains(AnyName) || Name.Contains(SupplierName);

    /// <inheritdoc/>
    public override string ToString() => AllowsNull ? Name + "?" : Name;

    /// <summary>The type for a value that no other type describes.</summary>
    public static TypeReference Any(bool allowsNull) => new(AnyName, allowsNull);

    /// <summary>The type for a credentials supplier.</summary>
    public static TypeReference Supplier() => new(SupplierName, AllowsNull: false);

    /// <summary>The type of a list.</summary>
    public static TypeReference ListOf(TypeReference element, bool allowsNull) => new($"IReadOnlyList<{element}>", allowsNull);
}
