using System.Text.Json.Nodes;
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
}
