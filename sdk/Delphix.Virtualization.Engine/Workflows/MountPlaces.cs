using System.Text.Json.Nodes;
using Delphix.Virtualization.Engine.Catalog;

namespace Delphix.Virtualization.Engine.Workflows;

/// <summary>Where a plugin wants storage to be mounted, and where the engine can mount it.</summary>
internal static class MountPlaces
{
    /// <summary>Checks that storage can be mounted in an environment.</summary>
    /// <exception cref="UserException">It is another machine.</exception>
    internal static void RequireLocal(EnvironmentObject environment, string role)
    {
        if (!environment.IsLocal)
        {
            throw new UserException(
                $"The environment '{environment.Name}' ({environment.Address}) cannot be a {role} environment: "
                + "the local engine mounts storage only on its own machine.",
                $"Use an environment whose address is {EnvironmentObject.LocalAddress}.",
                "");
        }
    }

    /// <summary>Reads what a plugin's mountSpecification returned.</summary>
    /// <param name="specification">The mount specification.</param>
    /// <param name="environment">The host to mount on.</param>
    /// <returns>The places; the shared path is null where all of the volume is to be mounted.</returns>
    /// <exception cref="UserException">
    /// The plugin wants to mount on another host, at a path of Windows, or something outside of the volume.
    /// </exception>
    internal static IReadOnlyList<(string Path, string? SharedPath)> Read(JsonObject specification, EnvironmentObject environment) =>
        specification["stagedMount"] is JsonObject single
            ? [ReadOne(single, environment)]
            : [.. specification["mounts"]!.AsArray().Select(mount => ReadOne(mount!.AsObject(), environment))];

    /// <summary>Checks that a dataset in use would be mounted at the same places again, or nowhere again.</summary>
    /// <param name="dataset">The dataset.</param>
    /// <param name="environment">The host that it is mounted on.</param>
    /// <param name="specification">What the plugin's mountSpecification returns now.</param>
    /// <exception cref="UserException">It would not.</exception>
    internal static void RequireSame(DatasetObject dataset, EnvironmentObject environment, JsonObject specification)
    {
        var places = Read(specification, environment);
        if (!places.SequenceEqual(dataset.Mounts.Select(mount => (mount.Path, mount.SharedPath))))
        {
            throw new UserException(
                $"'{dataset.Name}' is mounted {Where(dataset.Mounts.Select(mount => mount.Path))}, "
                + $"and with these values it would be mounted {Where(places.Select(place => place.Path))}.",
                "Disable it first, then change the values and enable it.",
                "");
        }
    }

    private static string Where(IEnumerable<string> paths) =>
        string.Join(", ", paths) is { Length: > 0 } listed ? $"at {listed}" : "nowhere";

    private static (string Path, string? SharedPath) ReadOne(JsonObject mount, EnvironmentObject environment)
    {
        var reference = mount["remoteEnvironment"]!["reference"]!.GetValue<string>();
        if (reference != environment.Reference)
        {
            throw new UserException(
                $"The plugin wants to mount in the environment {reference}, "
                + $"but the dataset belongs to {environment.Reference} ({environment.Name}).",
                "Use a build of the plugin that mounts in the dataset's own environment; the local engine mounts nowhere else.",
                "");
        }

        var shared = mount["sharedPath"]?.GetValue<string>() ?? "";
        var names = shared.Split('/', StringSplitOptions.RemoveEmptyEntries).Where(name => name != ".").ToList();
        var sharedPath = string.Join('/', names);
        if (names.Contains(".."))
            throw new UserException($"The plugin wants to mount '{sharedPath}', which leads out of the storage.", null, "");
        var path = mount["mountPath"]!.GetValue<string>();
        if (!path.StartsWith('/'))
        {
            throw new UserException(
                $"The plugin wants to mount at {path}, which is a path of Windows: "
                + "the local engine mounts storage only on its own machine.",
                "Use a build of the plugin that mounts at a path of Unix, such as /mnt/data.",
                "");
        }

        path = Path.TrimEndingDirectorySeparator(Path.GetFullPath(path));
        return (path, sharedPath.Length == 0 ? null : sharedPath);
    }
}
