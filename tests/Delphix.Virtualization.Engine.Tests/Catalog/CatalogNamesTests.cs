using Delphix.Virtualization.Engine.Catalog;
using Delphix.Virtualization.Engine.Tests.Support;

namespace Delphix.Virtualization.Engine.Tests.Catalog;

public sealed class CatalogNamesTests : IDisposable
{
    private readonly EngineFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("alpha")]
    [InlineData("UNIX_HOST_ENVIRONMENT-1")]
    public async Task Find_by_name_or_reference_finds(string name)
    {
        await SaveAsync(1, "alpha");

        (await FindAsync(name)).Reference.Should().Be("UNIX_HOST_ENVIRONMENT-1");
    }

    [Fact]
    public async Task Find_of_a_mistyped_name_suggests_the_nearest()
    {
        await SaveAsync(1, "production");
        await SaveAsync(2, "staging");

        var thrown = await Throws("prodution");

        thrown.Message.Should().Be("There is no environment 'prodution'.");
        thrown.Action.Should().Be("Did you mean 'production'?");
        thrown.Output.Should().BeEmpty();
    }

    [Fact]
    public async Task Find_of_a_name_like_none_lists_what_there_is()
    {
        await SaveAsync(1, "production");
        await SaveAsync(2, "staging");

        (await Throws("x")).Action.Should().Be("There is: production, staging.");
    }

    [Fact]
    public async Task Find_where_there_is_nothing_says_so()
    {
        (await Throws("x")).Action.Should().Be("There is no environment yet.");
    }

    [Fact]
    public async Task Find_of_a_name_that_two_have_asks_for_a_reference()
    {
        await SaveAsync(1, "twin");
        await SaveAsync(2, "twin");

        var thrown = await Throws("twin");

        thrown.Message.Should().Be("There are 2 environments named 'twin'.");
        thrown.Action.Should().Be("Use a reference instead: UNIX_HOST_ENVIRONMENT-1, UNIX_HOST_ENVIRONMENT-2.");
    }

    [Fact]
    public async Task SourceConfig_whose_name_two_hosts_have_is_found_by_its_environment()
    {
        await SaveConfigAsync(1, "here", "files");
        await SaveConfigAsync(2, "there", "files");
        await SaveConfigAsync(3, "other", "here/files");

        (await FindConfigAsync("there/files")).Reference.Should().Be("SOURCE_CONFIG-2");
        (await FindConfigAsync("here/files")).Reference.Should().Be("SOURCE_CONFIG-3", "a name goes before one with an environment");
        (await FindConfigAsync("other/here/files")).Reference.Should().Be("SOURCE_CONFIG-3");
        var thrown = (await FluentActions.Awaiting(() => FindConfigAsync("files")).Should().ThrowAsync<UserException>()).Which;
        thrown.Message.Should().Be("There are 2 source configs named 'files'.");
        thrown.Action.Should().Be("Say in which environment: 'here/files' or 'there/files'.");
    }

    [Fact]
    public async Task SourceConfigs_that_their_environment_does_not_tell_apart_are_named_by_reference()
    {
        await SaveConfigAsync(1, "here", "files");
        await SaveConfigAsync(2, "here", "files");

        foreach (var name in (string[])["files", "here/files"])
        {
            var thrown = (await FluentActions.Awaiting(() => FindConfigAsync(name)).Should().ThrowAsync<UserException>()).Which;
            thrown.Action.Should().Be("Use a reference instead: SOURCE_CONFIG-1, SOURCE_CONFIG-2.");
        }
    }

    [Fact]
    public async Task Find_of_a_reference_that_another_has_as_its_name_finds_the_reference()
    {
        await SaveAsync(1, "UNIX_HOST_ENVIRONMENT-2");
        await SaveAsync(2, "other");

        (await FindAsync("UNIX_HOST_ENVIRONMENT-2")).Name.Should().Be("other");
        (await FindAsync("UNIX_HOST_ENVIRONMENT-1")).Name.Should().Be("UNIX_HOST_ENVIRONMENT-2");
    }

    [Theory]
    [InlineData("stagign", "Did you mean 'staging'?")]
    [InlineData("STAGING", "Did you mean 'staging'?")]
    [InlineData("größe", "There is: a, staging.")]
    [InlineData("", "Did you mean 'a'?")]
    public void Suggestion_for_a_name_is_the_nearest_or_all(string written, string expected) =>
        NearestName.Suggest(written, ["staging", "a", "a"], "thing").Should().Be(expected);

    private Task SaveAsync(int number, string name) =>
        _folder.Catalog.SaveAsync(Samples.Environment($"UNIX_HOST_ENVIRONMENT-{number}", name), CancellationToken.None);

    private async Task SaveConfigAsync(int number, string environment, string name)
    {
        await SaveAsync(number, environment);
        var samples = Samples.All().ToList();
        await _folder.Catalog.SaveAsync(
            samples.OfType<RepositoryObject>().First() with
            {
                Reference = $"REPOSITORY-{number}",
                Environment = $"UNIX_HOST_ENVIRONMENT-{number}",
            },
            CancellationToken.None);
        await _folder.Catalog.SaveAsync(
            samples.OfType<SourceConfigObject>().First() with
            {
                Reference = $"SOURCE_CONFIG-{number}",
                Name = name,
                Repository = $"REPOSITORY-{number}",
            },
            CancellationToken.None);
    }

    private Task<SourceConfigObject> FindConfigAsync(string name) =>
        _folder.Catalog.FindAsync<SourceConfigObject>(name, CancellationToken.None);

    private Task<EnvironmentObject> FindAsync(string name) => _folder.Catalog.FindAsync<EnvironmentObject>(name, CancellationToken.None);

    private async Task<UserException> Throws(string name) =>
        (await FluentActions.Awaiting(() => FindAsync(name)).Should().ThrowAsync<UserException>()).Which;
}
