namespace Delphix.Virtualization.Engine.Tests.Support;

/// <summary>A test that only root can run.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class RootFactAttribute : FactAttribute
{
    public RootFactAttribute()
    {
        if (!Environment.IsPrivilegedProcess)
            Skip = "Needs root: it mounts file systems.";
    }
}
