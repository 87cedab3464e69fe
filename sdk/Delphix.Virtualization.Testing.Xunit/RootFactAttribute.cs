namespace Delphix.Virtualization.Testing;

/// <summary>A test that only root can run: it gives files away, acts as another user or mounts.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class RootFactAttribute : FactAttribute
{
    /// <param name="programs">The programs that it needs besides those that every host has.</param>
    public RootFactAttribute(params string[] programs) => Skip = TestMachine.WhyNotRoot() ?? TestMachine.WhyMissing(programs);
}
