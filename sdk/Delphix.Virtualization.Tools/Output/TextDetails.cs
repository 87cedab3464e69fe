namespace Delphix.Virtualization.Tools.Output;

/// <summary>Shows the facts of one object, a line each.</summary>
internal static class TextDetails
{
    internal static string Of(IReadOnlyList<(string Label, string Value)> facts)
    {
        var width = facts.Max(fact => fact.Label.Length) + 1;
        return string.Join(Environment.NewLine, facts.Select(fact => Terminal.Line($"{(fact.Label + ":").PadRight(width)} {fact.Value}")));
    }
}
