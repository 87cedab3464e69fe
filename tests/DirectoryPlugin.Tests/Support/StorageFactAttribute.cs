namespace DirectoryPlugin.Tests.Support;

/// <summary>A test with storage at a mount path: root mounts it, everybody else has it linked.</summary>
public sealed class StorageFactAttribute : FactAttribute
{
    /// <param name="programs">The programs it needs beside those that every host has.</param>
    public StorageFactAttribute(params string[] programs) => Skip = Machine.WhyNoStorage(programs);
}
