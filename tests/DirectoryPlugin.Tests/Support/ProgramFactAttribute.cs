namespace DirectoryPlugin.Tests.Support;

/// <summary>A test that needs programs which not every machine has.</summary>
public sealed class ProgramFactAttribute : FactAttribute
{
    public ProgramFactAttribute(params string[] programs) => Skip = Machine.WhyMissing(programs);
}
