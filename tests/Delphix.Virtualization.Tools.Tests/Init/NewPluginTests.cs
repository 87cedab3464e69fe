using System.Text;
using System.Text.RegularExpressions;
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
    public void Matters_of_style_are_warnings_in_a_new_plugin_and_every_rule_of_the_sdk_stops_a_build()
    {
        var build = PluginTemplate.Render(Create("mine")).Single(file => file.Path == "Directory.Build.props");
        var page = File.ReadAllText(Path.Combine(Repository.Root, "docs", "reference", "diagnostics.md"));
        var warnings = Regex.Matches(page, @"^## (DVP\d+)[^#]*?\*\*What\*\* \(warning\)", RegexOptions.Multiline)
            .Select(match => match.Groups[1].Value);

        Encoding.UTF8.GetString(build.Contents).Should().NotContain("TreatWarningsAsErrors")
            .And.Contain($"<WarningsAsErrors>$(WarningsAsErrors);{string.Join(';', warnings)}</WarningsAsErrors>");
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
