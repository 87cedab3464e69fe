namespace Delphix.Virtualization.Testing;

/// <summary>A test that needs programs which not every machine has.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class ProgramFactAttribute : FactAttribute
{
    /// <param name="programs">Their names.</param>
    public ProgramFactAttribute(params string[] programs) => Skip = TestMachine.WhyMissing(programs);
}
