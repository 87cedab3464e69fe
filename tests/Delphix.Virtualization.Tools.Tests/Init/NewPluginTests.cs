using Delphix.Virtualization.Operations;
using Delphix.Virtualization.Packaging;
using Delphix.Virtualization.Tools.Init;

namespace Delphix.Virtualization.Tools.Tests.Init;

public class NewPluginTests
{
    [Theory]
    [InlineData("mine", "MinePlugin")]
    [InlineData("my postgres-12", "MyPostgres12Plugin")]
    [InlineData("couchbase plugin", "CouchbasePlugin")]
    [InlineData("Plugin", "PluginPlugin")]
    [InlineData("mount", "MountPlugin")]
    [InlineData("../etc: {a}\"", "EtcAPlugin")]
    [InlineData("Größe", "GrEPlugin")]
    public void Name_is_made_into_one_of_a_namespace(string name, string identifier) => Create(name).Identifier.Should().Be(identifier);

    [Theory]
    [InlineData("12")]
    [InlineData("")]
    [InlineData(" ")]
    [InlineData("名前")]
    [InlineData("two\nlines")]
    [InlineData("a2345678901234567890123456789012345678901234567890123456789012345678901234567890123456789012345678901")]
    public void Name_that_cannot_be_is_refused_with_an_action(string name)
    {
        var act = () => Create(name);

        act.Should().Throw<UserException>().Which.Action.Should().Contain("--plugin-name");
    }

    [Fact]
    public void Plugin_without_a_name_is_called_by_its_id()
    {
        var plugin = Create(null);

        plugin.Name.Should().Be(plugin.Id.ToString());
        plugin.Identifier.Should().Be("NewPlugin");
    }

    private static NewPlugin Create(string? name) => NewPlugin.Create(name, PluginStrategy.Direct, HostType.Unix);
}
