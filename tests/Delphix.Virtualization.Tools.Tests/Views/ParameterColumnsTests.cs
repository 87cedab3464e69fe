using System.Text.Json.Nodes;
using Delphix.Virtualization.Engine.Catalog;
using Delphix.Virtualization.Tools.Views;

namespace Delphix.Virtualization.Tools.Tests.Views;

public class ParameterColumnsTests
{
    [Fact]
    public void Columns_are_the_preferred_values_that_some_item_has()
    {
        SnapshotObject[] snapshots = [Samples.Snapshot, Samples.Snapshot with { Parameters = [] }];

        var columns = ParameterColumns.Of(snapshots, "mode", "missing", "bytes").ToList();

        columns.Select(column => column.Title).Should().Equal("MODE", "SIZE");
        columns.Select(column => column.Value(snapshots[0])).Should().Equal("first", "1.5 MiB");
        columns.Select(column => column.Value(snapshots[1])).Should().Equal("-", "-");
    }

    [Fact]
    public void Columns_of_another_plugin_are_the_first_single_values()
    {
        var snapshot = Samples.Snapshot with { Parameters = JsonNode.Parse("""{"files@1":"files@1","list":[1],"logPosition":7,"isFull":true,"a":1,"b":2,"c":3}""")!.AsObject() };

        ParameterColumns.Of([snapshot], "mode").Select(column => column.Title).Should().Equal("LOG POSITION", "IS FULL", "A", "B");
    }
}
