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
    public async Task Find_byNameOrReference_finds(string name)
    {
        await SaveAsync(1, "alpha");

        (await FindAsync(name)).Reference.Should().Be("UNIX_HOST_ENVIRONMENT-1");
    }

    [Fact]
    public async Task Find_ofAMistypedName_suggestsTheNearest()
    {
        await SaveAsync(1, "production");
        await SaveAsync(2, "staging");

        var thrown = await Throws("prodution");

        thrown.Message.Should().Be("There is no environment 'prodution'.");
        thrown.Action.Should().Be("Did you mean 'production'?");
        thrown.Output.Should().BeEmpty();
    }

    [Fact]
    public async Task Find_ofANameLikeNone_listsWhatThereIs()
    {
        await SaveAsync(1, "production");
        await SaveAsync(2, "staging");

        (await Throws("x")).Action.Should().Be("There is: production, staging.");
    }

    [Fact]
    public async Task Find_whereThereIsNothing_saysSo()
    {
        (await Throws("x")).Action.Should().Be("There is no environment yet.");
    }

    [Fact]
    public async Task Find_ofANameThatTwoHave_asksForAReference()
    {
        await SaveAsync(1, "twin");
        await SaveAsync(2, "twin");

        var thrown = await Throws("twin");

        thrown.Message.Should().Be("There are 2 environments named 'twin'.");
        thrown.Action.Should().Be("Use a reference instead: UNIX_HOST_ENVIRONMENT-1, UNIX_HOST_ENVIRONMENT-2.");
    }

    [Fact]
    public async Task Find_ofAReferenceThatAnotherHasAsItsName_findsTheReference()
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
    public void Suggestion_forAName_isTheNearestOrAll(string written, string expected) =>
        NearestName.Suggest(written, ["staging", "a", "a"], "thing").Should().Be(expected);

    private Task SaveAsync(int number, string name) => _folder.Catalog.SaveAsync(Samples.Environment($"UNIX_HOST_ENVIRONMENT-{number}", name), CancellationToken.None);

    private Task<EnvironmentObject> FindAsync(string name) => _folder.Catalog.FindAsync<EnvironmentObject>(name, CancellationToken.None);

    private async Task<UserException> Throws(string name) => (await FluentActions.Awaiting(() => FindAsync(name)).Should().ThrowAsync<UserException>()).Which;
}
