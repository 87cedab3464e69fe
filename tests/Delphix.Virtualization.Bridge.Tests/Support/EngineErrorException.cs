using System.Text.Json.Nodes;

namespace Delphix.Virtualization.Bridge.Tests;

/// <summary>What an engine would show of an exception that ended an operation.</summary>
/// <param name="error">Its type, its texts and, for an internal one, its stack.</param>
internal sealed class EngineErrorException(JsonObject error) : Exception($"{error["type"]}: {error["message"]}")
{
    public string Type => $"{error["type"]}";

    public string Text => $"{error["message"]}";

    public string Action => $"{error["action"]}";

    public string Output => $"{error["output"]}";

    public string Stack => $"{error["stack"]}";

    public int Id => error["id"]!.GetValue<int>();
}
