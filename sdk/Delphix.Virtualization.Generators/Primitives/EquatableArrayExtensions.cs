using System.Collections.Immutable;

namespace Delphix.Virtualization.Generators.Primitives;

/// <summary>Ends a query with an <see cref="EquatableArray{T}"/>.</summary>
internal static class EquatableArrayExtensions
{
    /// <summary>The items as they are now, as a list with value equality.</summary>
    public static EquatableArray<T> ToEquatableArray<T>(this IEnumerable<T> items)
        where T : IEquatable<T> => new(items.ToImmutableArray());
}
