using Delphix.Virtualization.Generators.Tests.Harness;

namespace Delphix.Virtualization.Generators.Tests.Definitions;

public sealed class RootNamespaceTests
{
    [Theory]
    [InlineData("DirectoryPlugin", "Assembly", "DirectoryPlugin")]
    [InlineData("Acme.Plugins.System", "Assembly", "Acme.Plugins.System")]
    [InlineData(null, "Assembly", "Assembly")]
    [InlineData("", "Assembly.Name", "Assembly.Name")]
    [InlineData("my-plugin.1st.class", "Assembly", "my_plugin._1st.@class")]
    public void Namespace_is_the_root_namespace_else_the_assembly_name(string? rootNamespace, string assemblyName, string expected)
    {
        var project = new PluginProject(SchemaSamples.FromRepository("schema.json"), rootNamespace, assemblyName);

        var files = project.Generate();

        files["RepositoryDefinition.g.cs"].Should().Contain($"namespace {expected};\n");
        files["SourceAliases.g.cs"].Should().Contain($"<global::{expected}.LinkedSourceDefinition>");
        project.Check().Should().BeEmpty();
    }

    [Fact]
    public void Attributes_of_another_serializer_in_global_usings_do_not_disturb()
    {
        const string Code = """
            global using Other;

            namespace Other
            {
                internal sealed class JsonIgnoreAttribute : System.Attribute;

                internal sealed class JsonPropertyNameAttribute : System.Attribute;
            }
            """;

        new PluginProject(SchemaSamples.FromRepository("schema.json"), code: Code).Check().Should().BeEmpty();
    }
}
