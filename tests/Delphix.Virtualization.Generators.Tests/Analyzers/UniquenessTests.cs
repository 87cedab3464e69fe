using Delphix.Virtualization.Generators.Tests.Harness;

namespace Delphix.Virtualization.Generators.Tests.Analyzers;

public sealed class UniquenessTests
{
    private const string Parameters = "VirtualSource virtualSource, RepositoryDefinition repository, SourceConfigDefinition sourceConfig";

    [Fact]
    public async Task Operation_that_is_there_twice_is_dvp015_at_the_second()
    {
        var begin = $"[Virtual.Start] public void Begin({Parameters}) {{ }} ";

        (await AnalyzedCode.OfMethodAsync(begin + $"[Virtual.Start] public void Again({Parameters}) {{ }}")).Should().Equal(
            "error DVP015 at `Virtual.Start`: Ingestion.Again (virtual.start): the plugin has this operation twice; Ingestion.Begin has "
                + "it too");
        (await AnalyzedCode.OfMethodAsync(begin + $"[Virtual.Stop] public void Again({Parameters}) {{ }}")).Should().BeEmpty();
    }

    [Fact]
    public async Task Operation_of_two_classes_is_dvp015_in_the_later_file()
    {
        var code = new AnalyzedCode(
            $"public static class B {{ [Virtual.Start] public static void Begin({Parameters}) {{ }} }}",
            $"public sealed class A {{ [Virtual.Start] public void Again({Parameters}) {{ }} }}");

        (await code.LinesAsync()).Should()
            .Contain("error DVP015 at `Virtual.Start`: A.Again (virtual.start): the plugin has this operation twice; B.Begin has it too");
    }

    [Fact]
    public async Task Operation_that_overrides_another_is_no_duplicate()
    {
        var code = new AnalyzedCode(
            $$"""
            public abstract class Base { [Virtual.Start] public virtual void Begin({{Parameters}}) { } }
            public sealed class Ingestion : Base { [Virtual.Start] public override void Begin({{Parameters}}) { } }
            """, AnalyzedCode.Adding("Ingestion"));

        (await code.LinesAsync()).Should().BeEmpty();
    }

    [Theory]
    [InlineData("1")]
    [InlineData("2.0.1")]
    [InlineData("01.0.3.0")]
    [InlineData("99999999999999999999999.1")]
    public async Task MigrationId_of_numbers_is_fine(string id) => (await OfMigrationAsync(id)).Should().BeEmpty();

    [Theory]
    [InlineData("")]
    [InlineData("1.x")]
    [InlineData("1..2")]
    [InlineData(" 1")]
    [InlineData("-1")]
    [InlineData("0.0")]
    [InlineData("v2")]
    public async Task MigrationId_that_is_malformed_is_dvp019(string id)
    {
        (await OfMigrationAsync(id)).Should().Equal(
            $"error DVP019 at `\"{id}\"`: Ingestion.Migrate (upgrade.snapshot): '{id}' is not a migration id. Use positive integers "
                + $"separated by dots, such as 2.0.1.");
    }

    [Fact]
    public async Task MigrationId_that_is_taken_by_another_kind_is_dvp020()
    {
        const string Both = """
            [Upgrade.Snapshot("1.2")] public static JsonObject First(JsonObject oldSnapshot) => oldSnapshot;
            [Upgrade.Repository("01.02.0")] public static JsonObject Same(JsonObject oldRepository) => oldRepository;
            """;

        (await AnalyzedCode.OfMethodAsync(Both)).Should().Equal(
            "error DVP020 at `\"01.02.0\"`: Ingestion.Same (upgrade.repository): the migration id 1.2 is taken by Ingestion.First. Ids "
                + "are unique across all kinds of migrations.");
        (await AnalyzedCode.OfMethodAsync(Both.Replace("01.02.0", "1.20", StringComparison.Ordinal))).Should().BeEmpty();
    }

    [Fact]
    public async Task Migrations_of_one_kind_may_be_many()
    {
        (await AnalyzedCode.OfMethodAsync("""
            private const string Second = "2";
            [Upgrade.Snapshot("1")] public static JsonObject A(JsonObject oldSnapshot) => oldSnapshot;
            [Upgrade.Snapshot(Second)] public static JsonObject B(JsonObject oldSnapshot) => oldSnapshot;
            """)).Should().BeEmpty();
    }

    private static Task<IReadOnlyList<string>> OfMigrationAsync(string id) =>
        AnalyzedCode.OfMethodAsync(
            $"[Upgrade.Snapshot(\"{id}\")] public static JsonObject Migrate(JsonObject oldSnapshot) => oldSnapshot;");
}
