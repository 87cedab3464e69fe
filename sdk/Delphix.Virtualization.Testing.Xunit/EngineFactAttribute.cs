namespace Delphix.Virtualization.Testing;

/// <summary>A test with a <see cref="TestEngine"/> that mounts storage: it needs root, sshd and btrfs.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class EngineFactAttribute : FactAttribute
{
    /// <param name="programs">The programs that it needs besides those of the engine.</param>
    public EngineFactAttribute(params string[] programs) => Skip = TestMachine.WhyNoEngine() ?? TestMachine.WhyMissing(programs);
}
