namespace DirectoryPlugin.Tests.Support;

/// <summary>A test with cases that only root can run: it gives files away or mounts.</summary>
public sealed class RootTheoryAttribute : TheoryAttribute
{
    /// <param name="programs">The programs it needs beside those that every host has.</param>
    public RootTheoryAttribute(params string[] programs) => Skip = new RootFactAttribute(programs).Skip;
}
