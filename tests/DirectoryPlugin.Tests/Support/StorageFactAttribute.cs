namespace DirectoryPlugin.Tests.Support;

/// <summary>A test with storage at a mount path: root mounts it, everybody else has it linked.</summary>
public sealed class StorageFactAttribute : FactAttribute
{
    /// <param name="programs">The programs it needs beside those that every host has.</param>
    public StorageFactAttribute(params string[] programs) => Skip = WhyNot(programs);

    /// <summary>Null when a test with storage can run.</summary>
    internal static string? WhyNot(string[] programs) => Environment.IsPrivilegedProcess && !TestMachine.CanMount
        ? "Needs the right to mount, as it runs as root."
        : TestMachine.WhyMissing(programs);
}
