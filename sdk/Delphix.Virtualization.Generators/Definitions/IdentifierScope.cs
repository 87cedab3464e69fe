using System.Globalization;

namespace Delphix.Virtualization.Generators.Definitions;

/// <summary>
/// Hands out names that differ from one another: the first who asks gets the plain one, the next ones a number behind it.
/// </summary>
internal sealed class IdentifierScope(IEnumerable<string> reserved, StringComparer comparer)
{
    private readonly HashSet<string> _taken = new(reserved, comparer);

    /// <summary>Takes a name, or the nearest free one.</summary>
    public string Claim(string name)
    {
        var claimed = name;
        for (var number = 2; !_taken.Add(claimed); number++)
        {
            claimed = name + number.ToString(CultureInfo.InvariantCulture);
        }

        return claimed;
    }
}
