using System.Text.RegularExpressions;

namespace PostgresqlPlugin.Tests.Operations;

/// <summary>The scripts as they reach a host.</summary>
public sealed partial class ScriptTests
{
    public static TheoryData<string> Names => new(
        typeof(PluginRunner).Assembly.GetManifestResourceNames().Where(name => name != "server.sh").Select(name => name[..^3]));

    [Theory]
    [MemberData(nameof(Names))]
    public void Script_needs_no_other_file_and_begins_with_its_name(string name)
    {
        var text = HostScript.Text(name);

        text.Should().StartWith($"# {name}.sh\n").And.NotContain("BASH_SOURCE");
    }

    // Each that it may end with is in its header, and has its words.
    [Theory]
    [MemberData(nameof(Names))]
    public void Failures_of_a_script_are_named_and_explained(string name)
    {
        var text = HostScript.Text(name);
        var own = text.Split("ask() {")[^1];

        foreach (var failure in Failure().Matches(own).Select(match => match.Groups[1].Value).Distinct())
        {
            text.Split("# failures:")[^1].Split('\n')[0].Should().Contain(failure);
            var explained = ScriptFailure.Explain(
                name, new(1, $"failure={failure}\n", ""), SampleRequests.Connection(), new Dictionary<string, string>());
            explained.Message.Should().NotContain("exit code", failure);
            explained.Action.Should().EndWith(".");
        }
    }

    [GeneratedRegex("fail ([a-z-]+)")]
    private static partial Regex Failure();
}
