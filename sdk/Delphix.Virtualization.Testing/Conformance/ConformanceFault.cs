namespace Delphix.Virtualization.Testing;

/// <summary>A rule that an operation of a plugin breaks.</summary>
/// <param name="Rule">The rule.</param>
/// <param name="Operation">The operation, for example <c>linked.preSnapshot</c>.</param>
/// <param name="Evidence">What was done to the operation, and what came of it.</param>
public sealed record ConformanceFault(ConformanceRule Rule, string Operation, string Evidence)
{
    /// <summary>All of it in one line.</summary>
    public override string ToString() => $"{Operation}: {Evidence} {Rule.Text} ({Rule.Name}; {Rule.Source})";
}
