namespace Delphix.Virtualization.Generators.Definitions;

/// <summary>A C# type as it is written in generated code.</summary>
/// <param name="Name">The type without a question mark.</param>
/// <param name="AllowsNull">Whether JSON null is a value of it.</param>
internal sealed record TypeReference(string Name, bool AllowsNull)
{
    /// <summary>Name of the type that holds any JSON: for whatever the schema leaves open.</summary>
    public const string AnyName = "JsonNode";

    /// <summary>Whether this is the type that holds any JSON.</summary>
    public bool IsAny => Name == AnyName;

    /// <inheritdoc/>
    public override string ToString() => AllowsNull ? Name + "?" : Name;

    /// <summary>The type for a value that no other type describes.</summary>
    public static TypeReference Any(bool allowsNull) => new(AnyName, allowsNull);

    /// <summary>The type of a list.</summary>
    public static TypeReference ListOf(TypeReference element, bool allowsNull) => new($"IReadOnlyList<{element}>", allowsNull);
}
