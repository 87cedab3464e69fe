using System.Text.Json.Nodes;
using Delphix.Virtualization.Operations;
using Delphix.Virtualization.Runtime;
using Delphix.Virtualization.Schemas;

namespace PostgresqlPlugin.Tests.Support;

/// <summary>The plugin's schemas, and requests that fit them.</summary>
internal static class Sample
{
    public static string ConfigFile { get; } = Path.Combine(Repository.Root, "samples", "postgresql", "plugin_config.yml");

    public static string SchemaFile { get; } = Path.Combine(Repository.Root, "samples", "postgresql", "schema.json");

    public static PluginSchemas Schemas { get; } = PluginSchemas.Parse(File.ReadAllText(SchemaFile));

    public static SampleRequests Requests { get; } = new(Schemas, PluginStrategy.Staged);

    /// <summary>Calls an operation as an engine does: what goes in and what comes out is checked against the schema.</summary>
    public static async Task<JsonObject> AskAsync(string operation, FakeLibs libs, Action<JsonObject>? change = null)
    {
        var runtime = new PluginRuntime(PluginRunner.Plugin, PluginStrategy.Staged, Schemas);
        return (await runtime.InvokeAsync(operation, Requests.Request(operation, change), libs))["returnValue"]!.AsObject();
    }

    /// <summary>The script of a call, by the name of its file.</summary>
    public static string ScriptOf(LibraryCall call) => call.Command.Split('\n')[0].TrimStart('#', ' ');
}
