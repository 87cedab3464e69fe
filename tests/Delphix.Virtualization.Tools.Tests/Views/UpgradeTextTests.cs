using System.Text.Json.Nodes;
using Delphix.Virtualization.Engine.Plugins;
using Delphix.Virtualization.Tools.Views;

namespace Delphix.Virtualization.Tools.Tests.Views;

public class UpgradeTextTests
{
    private static readonly UpgradePlan Plan = new(
        Samples.Plugin with { BuildNumber = "1" },
        Samples.Plugin with { BuildNumber = "2" },
        ["2.1", "2.2"],
        [
            (Samples.DSource with { Parameters = Parse("""{"path":"/a","port":22,"old":true}""") },
                Samples.DSource with { Parameters = Parse("""{"path":"/a","port":"größer","new":null}""") }),
            (Samples.Snapshot, Samples.Snapshot),
        ]);

    [Fact]
    public void Text_shows_each_object_with_its_changes() => UpgradeText.Of(Plan).Should().Be(
        """
        Plugin 'Directory Trees' would go from build 1 to 2 with the data migrations 2.1, 2.2. Nothing was changed.
        dSource 'files' (DSOURCE-1)
          ~ port: 22 -> "größer"
          - old: true
          + new: null
        snapshot 'files@1' (SNAPSHOT-1): unchanged
        """);

    [Fact]
    public void Json_has_each_object_before_and_after()
    {
        var json = UpgradeText.ToJson(Plan);

        (json["fromBuild"]!.ToString(), json["toBuild"]!.ToString(), json["migrationIds"]!.ToJsonString())
            .Should().Be(("1", "2", """["2.1","2.2"]"""));
        json["objects"]!.AsArray().Select(item => $"{item!["type"]} {item["reference"]} {item["isChanged"]}")
            .Should().Equal("dSource DSOURCE-1 true", "snapshot SNAPSHOT-1 false");
        json["objects"]![0]!["before"]!["port"]!.GetValue<int>().Should().Be(22);
        json["objects"]![0]!["after"]!["new"].Should().BeNull();
    }

    private static JsonObject Parse(string text) => JsonNode.Parse(text)!.AsObject();
}
