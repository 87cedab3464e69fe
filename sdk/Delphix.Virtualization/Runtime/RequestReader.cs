using System.Text.Json;
using System.Text.Json.Nodes;
using Delphix.Virtualization.Operations;
using Delphix.Virtualization.Schemas;

namespace Delphix.Virtualization.Runtime;

/// <summary>Reads the values of a request message and validates them. Faults name the operation and the path in the message.</summary>
internal sealed class RequestReader(string operation, JsonObject request, PluginSchemas schemas)
{
    // The public SDK gives this to a dSource that is mounted nowhere.
    private static readonly Mount Nowhere = new(new RemoteEnvironment("", "", new RemoteHost("", "", "", "")), "");

    internal object? Read(OperationParameter parameter, Type type) => parameter.Kind switch
    {
        OperationParameterKind.Connection => Connection(request, parameter.MessageName),
        OperationParameterKind.DirectSource => DirectSource(Object(request, parameter.MessageName), parameter.MessageName, type),
        OperationParameterKind.StagedSource => StagedSource(Object(request, parameter.MessageName), parameter.MessageName, type),
        OperationParameterKind.VirtualSource => VirtualSource(Object(request, parameter.MessageName), parameter.MessageName, type),
        OperationParameterKind.Repository => Definition(DefinitionKind.Repository, parameter.MessageName, type),
        OperationParameterKind.SourceConfig => Definition(DefinitionKind.SourceConfig, parameter.MessageName, type),
        OperationParameterKind.Snapshot => Definition(DefinitionKind.Snapshot, parameter.MessageName, type),
        OperationParameterKind.OptionalSnapshotParameters => OptionalSnapshotParameters(parameter.MessageName, type),
        _ => throw new PluginRuntimeException($"{operation} cannot be called with a {parameter.Kind}."),
    };

    private object StagedSource(JsonObject message, string path, Type type)
    {
        var linkedSource = Object(message, "linkedSource", path);
        var parameters = Definition(DefinitionKind.LinkedSource, linkedSource, $"{path}.linkedSource", type.GenericTypeArguments[0]);
        var mount = message["stagedMount"] is { } single ? Mount(single, $"{path}.stagedMount") : null;
        var mounts = Mounts(message, path) is { Length: > 0 } several ? several : null;
        if (mount is { MountPath.Length: > 0 } && mounts is not null)
            throw Fault($"'{path}' must have 'stagedMount' or 'mounts', not both");
        mount = mounts is null ? mount ?? Nowhere : null;
        return Activator.CreateInstance(
            type, Text(linkedSource, "guid", $"{path}.linkedSource"), Connection(message, "sourceConnection", path), parameters, mount,
            Connection(message, "stagedConnection", path), mounts)!;
    }

    private object DirectSource(JsonObject message, string path, Type type)
    {
        var linkedSource = Object(message, "linkedSource", path);
        var parameters = Definition(DefinitionKind.LinkedSource, linkedSource, $"{path}.linkedSource", type.GenericTypeArguments[0]);
        var guid = Text(linkedSource, "guid", $"{path}.linkedSource");
        return Activator.CreateInstance(type, guid, Connection(message, "connection", path), parameters)!;
    }

    private object VirtualSource(JsonObject message, string path, Type type)
    {
        var parameters = Definition(DefinitionKind.VirtualSource, message, path, type.GenericTypeArguments[0]);
        return Activator.CreateInstance(
            type, Text(message, "guid", path), Connection(message, "connection", path), parameters, Mounts(message, path))!;
    }

    private object? OptionalSnapshotParameters(string name, Type type)
    {
        if (request[name] is null)
            return null;
        var message = Object(request, name);
        return message["parameters"] is null ? null : Definition(DefinitionKind.SnapshotParameters, message, name, type);
    }

    private object Definition(DefinitionKind kind, string name, Type type) => Definition(kind, Object(request, name), name, type);

    private object Definition(DefinitionKind kind, JsonObject message, string path, Type type)
    {
        var parameters = Object(message, "parameters", path);
        schemas.Validate(kind, parameters, $"'{path}.parameters' of the request for {operation}");
        return Deserialize(parameters, type, $"{path}.parameters");
    }

    private Mount[] Mounts(JsonObject message, string path) => message["mounts"] switch
    {
        null => [],
        JsonArray list => [.. list.Select((mount, index) => Mount(mount, $"{path}.mounts[{index}]"))],
        _ => throw Fault($"'{path}.mounts' must be a list"),
    };

    private Mount Mount(JsonNode? node, string path)
    {
        if (node is not JsonObject message)
            throw Fault($"'{path}' must be an object");
        var environment = (RemoteEnvironment)Deserialize(
            Object(message, "remoteEnvironment", path), typeof(RemoteEnvironment), $"{path}.remoteEnvironment");
        return new Mount(
            environment, Text(message, "mountPath", path), message["sharedPath"] is null ? null : Text(message, "sharedPath", path));
    }

    private RemoteConnection Connection(JsonObject message, string name, string? path = null) =>
        (RemoteConnection)Deserialize(Object(message, name, path), typeof(RemoteConnection), Path(path, name));

    private object Deserialize(JsonObject node, Type type, string path)
    {
        try
        {
            return RuntimeJson.Read(node, type);
        }
        catch (Exception e) when (e is JsonException or NotSupportedException or InvalidOperationException)
        {
            throw Fault($"'{path}' is not a {type.Name}: {e.Message}", e);
        }
    }

    private JsonObject Object(JsonObject message, string name, string? path = null) =>
        message[name] as JsonObject ?? throw Fault($"'{Path(path, name)}' must be an object");

    private string Text(JsonObject message, string name, string path) =>
        message[name] is JsonValue value && value.TryGetValue<string>(out var text)
            ? text
            : throw Fault($"'{Path(path, name)}' must be a string");

    private static string Path(string? path, string name) => path is null ? name : $"{path}.{name}";

    private PluginRuntimeException Fault(string what, Exception? cause = null) =>
        new($"The request for {operation} is not valid: {what}.", cause);
}
