namespace DirectoryPlugin.Tests.Support;

/// <summary>A test that only root can run: it gives files away or mounts.</summary>
public sealed class RootFactAttribute : FactAttribute
{
    /// <param name="programs">The programs it needs beside those that every host has.</param>
    public RootFactAttribute(params string[] programs)
    {
        if (!Environment.IsPrivilegedProcess)
            Skip = "Needs root: it changes owners or mounts.";
        else if (!Machine.CanMount)
            Skip = "Needs the right to mount.";
        else
            Skip = Machine.WhyMissing(programs);
    }
}
