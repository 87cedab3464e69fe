using System.Text.Json.Nodes;
using Delphix.Virtualization.Engine.Tests.Support;
using Delphix.Virtualization.Engine.Workflows;

namespace Delphix.Virtualization.Engine.Tests.Workflows;

/// <summary>Which places of a mount specification the engine can mount at.</summary>
public sealed class MountPlacesTests
{
    [Theory]
    [InlineData("/data", "/data")]
    [InlineData("/data/", "/data")]
    [InlineData("/data/../other", "/other")]
    [InlineData("/C:\\data", "/C:\\data")]
    public void Path_ofUnix_isReadInItsShortestForm(string path, string expected) =>
        MountPlaces.Read(Specification(path), Samples.Environment()).Should().Equal((expected, null));

    [Theory]
    [InlineData(@"C:\data")]
    [InlineData("C:/data")]
    [InlineData(@"\\server\share")]
    public void Path_ofWindows_isRefusedAndNeverReadAsOneBelowTheWorkingDirectory(string path)
    {
        var act = () => MountPlaces.Read(Specification(path), Samples.Environment());

        act.Should().Throw<UserException>().Which.Message.Should().Be(
            $"The plugin wants to mount at {path}, which is a path of Windows: the local engine mounts storage only on its own machine.");
    }

    private static JsonObject Specification(string path) => new()
    {
        ["mounts"] = new JsonArray(new JsonObject { ["remoteEnvironment"] = new JsonObject { ["reference"] = "UNIX_HOST_ENVIRONMENT-1" }, ["mountPath"] = path }),
    };
}
