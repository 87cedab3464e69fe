namespace Delphix.Virtualization.Packaging.Tests;

public sealed class CompilerOutputTests
{
    private const string Output = """
        /p/a.cs(1,2): warning IDE0005: Using directive is unnecessary. [/p/p.csproj]
        /p/a.cs(3,4,3,9): error CS0246: No such type [/p/p.csproj]
        /p/a.cs(1,2): warning IDE0005: Using directive is unnecessary. [/p/p.csproj]
        /p/p.csproj : warning NU1701: An old package
        something else
        """;

    [Fact]
    public void Errors_and_warnings_are_told_apart_and_each_is_named_once()
    {
        CompilerOutput.Faults(Output, "/p/p.csproj").Should().Equal(new BuildFault("/p/a.cs", 3, 4, "CS0246: No such type"));
        CompilerOutput.Warnings(Output).Should().Equal(
            new BuildFault("/p/a.cs", 1, 2, "IDE0005: Using directive is unnecessary."),
            new BuildFault("/p/p.csproj", null, null, "NU1701: An old package"));
    }

    [Fact]
    public void Failure_without_an_error_points_at_the_output()
    {
        CompilerOutput.Faults("warning", "/p/p.csproj").Should().Equal(
            new BuildFault("/p/p.csproj", null, null, "dotnet publish failed. See its output."));
        CompilerOutput.Warnings("").Should().BeEmpty();
    }
}
