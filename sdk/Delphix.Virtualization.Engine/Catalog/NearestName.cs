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
        var nearest = known.MinBy(name => Distance(written, name))!;
        return Distance(written, nearest) <= Math.Max(1, nearest.Length / 3)
            ? $"Did you mean '{nearest}'?"
            : $"There is: {string.Join(", ", known.Order().Take(20))}.";
    }

    // Levenshtein's distance, one row at a time.
    private static int Distance(string a, string b)
    {
        var row = Enumerable.Range(0, b.Length + 1).ToArray();
        for (var i = 1; i <= a.Length; i++)
        {
            var diagonal = row[0];
            row[0] = i;
            for (var j = 1; j <= b.Length; j++)
            {
                var substitution = diagonal + (char.ToUpperInvariant(a[i - 1]) == char.ToUpperInvariant(b[j - 1]) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.Min(substitution, Math.Min(row[j], row[j - 1]) + 1);
            }
        }

        return row[b.Length];
    }
}
