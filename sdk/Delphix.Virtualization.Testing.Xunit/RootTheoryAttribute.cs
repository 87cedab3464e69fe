namespace Delphix.Virtualization.Testing;

/// <summary>A <see cref="RootFactAttribute"/> with data.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class RootTheoryAttribute : TheoryAttribute
{
    /// <param name="programs">The programs that it needs besides those that every host has.</param>
    public RootTheoryAttribute(params string[] programs) => Skip = TestMachine.WhyNotRoot() ?? TestMachine.WhyMissing(programs);
}
