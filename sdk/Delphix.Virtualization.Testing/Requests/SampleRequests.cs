using System.Reflection;
using System.Text.Json;
using System.Text.Json.Nodes;
using Delphix.Virtualization.Operations;
using Delphix.Virtualization.Runtime;
using Delphix.Virtualization.Schemas;

namespace Delphix.Virtualization.Testing;

/// <summary>
/// Values and request messages for a plugin's operations, made from its schema. A test changes only what it is about, so that it stays
/// right when the schema gets another property.
/// </summary>
/// <param name="schemas">The plugin's schemas.</param>
/// <param name="strategy">How the plugin ingests.</param>
/// <example>
/// <code>
/// var samples = new SampleRequests(PluginSchemas.Parse(File.ReadAllText("schema.json")), PluginStrategy.Staged);
/// var config = samples.Values&lt;SourceConfigDefinition&gt;(values => values["path"] = "/srv/files");
/// </code>
/// </example>
public sealed class SampleRequests(PluginSchemas schemas, PluginStrategy strategy)
{
    /// <summary>
    /// A host and a user. Equal names give equal connections; all that two others have differs, so that a test sees a mix-up.
    /// </summary>
    /// <param name="name">The name of the environment; the host's and the user's are made of it.</param>
    public static RemoteConnection Connection(string name = "host") =>
        new(Environment(name), new RemoteUser($"{name}-user", $"HOST_USER-{name}"));

    /// <summary>Values of a definition: those that its schema requires, and those that have a default.</summary>
    /// <param name="kind">The definition.</param>
    /// <param name="change">Sets what the test is about; null for nothing.</param>
    /// <exception cref="SchemaViolationException">The values break the schema once they were changed.</exception>
    /// <exception cref="NotSupportedException">The schema requires a value of which no sample can be made, and it was not set.</exception>
    public JsonObject Values(DefinitionKind kind, Action<JsonObject>? change = null)
    {
        var values = SampleValue.OfObject(schemas[kind]);
        change?.Invoke(values);
        SampleValue.RequireAll(values, PluginSchemas.NameOf(kind));
        schemas.Validate(kind, values, $"The sample of {PluginSchemas.NameOf(kind)}");
        return values;
    }

    /// <summary>Values of a definition, as the class that is generated for it.</summary>
    /// <typeparam name="T">The generated class, such as <c>SourceConfigDefinition</c>.</typeparam>
    /// <inheritdoc cref="Values(DefinitionKind, Action{JsonObject})"/>
    /// <exception cref="ArgumentException"><typeparamref name="T"/> is no class that was generated from a schema file.</exception>
    public T Values<T>(Action<JsonObject>? change = null)
        where T : class
    {
        var name = typeof(T).GetCustomAttribute<SchemaDefinitionAttribute>()?.Name
            ?? throw new ArgumentException($"{typeof(T).Name} is not generated from a schema file.", nameof(T));
        var kind = Enum.GetValues<DefinitionKind>().Single(kind => PluginSchemas.NameOf(kind) == name);
        return Values(kind, change).Deserialize<T>(RuntimeJson.Options)!;
    }

    /// <summary>The request message of an operation, as an engine sends it, for <see cref="PluginRuntime.InvokeAsync"/>.</summary>
    /// <param name="operation">The operation's name, such as <c>linked.preSnapshot</c>; not a data migration.</param>
    /// <param name="change">Sets what the test is about; null for nothing.</param>
    /// <exception cref="ArgumentException">Plugins of this strategy have no such operation.</exception>
    public JsonObject Request(string operation, Action<JsonObject>? change = null)
    {
        var row = OperationTable.Find(operation, strategy)
            ?? throw new ArgumentException($"A {strategy} plugin has no operation '{operation}'.", nameof(operation));
        var request = new JsonObject();
        foreach (var parameter in row.Parameters)
            request[parameter.MessageName] = Message(parameter.Kind);
        change?.Invoke(request);
        return request;
    }

    private static RemoteEnvironment Environment(string name)
    {
        var host = new RemoteHost($"{name}.example.com", $"UNIX_HOST-{name}", $"/{name}/platform", $"/{name}/scratch");
        return new RemoteEnvironment(name, $"UNIX_HOST_ENVIRONMENT-{name}", host);
    }

    private static JsonNode JsonOf(object value) => JsonSerializer.SerializeToNode(value, RuntimeJson.Options)!;

    private static JsonObject Mount(string name) =>
        new() { ["remoteEnvironment"] = JsonOf(Environment(name)), ["mountPath"] = $"/mnt/{name}" };

    private JsonObject Parameters(DefinitionKind kind) => new() { ["parameters"] = Values(kind) };

    private JsonObject LinkedSource() => new() { ["guid"] = "sample-dsource", ["parameters"] = Values(DefinitionKind.LinkedSource) };

    private JsonObject Message(OperationParameterKind kind) => kind switch
    {
        OperationParameterKind.Connection => (JsonObject)JsonOf(Connection("source")),
        OperationParameterKind.Repository => Parameters(DefinitionKind.Repository),
        OperationParameterKind.SourceConfig => Parameters(DefinitionKind.SourceConfig),
        OperationParameterKind.Snapshot => Parameters(DefinitionKind.Snapshot),
        OperationParameterKind.OptionalSnapshotParameters => Parameters(DefinitionKind.SnapshotParameters),
        OperationParameterKind.DirectSource => new() { ["linkedSource"] = LinkedSource(), ["connection"] = JsonOf(Connection("source")) },
        OperationParameterKind.StagedSource => new()
        {
            ["linkedSource"] = LinkedSource(),
            ["sourceConnection"] = JsonOf(Connection("source")),
            ["stagedConnection"] = JsonOf(Connection("staging")),
            ["stagedMount"] = Mount("staging"),
        },
        OperationParameterKind.VirtualSource => new()
        {
            ["guid"] = "sample-vdb",
            ["connection"] = JsonOf(Connection("target")),
            ["parameters"] = Values(DefinitionKind.VirtualSource),
            ["mounts"] = new JsonArray(Mount("target")),
        },
        _ => throw new ArgumentException("The request of a data migration is the data itself, in its old form."),
    };
}
