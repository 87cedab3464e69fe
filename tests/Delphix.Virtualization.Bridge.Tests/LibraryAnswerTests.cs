using System.Text.Json.Nodes;
using Delphix.Virtualization.Bridge.Host;
using Delphix.Virtualization.Bridge.Wire;

namespace Delphix.Virtualization.Bridge.Tests;

public sealed class LibraryAnswerTests
{
    [Theory]
    [InlineData("""{"id":"1"}""")]
    [InlineData("""{"id":1}""")]
    [InlineData("""{"id":1,"message":1,"kind":"end"}""")]
    [InlineData("""{"id":1,"message":"m"}""")]
    [InlineData("""{"id":1,"message":"m","kind":"error"}""")]
    [InlineData("""{"id":1,"message":"m","kind":"error","errorId":"7"}""")]
    public void Answer_that_lacks_something_breaks_the_connection(string answer)
    {
        var libraries = new CallLibraries(_ => { }, () => 1, CancellationToken.None);
        _ = libraries.RetrieveCredentialsAsync([]);

        libraries.Invoking(asked => asked.Answer(JsonNode.Parse(answer)!.AsObject())).Should().Throw<BridgeProtocolException>();
    }
}
