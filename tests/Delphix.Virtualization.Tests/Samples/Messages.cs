using System.Text.Json.Nodes;

namespace Delphix.Virtualization.Tests.Samples;

/// <summary>The parts of request messages, as an engine sends them.</summary>
internal static class Messages
{
    internal const string SourceEnvironment =
        """{"name":"Source","reference":"UNIX_HOST_ENVIRONMENT-1","host":"""
            + """{"name":"10.0.0.1","reference":"UNIX_HOST-1","binaryPath":"/opt/toolkit","scratchPath":"/var/scratch"}}""";
    internal const string TargetEnvironment =
        """{"name":"Target","reference":"UNIX_HOST_ENVIRONMENT-2","host":"""
            + """{"name":"10.0.0.2","reference":"UNIX_HOST-2","binaryPath":"/opt/toolkit","scratchPath":"/var/scratch"}}""";
    internal const string SourceConnection =
        $$$"""{"environment":{{{SourceEnvironment}}},"user":{"name":"alice","reference":"HOST_USER-1"}}""";
    internal const string TargetConnection =
        $$$"""{"environment":{{{TargetEnvironment}}},"user":{"name":"bob","reference":"HOST_USER-2"}}""";

    private static readonly Dictionary<string, string> Parts = new()
    {
        ["sourceConnection"] = SourceConnection,
        ["stagedSource"] = $$"""
            {
              "linkedSource": { "guid": "ds-1", "parameters": { "address": "db.example", "port": 2222 } },
              "sourceConnection": {{SourceConnection}},
              "stagedMount": { "remoteEnvironment": {{TargetEnvironment}}, "mountPath": "/staging" },
              "stagedConnection": {{TargetConnection}},
              "mounts": []
            }
            """,
        ["directSource"] = $$"""
            { "linkedSource": { "guid": "ds-2", "parameters": { "address": "db.example" } }, "connection": {{SourceConnection}} }
            """,
        ["virtualSource"] = $$"""
            {
              "guid": "vdb-1",
              "connection": {{TargetConnection}},
              "parameters": { "location": "/data" },
              "mounts": [
                { "remoteEnvironment": {{TargetEnvironment}}, "mountPath": "/data", "sharedPath": "a" },
                { "remoteEnvironment": {{TargetEnvironment}}, "mountPath": "/logs" }
              ]
            }
            """,
        ["repository"] = """{ "parameters": { "name": "Trees", "toolVersion": "3.2" } }""",
        ["sourceConfig"] = """{ "parameters": { "name": "Orders", "path": "/orders" } }""",
        ["snapshot"] = """{ "parameters": { "label": "monday" } }""",
        ["snapshotParameters"] = """{ "parameters": { "resync": true } }""",
    };

    /// <summary>A request message with these parts.</summary>
    internal static JsonObject Request(params string[] parts) =>
        new(parts.Select(part => KeyValuePair.Create(part, JsonNode.Parse(Parts[part]))));

    /// <summary>
    /// A request of a linked operation: <c>stagedSource</c> or <c>directSource</c>, the repository and the source config.
    /// </summary>
    internal static JsonObject Linked(string source = "stagedSource") => Request(source, "repository", "sourceConfig");

    internal static JsonObject Virtual() => Request("virtualSource", "repository", "sourceConfig");
}
