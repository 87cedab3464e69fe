using System.Reflection;
using Delphix.Virtualization.Operations;
using Delphix.Virtualization.Runtime;
using Delphix.Virtualization.Schemas;

namespace Delphix.Virtualization.Tests.Documentation;

/// <summary>The examples of the pages are code that works.</summary>
[Collection("Documentation")]
public sealed class ExampleTests
{
    public static TheoryData<string> Pages { get; } = [.. PageExample.Pages];

    [Theory]
    [MemberData(nameof(Pages))]
    public void Examples_of_a_page_compile_against_the_sdk(string page) =>
        ExampleCompiler.FaultsOf(PageExample.In(page).Where(example => example.File is null)).Should().BeEmpty();

    [Theory]
    [MemberData(nameof(Pages))]
    public void Examples_that_are_from_a_file_are_a_part_of_it(string page)
    {
        foreach (var example in PageExample.In(page).Where(example => example.File is not null))
        {
            Flush(RepositoryFiles.Read(example.File!)).Contains(Flush(example.Text), StringComparison.Ordinal).Should().BeTrue(
                "the example at line {0} is said to be from {1}", example.Line, example.File);
        }

        // A page shows a method from the left edge on.
        static string Flush(string text) => string.Join('\n', text.Split('\n').Select(line => line.TrimStart()));
    }

    [Fact]
    public void Example_with_a_fault_is_reported_at_its_line_of_the_page() =>
        ExampleCompiler.FaultsOf([new PageExample("docs/x.md", 7, "var size = 1;\nsize.Grow();")])
            .Should().ContainSingle().Which.Should().StartWith("docs/x.md(8,6): error CS1061");

    [Fact]
    public void Examples_of_operations_bind_and_cover_every_row_of_the_table()
    {
        var schemas = PluginSchemas.Parse(SchemaFile.OfThePages.Json);
        var covered = new HashSet<PluginOperation>();
        var examples = ExampleCompiler.Load(PageExample.In("docs/reference/operations.md"));
        foreach (var type in examples.GetExportedTypes().Where(IsOperationClass))
        {
            var fitting = Enum.GetValues<PluginStrategy>().SelectMany(strategy => RowsOf(type, strategy, schemas)).ToList();
            fitting.Should().NotBeEmpty("{0} of operations.md must be an operation that the runtime accepts", type.FullName);
            covered.UnionWith(fitting);
        }

        OperationTable.All.Except(covered).Select(row => $"{row.Name} ({row.Strategy})")
            .Should().BeEmpty("operations.md needs an example of each");
    }

    [Fact]
    public void Schema_file_of_the_pages_is_accepted_by_generator_and_runtime()
    {
        var parse = () => PluginSchemas.Parse(SchemaFile.OfThePages.Json);

        parse.Should().NotThrow();
        SchemaFile.OfThePages.Faults().Should().BeEmpty();
    }

    private static bool IsOperationClass(Type type) => type.GetMethods().Any(method => method.IsDefined(typeof(OperationAttribute)));

    /// <summary>The rows that a class implements in a plugin of a strategy; none when the runtime refuses it there.</summary>
    private static IEnumerable<PluginOperation> RowsOf(Type type, PluginStrategy strategy, PluginSchemas schemas)
    {
        var plugin = (Plugin)typeof(Plugin).GetMethod(nameof(Plugin.AddOperations))!.MakeGenericMethod(type).Invoke(new Plugin(), null)!;
        try
        {
            _ = new PluginRuntime(plugin, strategy, schemas);
        }
        catch (PluginDefinitionException)
        {
            return [];
        }

        return plugin.Operations.Select(operation => OperationTable.Find(operation.Operation.OperationName, strategy)!);
    }
}
