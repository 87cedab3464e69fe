using System.Text.Json.Nodes;
using Delphix.Virtualization.Engine.Catalog;

namespace Delphix.Virtualization.Engine.Workflows;

/// <summary>The parts of request messages, with the platform's names.</summary>
internal static class Messages
{
    internal static JsonObject Connection(EnvironmentObject environment) => new()
    {
        ["environment"] = Environment(environment),
        ["user"] = new JsonObject { ["name"] = environment.User, ["reference"] = environment.UserReference },
    };

    internal static JsonObject Parameters(JsonObject parameters) => new() { ["parameters"] = parameters.DeepClone() };

    internal static JsonArray Mounts(DatasetObject dataset, EnvironmentObject environment) =>
        [.. dataset.Mounts.Select(mount => Mount(mount, environment))];

    internal static JsonObject Mount(MountedPath mount, EnvironmentObject environment)
    {
        var message = new JsonObject { ["remoteEnvironment"] = Environment(environment), ["mountPath"] = mount.Path };
        if (mount.SharedPath is not null)
            message["sharedPath"] = mount.SharedPath;
        return message;
    }

    private static JsonObject Environment(EnvironmentObject environment) => new()
    {
        ["name"] = environment.Name,
        ["reference"] = environment.Reference,
        ["host"] = new JsonObject
        {
            ["name"] = environment.Address,
            ["reference"] = environment.HostReference,
            ["binaryPath"] = environment.BinaryPath,
            ["scratchPath"] = environment.ScratchPath,
        },
    };
}
