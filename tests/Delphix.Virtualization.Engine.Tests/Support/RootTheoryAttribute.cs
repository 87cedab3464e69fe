namespace Delphix.Virtualization.Engine.Tests.Support;

/// <summary>A theory that only root can run.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class RootTheoryAttribute : TheoryAttribute
{
    public RootTheoryAttribute()
    {
        if (!Environment.IsPrivilegedProcess)
            Skip = "Needs root: it acts as other users.";
    }
}
