namespace Delphix.Virtualization.Schemas;

/// <summary>Tells how likely one name is a misspelling of another.</summary>
internal static class Spelling
{
    /// <summary>Whether so few letters differ that the one was probably meant.</summary>
    public static bool IsNear(string written, string known) => Distance(written, known) <= Math.Max(1, known.Length / 3);

    /// <summary>How many letters must be added, removed or replaced; case does not count.</summary>
    public static int Distance(string written, string known)
    {
        var row = Enumerable.Range(0, known.Length + 1).ToArray();
        for (var i = 1; i <= written.Length; i++)
        {
            var diagonal = row[0];
            row[0] = i;
            for (var j = 1; j <= known.Length; j++)
            {
                var replaced = diagonal + (char.ToUpperInvariant(written[i - 1]) == char.ToUpperInvariant(known[j - 1]) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.Min(replaced, Math.Min(row[j], row[j - 1]) + 1);
            }
        }

        return row[known.Length];
    }
}
