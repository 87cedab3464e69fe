using System.Text.Json.Nodes;
using Delphix.Virtualization.Tools.Views;

namespace Delphix.Virtualization.Tools.Tests.Views;

public class SnapshotTextTests
{
    [Theory]
    [InlineData("{}", "snapshot files@1")]
    [InlineData("""{"mode":"sync"}""", "snapshot files@1 (sync)")]
    [InlineData("""{"mode":"sync","files":1,"bytes":1536}""", "snapshot files@1 (sync, 1 file, 1.5 KiB)")]
    [InlineData("""{"files":"many"}""", "snapshot files@1")]
    public void Snapshot_says_what_the_plugin_recorded(string parameters, string expected) =>
        SnapshotText.Of(Samples.Snapshot with { Parameters = JsonNode.Parse(parameters)!.AsObject() }).Should().Be(expected);
}
