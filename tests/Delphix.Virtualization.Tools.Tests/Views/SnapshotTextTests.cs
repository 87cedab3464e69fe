using System.Text.Json.Nodes;
using Delphix.Virtualization.Tools.Views;

namespace Delphix.Virtualization.Tools.Tests.Views;

public class SnapshotTextTests
{
    [Theory]
    [InlineData("{}", "snapshot files@1")]
    [InlineData("""{"mode":"sync"}""", "snapshot files@1 (sync)")]
    [InlineData("""{"mode":"sync","files":1,"bytes":1536}""", "snapshot files@1 (sync, 1 file, 1.5 KiB)")]
    [InlineData("""{"mode":"sync","transferredFiles":0,"deletedItems":0,"healedFiles":0,"warnings":[]}""", "snapshot files@1 (sync, 0 files transferred)")]
    [InlineData("""{"mode":"resync","transferredFiles":3,"deletedItems":1,"healedFiles":2,"warnings":["a"]}""", "snapshot files@1 (resync, 3 files transferred, 1 item deleted, 2 files healed, 1 warning)")]
    [InlineData("""{"files":"many"}""", "snapshot files@1")]
    public void Snapshot_says_what_the_plugin_recorded(string parameters, string expected) =>
        SnapshotText.Of(Samples.Snapshot with { Parameters = JsonNode.Parse(parameters)!.AsObject() }).Should().Be(expected);
}
