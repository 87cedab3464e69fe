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

    private Task SaveAsync(int number, string name) => _folder.Catalog.SaveAsync(Samples.Environment($"UNIX_HOST_ENVIRONMENT-{number}", name), CancellationToken.None);

    private Task<EnvironmentObject> FindAsync(string name) => _folder.Catalog.FindAsync<EnvironmentObject>(name, CancellationToken.None);

    private async Task<UserException> Throws(string name) => (await FluentActions.Awaiting(() => FindAsync(name)).Should().ThrowAsync<UserException>()).Which;
}
