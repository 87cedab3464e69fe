using Delphix.Virtualization.Generators.Tests.Harness;

namespace Delphix.Virtualization.Generators.Tests.Fixes;

public sealed class ParameterFixTests
{
    [Fact]
    public async Task UnknownParameter_is_renamed_with_its_uses()
    {
        var changed = await FixedCode.ApplyAsync(
            """
            public sealed class Provisioning
            {
                /// <summary>Starts.</summary>
                [Virtual.Start]
                public string Start(VirtualSource source, RepositoryDefinition repository, SourceConfigDefinition sourceConfig)
                {
                    return $"{source.Guid} {nameof(source)}" + Other(source: 1);
                }

                private static int Other(int source) => source;
            }
            """, "DVP010", "Rename to 'virtualSource'");

        changed.Should().Be(
            """
            public sealed class Provisioning
            {
                /// <summary>Starts.</summary>
                [Virtual.Start]
                public string Start(VirtualSource virtualSource, RepositoryDefinition repository, SourceConfigDefinition sourceConfig)
                {
                    return $"{virtualSource.Guid} {nameof(virtualSource)}" + Other(source: 1);
                }

                private static int Other(int source) => source;
            }
            """);
    }

    [Fact]
    public async Task UnknownParameter_without_a_near_name_is_left_to_the_author()
    {
        var code = In("VirtualSource virtualSource, RepositoryDefinition repository, SourceConfigDefinition sourceConfig, int number");

        (await FixedCode.TitlesAsync(code, "DVP010")).Should().BeEmpty();
    }

    [Fact]
    public async Task CancellationToken_is_renamed() =>
        (
            await FixedCode.ApplyAsync(
                In(
                    "VirtualSource virtualSource, RepositoryDefinition repository, SourceConfigDefinition sourceConfig, CancellationToken "
                        + "token"),
                "DVP014", "Rename to 'cancellationToken'"))
            .Should().Be(
                In(
                    "VirtualSource virtualSource, RepositoryDefinition repository, SourceConfigDefinition sourceConfig, CancellationToken "
                        + "cancellationToken"));

    [Fact]
    public async Task All_missing_parameters_are_added_at_once_with_what_they_need()
    {
        var changed = await FixedCode.ApplyToAllAsync(
            """
            public sealed class Provisioning
            {
                [Virtual.Start]
                public void Start()
                {
                }

                [Virtual.Stop]
                public void Stop(RepositoryDefinition repository, CancellationToken cancellationToken)
                {
                }
            }
            """, "DVP011", "Add all missing parameters");

        changed.Should().Be(
            """
            public sealed class Provisioning
            {
                [Virtual.Start]
                public void Start(VirtualSource virtualSource, RepositoryDefinition repository, SourceConfigDefinition sourceConfig)
                {
                }

                [Virtual.Stop]
                public void Stop(VirtualSource virtualSource, RepositoryDefinition repository, SourceConfigDefinition sourceConfig, CancellationToken cancellationToken)
                {
                }
            }
            """);
    }

    [Fact]
    public async Task All_parameters_are_renamed_at_once_with_their_uses()
    {
        var changed = await FixedCode.ApplyToAllAsync(
            """
            public sealed class Provisioning
            {
                [Virtual.Start]
                public string Start(VirtualSource source, RepositoryDefinition repositry, SourceConfigDefinition sourceConfig) =>
                    $"{source.Guid} {repositry}";

                [Virtual.Stop]
                public string Stop(VirtualSource source, RepositoryDefinition repository, SourceConfigDefinition config) =>
                    $"{source.Guid} {config}";
            }
            """, "DVP010", "Rename all parameters");

        changed.Should().Be(
            """
            public sealed class Provisioning
            {
                [Virtual.Start]
                public string Start(VirtualSource virtualSource, RepositoryDefinition repository, SourceConfigDefinition sourceConfig) =>
                    $"{virtualSource.Guid} {repository}";

                [Virtual.Stop]
                public string Stop(VirtualSource virtualSource, RepositoryDefinition repository, SourceConfigDefinition sourceConfig) =>
                    $"{virtualSource.Guid} {sourceConfig}";
            }
            """);
    }

    [Theory]
    [InlineData("", "virtualSource", "VirtualSource virtualSource")]
    [InlineData("VirtualSource virtualSource", "repository", "VirtualSource virtualSource, RepositoryDefinition repository")]
    [InlineData(
        "RepositoryDefinition repository, SourceConfigDefinition sourceConfig", "virtualSource",
        "VirtualSource virtualSource, RepositoryDefinition repository, SourceConfigDefinition sourceConfig")]
    [InlineData(
        "VirtualSource virtualSource, SourceConfigDefinition sourceConfig", "repository",
        "VirtualSource virtualSource, RepositoryDefinition repository, SourceConfigDefinition sourceConfig")]
    [InlineData(
        "VirtualSource virtualSource, RepositoryDefinition repository, CancellationToken cancellationToken", "sourceConfig",
        "VirtualSource virtualSource, RepositoryDefinition repository, SourceConfigDefinition sourceConfig, CancellationToken "
            + "cancellationToken")]
    public async Task MissingParameter_is_added_in_the_documented_order(string old, string name, string changed) =>
        (await FixedCode.ApplyAsync(In(old), "DVP011", $"Add the parameter '{name}'")).Should().Be(In(changed));

    [Fact]
    public async Task MissingParameter_of_a_list_with_lines_gets_a_line()
    {
        const string Old = """
            public sealed class Ingestion
            {
                [Linked.PreSnapshot]
                public void Copy(
                    StagedSource stagedSource,
                    RepositoryDefinition repository,
                    SourceConfigDefinition sourceConfig,
                    CancellationToken cancellationToken)
                {
                }
            }
            """;

        (await FixedCode.ApplyAsync(Old, "DVP011", "Add the parameter 'optionalSnapshotParameters'")).Should().Be(Old.Replace(
            "        CancellationToken", "        SnapshotParametersDefinition? optionalSnapshotParameters,\n        CancellationToken",
            StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(
        "VirtualSource virtualSource, SourceConfigDefinition repository, SourceConfigDefinition sourceConfig", "RepositoryDefinition",
        "VirtualSource virtualSource, RepositoryDefinition repository, SourceConfigDefinition sourceConfig")]
    [InlineData(
        "string virtualSource, RepositoryDefinition repository, SourceConfigDefinition sourceConfig", "VirtualSource",
        "VirtualSource virtualSource, RepositoryDefinition repository, SourceConfigDefinition sourceConfig")]
    [InlineData(
        "VirtualSource virtualSource, ref RepositoryDefinition repository, SourceConfigDefinition sourceConfig", "RepositoryDefinition",
        "VirtualSource virtualSource, RepositoryDefinition repository, SourceConfigDefinition sourceConfig")]
    public async Task ParameterOfTheWrongType_gets_the_right_one(string old, string type, string changed) =>
        (await FixedCode.ApplyAsync(In(old), "DVP012", $"Change the type to '{type}'")).Should().Be(In(changed));

    [Fact]
    public async Task Type_that_is_not_known_in_the_file_gets_its_using()
    {
        var changed = await FixedCode.ApplyAsync(
            """
            using System.Text;
            using Delphix.Virtualization;

            public static class Migrations
            {
                [Upgrade.Repository("1")]
                public static System.Text.Json.Nodes.JsonObject Rename(string oldRepository) => throw new System.NotSupportedException();
            }
            """, "DVP012", "Change the type to 'JsonObject'", withUsings: false);

        changed.ReplaceLineEndings("\n").Should().Be(
            """
            using System.Text;
            using System.Text.Json.Nodes;
            using Delphix.Virtualization;

            public static class Migrations
            {
                [Upgrade.Repository("1")]
                public static System.Text.Json.Nodes.JsonObject Rename(JsonObject oldRepository) => throw new System.NotSupportedException();
            }
            """);
    }

    private static string In(string parameters) => $$"""
        public sealed class Provisioning
        {
            [Virtual.Start]
            public void Start({{parameters}})
            {
            }
        }
        """;
}
