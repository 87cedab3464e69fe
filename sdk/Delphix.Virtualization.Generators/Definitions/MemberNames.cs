namespace Delphix.Virtualization.Generators.Definitions;

/// <summary>Names the properties of one record.</summary>
internal sealed class MemberNames(string enclosingType)
{
    // A record has these members already, or may not have them; the last one would hide a type that the property's attributes use.
    private static readonly HashSet<string> Reserved = new(
        [
            "Clone", "EqualityContract", "Equals", "Finalize", "GetHashCode", "GetType", "MemberwiseClone", "PrintMembers",
            "ReferenceEquals", "ToString",
            "JsonIgnoreCondition",
        ],
        StringComparer.Ordinal);

    private readonly IdentifierScope _scope = new([enclosingType, .. Reserved], StringComparer.Ordinal);

    /// <summary>Returns a C# name for a JSON property: unique in the record, and the same on every run.</summary>
    public string Claim(string jsonName)
    {
        var name = Identifiers.Valid(Identifiers.Pascal(jsonName));
        return _scope.Claim(name == enclosingType || Reserved.Contains(name) ? name + "Value" : name);
    }
}
