namespace Delphix.Virtualization.Packaging.Tests;

/// <summary>Puts the sources of a small plugin into a directory, where the build rules of this repository do not apply.</summary>
internal static class SamplePlugin
{
    private static readonly string SourceDirectory = Path.Combine(AppContext.BaseDirectory, "Sample");

    /// <returns>The plugin's config file.</returns>
    internal static string WriteTo(TempDirectory directory)
    {
        directory.Write("Directory.Build.props", "<Project />");
        directory.Write("Directory.Build.targets", "<Project />");
        directory.Write("Directory.Packages.props", "<Project />");
        directory.Write("src/Sample.csproj", Project());
        foreach (var source in Directory.EnumerateFiles(SourceDirectory, "*.cs"))
            directory.Write($"src/{Path.GetFileName(source)}", File.ReadAllText(source));
        directory.Write("schema.json", Text("schema.json"));
        return directory.Write("plugin_config.yml", Text("plugin_config.yml"));
    }

    internal static string Text(string file) => File.ReadAllText(Path.Combine(SourceDirectory, file));

    private static string Project() =>
        $"""
        <Project Sdk="Microsoft.NET.Sdk">
          <PropertyGroup>
            <TargetFramework>net10.0</TargetFramework>
            <ImplicitUsings>enable</ImplicitUsings>
            <Nullable>enable</Nullable>
            <GenerateDocumentationFile>true</GenerateDocumentationFile>
            <NoWarn>CS1591</NoWarn>
          </PropertyGroup>
          <ItemGroup>
            <PackageReference Include="YamlDotNet" Version="16.3.0" />
            <ProjectReference Include="{Path.Combine(Repository.Root, "sdk", "Delphix.Virtualization", "Delphix.Virtualization.csproj")}" />
          </ItemGroup>
        </Project>
        """;
}
