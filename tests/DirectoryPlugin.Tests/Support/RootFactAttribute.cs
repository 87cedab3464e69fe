namespace DirectoryPlugin.Tests.Support;

/// <summary>A test that only root can run: it gives files away or mounts.</summary>
public sealed class RootFactAttribute : FactAttribute
{
    public RootFactAttribute()
    {
        if (!Environment.IsPrivilegedProcess)
            Skip = "Needs root: it changes owners or mounts.";
        else if (!Machine.CanMount)
            Skip = "Needs the right to mount.";
    }
}
