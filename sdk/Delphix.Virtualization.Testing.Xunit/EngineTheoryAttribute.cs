namespace Delphix.Virtualization.Testing;

/// <summary>An <see cref="EngineFactAttribute"/> with data.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class EngineTheoryAttribute : TheoryAttribute
{
    /// <param name="programs">The programs that it needs besides those of the engine.</param>
    public EngineTheoryAttribute(params string[] programs) => Skip = TestMachine.WhyNoEngine() ?? TestMachine.WhyMissing(programs);
}
