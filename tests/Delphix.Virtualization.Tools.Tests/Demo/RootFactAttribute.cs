namespace Delphix.Virtualization.Tools.Tests.Demo;

/// <summary>A test that only root can run: it gives files away or mounts.</summary>
public sealed class RootFactAttribute : FactAttribute
{
    public RootFactAttribute()
    {
        if (!Environment.IsPrivilegedProcess)
            Skip = "Needs root: it changes owners, makes device nodes or mounts.";
    }
}
