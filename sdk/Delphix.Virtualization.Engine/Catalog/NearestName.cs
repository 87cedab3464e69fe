using Delphix.Virtualization.Schemas;

namespace Delphix.Virtualization.Engine.Catalog;

/// <summary>Suggests what a mistyped name may have meant.</summary>
public static class NearestName
{
    /// <summary>An action for an error message: the nearest name, or what there is.</summary>
    public static string Suggest(string written, IEnumerable<string> names, string noun)
    {
        var known = names.Distinct().ToList();
        if (known.Count == 0)
            return $"There is no {noun} yet.";
        var nearest = known.MinBy(name => Spelling.Distance(written, name))!;
        return Spelling.IsNear(written, nearest)
            ? $"Did you mean '{nearest}'?"
            : $"There is: {string.Join(", ", known.Order().Take(20))}.";
    }
}
