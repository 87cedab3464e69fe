using Delphix.Virtualization.Generators.Tests.Harness;

namespace Delphix.Virtualization.Generators.Tests.Analyzers;

public sealed class EntryPointTests
{
    private const string Mounts =
        "[Virtual.MountSpecification] public static MountSpecification Mounts(VirtualSource virtualSource, RepositoryDefinition "
            + "repository) => throw new NotSupportedException();";

    private const string Lacks = "The plugin lacks required operations; workflows that need them will fail. Add methods with ";
    private const string First = "[Discovery.Repository], [Discovery.SourceConfig], [Linked.PostSnapshot], ";
    private const string Last = "[Virtual.Configure], [Virtual.Reconfigure], [Virtual.PostSnapshot]";

    [Theory]
    [InlineData(null, "")]
    [InlineData("pluginType: STAGED", "[Linked.MountSpecification], ")]
    [InlineData("pluginType: DIRECT", "")]
    public async Task Plugin_that_lacks_required_operations_is_dvp018(string? config, string staged)
    {
        var code = new AnalyzedCode(
            [(
                "Code.cs",
                $"public sealed class Provisioning {{ {Mounts} }} public static class Runner "
                    + $"{{ public static Plugin Plugin {{ get; }} = new Plugin().AddOperations<Provisioning>(); }}")],
            config);

        (await code.LinesAsync()).Should().Equal(
            $"warning DVP018 at `Plugin`: {Lacks}{First}{staged}{Last}.");
    }

    [Theory]
    [InlineData("public static readonly Plugin Entry = new();")]
    [InlineData("public static Plugin Entry => new();")]
    public async Task EntryPoint_may_be_a_field_or_computed(string member)
    {
        (await new AnalyzedCode($"public static class Runner {{ {member} }}").LinesAsync()).Should().Equal(
            $"warning DVP018 at `Entry`: {Lacks}{First}{Last}, [Virtual.MountSpecification].");
    }

    [Fact]
    public async Task Plugin_that_is_no_static_member_is_no_entry_point()
    {
        var code = new AnalyzedCode(
            "public sealed class Runner { public Plugin Plugin { get; } = new(); public static Plugin Make() => new(); "
                + "public static string Text => \"\"; }");

        (await code.LinesAsync()).Should().BeEmpty();
    }

    [Fact]
    public async Task Class_that_is_never_added_is_dvp026()
    {
        var code = $"public sealed class Ingestion {{ {Mounts} }}";

        (await new AnalyzedCode(code).LinesAsync()).Should().Equal(
            "warning DVP026 at `Ingestion`: Ingestion has operations but is never added to the plugin: call AddOperations<Ingestion>()");
        (await AnalyzedCode.OfClassAsync(code)).Should().BeEmpty();
    }

    [Fact]
    public async Task Class_of_static_operations_can_be_forgotten_even_if_abstract() =>
        (await new AnalyzedCode($"public abstract class Ingestion {{ {Mounts} }}").LinesAsync()).Should().ContainSingle().Which.Should()
            .Contain("DVP026");

    [Fact]
    public async Task Class_whose_derived_class_is_added_is_not_forgotten() =>
        (await AnalyzedCode.OfClassAsync($"public class Base {{ {Mounts} }} public sealed class Ingestion : Base;")).Should().BeEmpty();

    [Fact]
    public async Task Classes_added_through_a_generic_method_are_not_judged()
    {
        var code = new AnalyzedCode(
            $"public sealed class Ingestion {{ {Mounts} }}",
            "public static class Uses { public static Plugin Add<T>(Plugin plugin) where T : class => plugin.AddOperations<T>(); }");

        (await code.LinesAsync()).Should().BeEmpty();
    }
}
