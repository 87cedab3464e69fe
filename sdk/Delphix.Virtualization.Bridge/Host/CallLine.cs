using System.Text.Json.Nodes;

namespace Delphix.Virtualization.Bridge.Host;

/// <summary>
/// Sends the messages of one call to its engine. What the plugin sends after the operation has ended is dropped.
/// </summary>
/// <param name="post">Sends a message.</param>
internal sealed class CallLine(Action<JsonObject> post)
{
    private readonly Lock _sending = new();
    private bool _ended;

    internal void Post(JsonObject message)
    {
        lock (_sending)
        {
            if (!_ended)
                post(message);
        }
    }

    /// <summary>Sends the message that ends the call.</summary>
    internal void End(JsonObject answer)
    {
        lock (_sending)
        {
            _ended = true;
            post(answer);
        }
    }
}
