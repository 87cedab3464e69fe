using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Delphix.Virtualization.Operations;
using Delphix.Virtualization.Schemas;

namespace Delphix.Virtualization.Runtime;

/// <summary>Validates what an operation returned and writes it as the response's <c>returnValue</c>.</summary>
internal sealed partial class ResponseWriter(PluginOperation row, PluginSchemas schemas)
{
    internal JsonObject Write(object? value) => row.Result switch
    {
        OperationResultKind.Nothing => [],
        OperationResultKind.Repositories => new() { ["repositories"] = List(DefinitionKind.Repository, value) },
        OperationResultKind.SourceConfigs => new() { ["sourceConfigs"] = List(DefinitionKind.SourceConfig, value) },
        OperationResultKind.SourceConfig =>
            new() { ["sourceConfig"] = Definition(DefinitionKind.SourceConfig, NotNull(value), "its result") },
        OperationResultKind.Snapshot => new() { ["snapshot"] = Definition(DefinitionKind.Snapshot, NotNull(value), "its result") },
        OperationResultKind.MountSpecification => MountSpecification((MountSpecification)NotNull(value)),
        OperationResultKind.Status => new() { ["status"] = Status((Status)NotNull(value)) },
        OperationResultKind.Size => new() { ["databaseSize"] = Size((long)NotNull(value)) },
        _ => throw new PluginRuntimeException($"{row.Name} has no response of its own."),
    };

    private JsonArray List(DefinitionKind kind, object? value)
    {
        var list = new JsonArray();
        foreach (var item in (IEnumerable<object?>)NotNull(value))
        {
            var what = $"item {list.Count} of its result";
            list.Add(Definition(kind, item ?? throw Fault($"{what} is null, not a {kind}Definition"), what));
        }

        return list;
    }

    private JsonObject Definition(DefinitionKind kind, object value, string what)
    {
        JsonNode? parameters;
        try
        {
            parameters = RuntimeJson.Write(value);
        }
        catch (Exception e) when (e is JsonException or NotSupportedException or InvalidOperationException)
        {
            throw Fault($"{what} cannot be written as JSON: {e.Message}", e);
        }

        schemas.Validate(kind, parameters, $"{row.Name}: {what}");
        return new JsonObject { ["parameters"] = parameters };
    }

    private JsonObject MountSpecification(MountSpecification specification)
    {
        var isStaged = row.Parameters[0].Kind == OperationParameterKind.StagedSource;
        if (specification.Mounts is null || specification.Mounts.Any(mount => mount is null))
            throw Fault("its mount specification has null in place of a mount, or of the list of them");
        if (isStaged && specification.Mounts.Count == 0)
            throw Fault("its mount specification lists no mount, but a dSource that is staged needs one");
        if (specification.Mounts.FirstOrDefault(mount => !AbsolutePath().IsMatch(mount.MountPath)) is { } relative)
            throw Fault($"the mount path '{relative.MountPath}' is not absolute");
        var response = new JsonObject();
        // A single mount of a staged source has a property of its own in the platform's messages, which has no place for a shared path.
        if (isStaged && specification.Mounts is [var single])
        {
            if (!string.IsNullOrEmpty(single.SharedPath))
            {
                throw Fault(
                    $"its only mount has the shared path '{single.SharedPath}', but a dSource with one mount is mounted as a whole");
            }

            response["stagedMount"] = Mount(single);
        }
        else
        {
            response["mounts"] = new JsonArray([.. specification.Mounts.Select(Mount)]);
        }

        if (specification.OwnershipSpecification is { } owner)
            response["ownershipSpec"] = new JsonObject { ["uid"] = owner.Uid, ["gid"] = owner.Gid };
        return response;
    }

    private static JsonObject Mount(Mount mount)
    {
        var message = new JsonObject
        {
            ["remoteEnvironment"] = RuntimeJson.Write(mount.RemoteEnvironment),
            ["mountPath"] = mount.MountPath,
        };
        if (!string.IsNullOrEmpty(mount.SharedPath))
            message["sharedPath"] = mount.SharedPath;
        return message;
    }

    private string Status(Status status) => status switch
    {
        Virtualization.Status.Active => "ACTIVE",
        Virtualization.Status.Inactive => "INACTIVE",
        _ => throw Fault($"its result, {(int)status}, is not a Status"),
    };

    private long Size(long bytes) => bytes >= 0 ? bytes : throw Fault($"its result, {bytes}, is a negative number of bytes");

    private object NotNull(object? value) => value ?? throw Fault($"its result is null, not {OperationTypes.NameOf(row.Result)}");

    // Of Unix, or of Windows: below a drive, or below a share of a server.
    [GeneratedRegex(@"\A(/|[A-Za-z]:[\\/]|\\\\[^\\/]+[\\/][^\\/])")]
    private static partial Regex AbsolutePath();

    private PluginRuntimeException Fault(string what, Exception? cause = null) =>
        new($"The plugin's operation {row.Name} returned a wrong value: {what}.", cause);
}
