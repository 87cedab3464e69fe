namespace Delphix.Virtualization.Engine.Tests.Support;

/// <summary>A test with cases that only root can run.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class RootTheoryAttribute : TheoryAttribute
{
    public RootTheoryAttribute() => Skip = new RootFactAttribute().Skip;
}
