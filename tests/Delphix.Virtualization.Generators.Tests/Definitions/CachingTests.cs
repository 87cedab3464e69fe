using Delphix.Virtualization.Generators.Definitions;
using Delphix.Virtualization.Generators.Tests.Harness;
using Microsoft.CodeAnalysis;

namespace Delphix.Virtualization.Generators.Tests.Definitions;

public sealed class CachingTests
{
    [Fact]
    public void Code_that_changes_regenerates_nothing()
    {
        var project = new PluginProject(SchemaSamples.FromRepository("schema.json"));
        project.Run();

        project.AddCode("namespace Sample { internal sealed class Unrelated; }");
        var result = project.Run();

        Reasons(result, TrackingNames.DefinitionSet).Should().Equal(IncrementalStepRunReason.Cached);
        Reasons(result, TrackingNames.RootNamespace).Should().Equal(IncrementalStepRunReason.Cached);
        OutputReasons(result).Should().NotBeEmpty().And.OnlyContain(reason => reason == IncrementalStepRunReason.Cached);
    }

    [Fact]
    public void Whitespace_that_changes_in_the_schema_regenerates_nothing()
    {
        var schema = SchemaSamples.FromRepository("schema.json");
        var project = new PluginProject(schema);
        project.Run();

        project.ReplaceSchema("\n" + schema.Replace("{", "{\n   ", StringComparison.Ordinal));
        var result = project.Run();

        Reasons(result, TrackingNames.SchemaText).Should().Equal(IncrementalStepRunReason.Modified);
        Reasons(result, TrackingNames.DefinitionSet).Should().Equal(IncrementalStepRunReason.Unchanged);
        OutputReasons(result).Should().NotBeEmpty().And.OnlyContain(reason => reason == IncrementalStepRunReason.Cached);
    }

    [Fact]
    public void Whitespace_that_moves_a_fault_regenerates_only_the_diagnostic()
    {
        var schema = SchemaSamples.WithValue("""{ "type": "text" }""");
        var project = new PluginProject(schema);
        project.Run();

        project.ReplaceSchema("\n" + schema);
        var result = project.Run();

        Reasons(result, TrackingNames.Definitions).Should()
            .HaveCount(6).And.OnlyContain(reason => reason == IncrementalStepRunReason.Unchanged);
        OutputReasons(result).Count(reason => reason == IncrementalStepRunReason.Modified).Should().Be(1);
    }

    [Fact]
    public void Definition_that_changes_regenerates_its_file_only()
    {
        var schema = SchemaSamples.FromRepository("schema.json");
        var project = new PluginProject(schema);
        project.Run();

        project.ReplaceSchema(schema.Replace("\"rsyncVersion\"", "\"rsync\"", StringComparison.Ordinal));
        var result = project.Run();

        Reasons(result, TrackingNames.Definitions).Should()
            .Equal([IncrementalStepRunReason.Modified, .. Enumerable.Repeat(IncrementalStepRunReason.Unchanged, 5)]);
        OutputReasons(result).Count(reason => reason != IncrementalStepRunReason.Cached).Should().Be(1);
    }

    private static IEnumerable<IncrementalStepRunReason> Reasons(GeneratorRunResult result, string step) =>
        result.TrackedSteps[step].SelectMany(run => run.Outputs).Select(output => output.Reason);

    private static IEnumerable<IncrementalStepRunReason> OutputReasons(GeneratorRunResult result) =>
        result.TrackedOutputSteps.SelectMany(step => step.Value).SelectMany(run => run.Outputs).Select(output => output.Reason);
}
