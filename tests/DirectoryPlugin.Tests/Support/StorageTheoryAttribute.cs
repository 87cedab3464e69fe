namespace DirectoryPlugin.Tests.Support;

/// <summary>As <see cref="StorageFactAttribute"/>, with data.</summary>
public sealed class StorageTheoryAttribute : TheoryAttribute
{
    /// <param name="programs">The programs it needs beside those that every host has.</param>
    public StorageTheoryAttribute(params string[] programs) => Skip = StorageFactAttribute.WhyNot(programs);
}
