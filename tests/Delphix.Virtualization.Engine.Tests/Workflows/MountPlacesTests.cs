using System.Text.Json.Nodes;
using Delphix.Virtualization.Engine.Catalog;
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
    public void Path_of_unix_is_read_in_its_shortest_form(string path, string expected) =>
        MountPlaces.Read(Specification(path), Samples.Environment()).Should().Equal((expected, null));

    [Theory]
    [InlineData(@"C:\data")]
    [InlineData("C:/data")]
    [InlineData(@"\\server\share")]
    public void Path_of_windows_is_refused_and_never_read_as_one_below_the_working_directory(string path)
    {
        var act = () => MountPlaces.Read(Specification(path), Samples.Environment());

        act.Should().Throw<UserException>().Which.Message.Should().Be(
            $"The plugin wants to mount at {path}, which is a path of Windows: the local engine mounts storage only on its own machine.");
    }

    [Theory]
    [InlineData("", "", null)]
    [InlineData("/a,/b", "/a,/b", null)]
    [InlineData("", "/a", "'copy' is mounted nowhere, and with these values it would be mounted at /a.")]
    [InlineData("/a,/b", "", "'copy' is mounted at /a, /b, and with these values it would be mounted nowhere.")]
    [InlineData("/a", "/b,/a", "'copy' is mounted at /a, and with these values it would be mounted at /b, /a.")]
    public void Dataset_in_use_keeps_its_places(string mounted, string asked, string? problem)
    {
        var vdb = Samples.Vdb() with { Mounts = [.. Paths(mounted).Select(path => new MountedPath(path, null, true))] };

        var act = () => MountPlaces.RequireSame(vdb, Samples.Environment(), Specification(Paths(asked)));

        if (problem is null)
            act.Should().NotThrow();
        else
            act.Should().Throw<UserException>().Which.Message.Should().Be(problem);
    }

    private static string[] Paths(string list) => list.Split(',', StringSplitOptions.RemoveEmptyEntries);

    private static JsonObject Specification(params string[] paths) => new()
    {
        ["mounts"] = new JsonArray([.. paths.Select(path => new JsonObject
        {
            ["remoteEnvironment"] = new JsonObject { ["reference"] = "UNIX_HOST_ENVIRONMENT-1" },
            ["mountPath"] = path,
        })]),
    };
}
