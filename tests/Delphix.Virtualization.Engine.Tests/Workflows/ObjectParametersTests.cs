using System.Text.Json;
using System.Text.Json.Nodes;
using Delphix.Virtualization.Engine.Catalog;
using Delphix.Virtualization.Engine.Jobs;
using Delphix.Virtualization.Engine.Tests.Support;
using Delphix.Virtualization.Engine.Workflows;

namespace Delphix.Virtualization.Engine.Tests.Workflows;

public sealed class ObjectParametersTests
{
    // Examples of RFC 7396.
    [Theory]
    [InlineData("""{"a":"b"}""", """{"a":"c"}""", """{"a":"c"}""")]
    [InlineData("""{"a":"b","b":"c"}""", """{"a":null}""", """{"b":"c"}""")]
    [InlineData("""{"a":"c"}""", """{"a":["b",null]}""", """{"a":["b",null]}""")]
    [InlineData("""{"a":{"b":"c"}}""", """{"a":{"b":"d","c":null}}""", """{"a":{"b":"d"}}""")]
    [InlineData("""{"e":null}""", """{"a":1}""", """{"e":null,"a":1}""")]
    [InlineData("""{"a":[1,2]}""", """{"a":{"b":"c","c":null}}""", """{"a":{"b":"c"}}""")]
    [InlineData("{}", """{"a":{"bb":{"ccc":null}}}""", """{"a":{"bb":{}}}""")]
    public void Merge_gives_what_the_standard_says(string values, string patch, string expected)
    {
        var merged = JsonNode.Parse(values)!.AsObject();

        ObjectParameters.Merge(merged, JsonNode.Parse(patch)!.AsObject());

        merged.ToJsonString().Should().Be(expected);
    }

    // A dataset with deeper values could not be changed or deleted any more, as no job could say how to put it back.
    [Fact]
    public void Values_that_are_deeper_than_a_record_can_hold_are_refused()
    {
        var act = () => ObjectParameters.RequireDepth(Nested(51), "VDB");

        act.Should().Throw<UserException>().Which.Message.Should().Be("The parameters of the VDB are nested deeper than 50 levels.");
    }

    [Fact]
    public void Values_of_the_greatest_depth_fit_into_the_record_of_a_job()
    {
        var values = Nested(50);
        ObjectParameters.RequireDepth(values, "VDB");
        var request = new JsonObject { ["virtualSource"] = new JsonObject { ["parameters"] = values.DeepClone() } };
        var job = new Job
        {
            Reference = "JOB-1",
            Workflow = "Virtual source delete",
            Target = "copy",
            TargetReference = "VDB-1",
            StartedAt = DateTimeOffset.UnixEpoch,
            CleanUps =
            [
                CleanUp.RestoreObject.Of(Samples.Vdb() with { Parameters = values }),
                new CleanUp.CallPlugin("PLUGIN-1", "virtual.unconfigure", request),
            ],
        };

        var written = JsonSerializer.SerializeToUtf8Bytes(job, CatalogJson.Default.Job);

        JsonSerializer.Deserialize(written, CatalogJson.Default.Job)!.CleanUps.Should().HaveCount(2);
    }

    private static JsonObject Nested(int levels)
    {
        var values = new JsonObject();
        for (var i = 1; i < levels; i++)
            values = new JsonObject { ["a"] = values };
        return values;
    }
}
